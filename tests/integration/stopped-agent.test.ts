import { expect, test } from 'vitest'
import type { DeviceRow, Page, PanelAnswer } from '../../src/shared/contract/index.ts'
import { deviceStatusOf } from '../../src/shared/device-health/index.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { account, Desk, enrollCode, until } from './support/desk.ts'

const MINUTE = 60_000
const cleanUps = undoneAfterEach()

test('an agent that was quit or killed is said within the hour; a computer that sleeps is not', async () => {
  // A Tuesday morning.
  const desk = await Desk.at(new Date(2026, 11, 1, 9).getTime())
  cleanUps.push(() => desk.leave())
  const endpoint = await freshEndpoint('postgres', { now: () => desk.clock.now() })
  cleanUps.push(endpoint.close)
  let isCut = false
  const fetch: typeof globalThis.fetch = (...request) =>
    isCut ? Promise.reject(new TypeError('no network')) : globalThis.fetch(...request)
  const row = async () => {
    const { body } = await ask<Page<DeviceRow>>(endpoint, '/v1/devices')
    const [device] = body.rows
    if (!device) throw new Error('the device is not listed')
    return device
  }
  const status = async () => {
    const device = await row()
    return deviceStatusOf(device, desk.clock.now(), device.agentVersion)
  }
  const silence = (minutes: number) => desk.clock.advance(minutes * MINUTE)

  const code = await enrollCode(endpoint, 'A. Brandt')
  const options = { endpointUrl: endpoint.url, enrollCode: code, fetch, retry: { baseMs: 20, capMs: 20 } }
  const agent = await desk.sitDown(options)
  desk.work(account('PCN-20418'), MINUTE)
  await until(async () => (await row()).health !== null, 'the agent has reported')
  await agent.stop()
  const quitAt = desk.clock.now()
  await until(async () => (await row()).health?.leaving === 'quit', 'it said that it was quit')
  silence(44)
  expect(await row()).toMatchObject({ stoppedAt: null })
  silence(1)
  expect(await row()).toMatchObject({ stoppedAt: quitAt })
  expect(await status()).toMatchObject({ needsAttention: true, issues: [{ kind: 'quit', amount: quitAt }] })

  await desk.start({ ...options, acceptNotice: true })
  await until(async () => (await row()).health?.leaving === undefined, 'the agent is back')
  expect(await row()).toMatchObject({ stoppedAt: null })
  desk.power.tell('suspend')
  await until(async () => (await row()).health?.leaving === 'suspend', 'it said that the computer sleeps')
  isCut = true
  silence(50)
  expect(await row()).toMatchObject({ stoppedAt: null })

  isCut = false
  await until(async () => (await row()).health?.leaving === undefined, 'the computer is awake')
  // From here on nothing comes any more, as from an agent that was killed.
  isCut = true
  const heardAt = (await row()).lastSeenAt
  silence(46)
  expect(await status()).toMatchObject({ needsAttention: true, issues: [{ kind: 'stopped', amount: heardAt }] })
  const { body: panel } = await ask<PanelAnswer>(endpoint, '/v1/panel')
  expect(panel.people.map((person) => person.stoppedAt)).toEqual([heardAt])
})
