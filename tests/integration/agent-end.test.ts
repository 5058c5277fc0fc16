import { expect, test } from 'vitest'
import { freshEndpoint } from '../server/support/stores.ts'
import { Desk, account, enrollCode, until } from './support/desk.ts'
import { undoneAfterEach } from './support/clean-ups.ts'

const cleanUps = undoneAfterEach()

// The shell reads the status shortly after a change, and the end is a change: an error here would turn a clean end into a failure.
test('an agent that has ended still returns its final status', async () => {
  const desk = await Desk.at(Date.now())
  cleanUps.push(() => desk.leave())
  const endpoint = await freshEndpoint('embedded', { now: () => desk.clock.now() })
  cleanUps.push(endpoint.close)
  const agent = await desk.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'A. Brandt') })
  desk.work(account('PCN-20418'), 30_000)
  await until(() => agent.status().lastSyncAt !== null, 'the endpoint has answered')
  await agent.stop()
  expect(agent.status()).toMatchObject({ state: 'recording', userName: 'A. Brandt', captureAdapter: 'eventful' })
})
