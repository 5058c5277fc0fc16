import { basename } from 'node:path'
import { errorWordSchema, frameSchema, type SupportEvent } from '../../shared/contract/index.ts'

const MOST_FRAMES = 10

/** The code or the class of an error, such as ENOSPC or JournalFull: nothing of its message, which may quote a title. */
export function errorWord(error: unknown): Pick<SupportEvent, 'error'> {
  if (!(error instanceof Error)) return {}
  const code = 'code' in error ? error.code : undefined
  const word = [code, error.name].map((each) => errorWordSchema.safeParse(each)).find(({ success }) => success)
  return word?.data === undefined ? {} : { error: word.data }
}

/** Where an error was thrown: the files of its stack, without their folders, with line and column. */
export function framesOf(error: unknown): Pick<SupportEvent, 'where'> {
  const { message = '', stack = '' } = error instanceof Error ? error : {}
  // The stack begins with the message, and a title in it could look like a place.
  const begin = stack.indexOf(message)
  const lines = begin < 0 ? [] : stack.slice(begin + message.length).split('\n')
  const places = lines.flatMap((line) => {
    const [, path = '', row, column] = /^\s+at .*?([^\s()]+):(\d+):(\d+)\)?$/.exec(line) ?? []
    const place = frameSchema.safeParse(`${basename(path.replaceAll('\\', '/'))}:${row}:${column}`)
    return place.success ? [place.data] : []
  })
  return places.length === 0 ? {} : { where: places.slice(0, MOST_FRAMES) }
}
