import type { CleanUps } from './clean-up.ts'
import { openTerminal, pressKey } from './desktop.ts'
import { Hands } from './hands.ts'
import { environmentOf } from './portal-browser.ts'
import { enrollmentCode, freshFolder, publish, startAgent, untilRecording, type RunningEndpoint } from './product.ts'

/**
 * Somebody at work: an agent that records by these rules and takes companions, and a terminal for notes.
 * @param env of the agent, added to this process's
 */
export async function openDesk(
  undo: CleanUps,
  endpoint: RunningEndpoint,
  rules: Parameters<typeof publish>[1],
  env: Readonly<Record<string, string>> = {},
) {
  const hands = new Hands(pressKey)
  hands.work()
  undo.add(() => hands.rest())
  await publish(endpoint, rules)
  const data = await freshFolder(undo, 'agent')
  const home = await freshFolder(undo, 'home')
  const enroll = await enrollmentCode(endpoint, 'A. Brandt')
  const agent = startAgent(undo, { endpoint, enroll, data, companion: 'on', env: { ...environmentOf(home), ...env } })
  await untilRecording(agent)
  const notes = await openTerminal('Follow-up log.xlsx', undo)
  return { agent, hands, notes, data, home }
}
