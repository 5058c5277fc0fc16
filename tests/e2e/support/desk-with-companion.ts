import { freshEndpoint } from '../../server/support/stores.ts'
import { embeddedFolder } from '../../setup/embedded-folder.ts'
import type { CleanUps } from './clean-up.ts'
import { openTerminal, pressKey } from './desktop.ts'
import { Hands } from './hands.ts'
import { environmentOf } from './portal-browser.ts'
import { enrollmentCode, freshFolder, publish, startAgent, untilRecording } from './product.ts'

/** Somebody at work: an endpoint with these rules, an agent that records and takes companions, and a terminal for notes. */
export async function openDesk(undo: CleanUps, rules: Parameters<typeof publish>[1]) {
  const hands = new Hands(pressKey)
  hands.work()
  undo.add(() => hands.rest())
  const { folder: store, remove } = await embeddedFolder()
  undo.add(remove)
  const endpoint = await freshEndpoint('embedded', { dataFolder: store })
  undo.add(endpoint.close)
  await publish(endpoint, rules)
  const data = await freshFolder(undo, 'agent')
  const home = await freshFolder(undo, 'home')
  const enroll = await enrollmentCode(endpoint, 'A. Brandt')
  const agent = startAgent(undo, { endpoint, enroll, data, companion: 'on', env: environmentOf(home) })
  await untilRecording(agent)
  const notes = await openTerminal('Follow-up log.xlsx', undo)
  return { endpoint, agent, notes, data, home, folders: [data, store] }
}
