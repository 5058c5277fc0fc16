import { PassThrough } from 'node:stream'
import type { HelperProcess } from '../../../src/main/windows-helper/helper-process.ts'

/** Helper processes that a test speaks for. */
export const fakeHelpers = () => {
  const started: {
    readonly say: (line: object | string) => void
    readonly end: (how: string) => void
    ended: boolean
  }[] = []
  const start = (): HelperProcess => {
    const output = new PassThrough()
    let tell: (how: string) => void = () => {}
    const one = {
      say: (line: object | string) => void output.write(typeof line === 'string' ? line : `${JSON.stringify(line)}\n`),
      end: (how: string) => tell(how),
      ended: false,
    }
    started.push(one)
    return { output, onEnd: (told) => (tell = told), end: () => (one.ended = true) }
  }
  return { start, started, last: () => started.at(-1) ?? fail() }
}

const fail = (): never => {
  throw new Error('no helper was started')
}

export const ready = { event: 'ready', version: 1, session: true }
export const windowLine = (title: string, more: object = {}) => ({
  event: 'window',
  idleMs: 0,
  window: 7,
  program: 'msedge.exe',
  class: 'Chrome_WidgetWin_1',
  title,
  ...more,
})
