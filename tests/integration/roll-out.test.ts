import { describe, expect, test } from 'vitest'
import type { EnrollmentRequestRow } from '../../src/shared/contract/enrollment-codes.ts'
import type { NewEnrollmentKey } from '../../src/shared/contract/enrollment-keys.ts'
import type { DeviceRow, Page } from '../../src/shared/contract/index.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { Desk, until } from './support/desk.ts'

const cleanUps = undoneAfterEach()
const AWAY = 'http://127.0.0.1:1'

describe('a roll-out with one key of a site', () => {
  async function site() {
    const endpoint = await freshEndpoint('postgres')
    cleanUps.push(endpoint.close)
    const json = { site: 'Main office', maxDevices: 10, rule: 'domains', domains: ['clinic.example'] }
    const { body } = await ask<NewEnrollmentKey>(endpoint, '/v1/enrollment-keys', { method: 'POST', json })
    return {
      endpoint,
      key: body.key,
      devices: async () => (await ask<Page<DeviceRow>>(endpoint, '/v1/devices')).body.rows,
      waiting: async () => (await ask<Page<EnrollmentRequestRow>>(endpoint, '/v1/enrollment-requests')).body.rows,
    }
  }
  async function desk() {
    const made = await Desk.at(Date.now())
    cleanUps.push(() => made.leave())
    return made
  }
  const of = (user: string, address: string) => async () => ({ user, domain: 'CLINIC', address })

  test('enrolls each computer for the person of its account, also one that starts again before it was enrolled', async () => {
    const { endpoint, key, devices } = await site()
    const [first, offline] = [await desk(), await desk()]
    // The first start is offline and is ended; the next one has neither the key nor an address.
    const unheard = await offline.start({
      endpointUrl: AWAY,
      enrollCode: key,
      account: of('ben', 'ben@clinic.example'),
    })
    await until(() => (unheard.status().reason ?? '').includes('cannot be reached'), 'the endpoint is not reached')
    await unheard.stop()
    const agent = await first.start({
      endpointUrl: endpoint.url,
      enrollCode: key,
      account: of('ana', 'ana@clinic.example'),
    })
    await until(() => agent.status().deviceId !== '', 'it is enrolled')
    const again = await offline.start({ endpointUrl: endpoint.url, account: of('ben', 'ben@clinic.example') })
    await until(() => again.status().deviceId !== '', 'the one that was offline is enrolled')
    expect((await devices()).map(({ userName }) => userName).toSorted()).toEqual(['ana', 'ben'])
  })

  test('has a computer wait that the rule does not let in, through restarts, until an admin approves it', async () => {
    const { endpoint, key, devices, waiting } = await site()
    const stranger = await desk()
    const account = of('cy', 'cy@elsewhere.example')
    const asking = await stranger.start({ endpointUrl: endpoint.url, enrollCode: key, account })
    await until(async () => (await waiting()).length === 1, 'it waits')
    await until(() => (asking.status().reason ?? '').includes('Waiting for an admin'), 'it says so')
    await asking.stop()
    const [request] = await waiting()
    expect(request).toMatchObject({ site: 'Main office', account: 'CLINIC\\cy', address: 'cy@elsewhere.example' })
    const json = { email: 'cy@elsewhere.example' }
    await ask(endpoint, `/v1/enrollment-requests/${request?.id}/approve`, { method: 'POST', json })
    const approved = await stranger.start({ account })
    await until(() => approved.status().deviceId !== '', 'it is enrolled')
    expect((await devices()).map(({ userName }) => userName)).toEqual(['cy'])
    expect(await waiting()).toEqual([])
  })
})
