import { expect, test } from 'vitest'
import { ask } from './support/device.ts'
import { freshEndpoint } from './support/stores.ts'

test('an endpoint answers what it was asked, and ends then, although the client keeps its connection', async () => {
  const endpoint = await freshEndpoint('embedded')
  let letGo = () => {}
  const busy = endpoint.database.transaction(() => new Promise<void>((resolve) => (letGo = resolve)))
  const answer = ask(endpoint, '/v1/rules')
  // Asked later and answered without the store: the question before it has arrived.
  await ask(endpoint, '/')
  const started = performance.now()
  const closed = endpoint.close()
  letGo()
  await busy
  expect(await answer).toMatchObject({ status: 200, body: { version: 1 } })
  await closed
  expect(performance.now() - started).toBeLessThan(30_000)
})
