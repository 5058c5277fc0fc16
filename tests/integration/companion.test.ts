import { expect, test } from 'vitest'
import type { PageSource } from '../../src/main/capture/ports.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { Desk, enrollCode, until } from './support/desk.ts'
import { undoneAfterEach } from './support/clean-ups.ts'

const cleanUps = undoneAfterEach()

/** Companions in browsers without the focus. */
class FakePages implements PageSource {
  heard = false
  pageOf = () => null
  ask = () => {}
  useHosts = () => {}
  notAllowed = () => []
  browsers = () => (this.heard ? ['Chrome', 'Edge'] : [])
  subscribe = () => {
    this.heard = true
    return () => {
      this.heard = false
    }
  }
}

test('the status names the browsers with a connected companion, and none while recording is paused', async () => {
  const desk = await Desk.at(Date.now())
  cleanUps.push(() => desk.leave())
  const endpoint = await freshEndpoint('postgres', { now: () => desk.clock.now() })
  cleanUps.push(endpoint.close)
  const pages = new FakePages()
  const enrolling = { endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'A. Brandt') }
  const agent = await desk.sitDown({ ...enrolling, pages })
  await until(() => pages.heard, 'capture listens for companions')
  expect(agent.status().companions).toEqual(['Chrome', 'Edge'])
  expect(agent.pause(15).companions).toEqual([])
  expect(agent.resume().companions).toEqual(['Chrome', 'Edge'])
  await agent.stop()
  expect([pages.heard, agent.status().companions]).toEqual([false, []])
})

test('the agent works without companions', async () => {
  const desk = await Desk.at(Date.now())
  cleanUps.push(() => desk.leave())
  const endpoint = await freshEndpoint('postgres', { now: () => desk.clock.now() })
  cleanUps.push(endpoint.close)
  const agent = await desk.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'A. Brandt') })
  expect(agent.status()).toMatchObject({ state: 'recording', companions: [] })
})
