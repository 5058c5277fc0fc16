import { z } from 'zod'
import type { SupportEvent } from '../../shared/contract/index.ts'
import { realSleep } from '../sync/interruptible-sleep.ts'
import { screens, type Screen, type ShellArguments } from './arguments.ts'

/** Time between two looks at the log, ms. */
const LOOK_EVERY_MS = 100

const onOrOff = z.enum(['on', 'off'])

/** What a second start hands over to the running agent: what its command line states. */
const handOverSchema = z.object({
  screen: z.enum(screens).nullable(),
  asking: z.object({ endpointUrl: z.string(), code: z.string() }).optional(),
  acceptNotice: z.boolean().default(false),
  autostart: onOrOff.exactOptional(),
  companion: z.object({ state: onOrOff, extensions: z.array(z.string()) }).exactOptional(),
})
export type HandOver = z.infer<typeof handOverSchema>

/** @param stated by the command line alone: the administrator's options hold for the running agent already */
export const handOverOf = (stated: ShellArguments, screen: Screen | null): HandOver => {
  const { endpointUrl, enrollCode: code, acceptNotice, autostart, companion } = stated
  return {
    ...{ screen, acceptNotice },
    ...(autostart && { autostart }),
    ...(endpointUrl !== undefined && code !== undefined && { asking: { endpointUrl, code } }),
    ...(companion && { companion: { state: companion.state, extensions: [...companion.extensions] } }),
  }
}

/** @param data from another process, perhaps of another version; null: not understood */
export const readHandOver = (data: unknown): HandOver | null => handOverSchema.safeParse(data).data ?? null

/** What the running agent keeps as it is until it ends, of what the command line states; for people. */
export const notHandedOver = ({ endpointUrl, enrollCode, syncEveryMs }: ShellArguments): readonly string[] => [
  ...(endpointUrl !== undefined && enrollCode === undefined ? ['--endpoint'] : []),
  ...(syncEveryMs === undefined ? [] : ['--sync-every']),
]

const answers = ['code_taken', 'code_not_needed'] as const
type Answer = (typeof answers)[number]

/** The latest answer to a second start in the agent's log. */
const latestAnswer = (events: readonly SupportEvent[]): (SupportEvent & { code: Answer }) | undefined =>
  events.findLast((event): event is SupportEvent & { code: Answer } => answers.some((code) => code === event.code))

/**
 * Waits for the running agent's answer in its log, as Electron's lock carries none back.
 * @param read the log's events, oldest first
 * @param before those from before the code was handed over
 * @param withinMs longest wait
 * @returns null: it has not answered
 */
export const answerOfRunning = async (
  read: () => readonly SupportEvent[],
  before: readonly SupportEvent[],
  { withinMs = 10_000, sleep = realSleep } = {},
): Promise<Answer | null> => {
  const earlier = latestAnswer(before)?.at
  for (let left = withinMs; ; left -= LOOK_EVERY_MS) {
    const latest = latestAnswer(read())
    if (latest !== undefined && latest.at !== earlier) return latest.code
    if (left <= 0) return null
    await sleep(LOOK_EVERY_MS)
  }
}

/** For whoever started the app a second time, with the exit code of that start. */
export const toldOf = (answer: Answer | null): { readonly message: string; readonly exitCode: number } => {
  switch (answer) {
    case 'code_taken':
      return {
        message: 'the running agent now enrolls with this code; Health in its window shows the result',
        exitCode: 0,
      }
    case 'code_not_needed':
      return {
        message:
          'this computer is enrolled already, so the code was not used; to move it to another endpoint, end the running agent first',
        exitCode: 0,
      }
    case null:
      return { message: 'the running agent did not answer: end it, then start it with the code', exitCode: 1 }
  }
}
