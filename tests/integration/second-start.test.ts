import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EnrollmentRequestRow } from '../../src/shared/contract/enrollment-codes.ts'
import type { NewEnrollmentKey } from '../../src/shared/contract/enrollment-keys.ts'
import type { DeviceRow, Page } from '../../src/shared/contract/index.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { Desk, enrollCode, until } from './support/desk.ts'

const AWAY = 'http://127.0.0.1:1'
const cleanUps = undoneAfterEach()

describe('a code of a second start', () => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => (endpoint = await freshEndpoint('postgres')))
  afterAll(() => endpoint.close())

  async function desk() {
    const made = await Desk.at(Date.now())
    cleanUps.push(() => made.leave())
    return made
  }
  const devices = async () => (await ask<Page<DeviceRow>>(endpoint, '/v1/devices')).body.rows
  const codesOf = async ({ directory }: Desk) =>
    [...(await readFile(join(directory, 'agent.log'), 'utf8')).matchAll(/ (code_\w+)/g)].map(([, code]) => code)

  test('ends what the agent waits for, also at another address, and enrolls it', async () => {
    const at = await desk()
    const agent = await at.start({ endpointUrl: AWAY, enrollCode: 'WRONG-CODE' })
    await until(() => (agent.status().reason ?? '').includes('cannot be reached'), 'the endpoint is not reached')
    expect(agent.takeCode({ endpointUrl: endpoint.url, code: await enrollCode(endpoint, 'A. Second') })).toBe(true)
    await until(() => agent.status().deviceId !== '', 'it is enrolled')
    expect(agent.status()).toMatchObject({ endpointUrl: endpoint.url, userName: 'A. Second' })
    agent.acceptNotices()
    await until(() => agent.status().lastSyncAt !== null, 'it sends to the new address')
    expect(agent.status().noticeDue).toBeFalsy()
    expect(await codesOf(at)).toEqual(['code_taken'])
  })

  test('takes the place of a site key that an admin has not approved', async () => {
    const json = { site: 'Annex', maxDevices: 5, rule: 'each' }
    const { body } = await ask<NewEnrollmentKey>(endpoint, '/v1/enrollment-keys', { method: 'POST', json })
    const at = await desk()
    const agent = await at.start({ endpointUrl: endpoint.url, enrollCode: body.key })
    await until(() => (agent.status().reason ?? '').includes('Waiting for an admin'), 'it waits')
    agent.takeCode({ endpointUrl: endpoint.url, code: await enrollCode(endpoint, 'B. Second') })
    await until(() => agent.status().userName === 'B. Second', 'it is enrolled')
    expect((await ask<Page<EnrollmentRequestRow>>(endpoint, '/v1/enrollment-requests')).body.rows).toEqual([])
  })

  test('of several, the last one counts, and the agent enrolls once', async () => {
    const before = (await devices()).length
    const at = await desk()
    const agent = await at.start({})
    const [first, last] = [await enrollCode(endpoint, 'C. First'), await enrollCode(endpoint, 'C. Last')]
    for (const code of ['NO-SUCH-CODE', first, last]) agent.takeCode({ endpointUrl: endpoint.url, code })
    await until(() => agent.status().deviceId !== '', 'it is enrolled')
    expect(agent.status().userName).toBe('C. Last')
    expect((await devices()).length).toBe(before + 1)
  })

  test('is not used by an enrolled agent, which says so, until the endpoint has revoked it', async () => {
    const at = await desk()
    const agent = await at.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'D. Known') })
    const { deviceId } = agent.status()
    const code = await enrollCode(endpoint, 'D. Known')
    expect(agent.takeCode({ endpointUrl: endpoint.url, code })).toBe(false)
    expect((await ask(endpoint, `/v1/devices/${deviceId}`, { method: 'DELETE' })).status).toBe(204)
    at.work({ app: 'excel', title: 'Follow-up.xlsx', url: null }, 70_000)
    await until(() => agent.status().state === 'needs_attention', 'the endpoint takes nothing from it')
    expect(agent.takeCode({ endpointUrl: AWAY, code })).toBe(false)
    expect(agent.takeCode({ endpointUrl: endpoint.url, code })).toBe(true)
    await until(() => agent.status().state === 'recording', 'it sends again')
    expect(agent.status()).toMatchObject({ deviceId, userName: 'D. Known' })
    expect(await codesOf(at)).toEqual(['code_not_needed', 'code_not_needed', 'code_taken'])
  })
})
