import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EnrollmentCodeRow, NewEnrollmentCode } from '../../src/shared/contract/enrollment-codes.ts'
import type { DeviceRow, MetricAnswer, Page, Problem } from '../../src/shared/contract/index.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { ask, batchOf, deviceWithCode } from './support/device.ts'
import { spanRecord } from './support/records.ts'
import { freshEndpoint, storesOfPlainSql } from './support/stores.ts'

const MINUTE = 60_000

describe.each(storesOfPlainSql)('desktops of a pool, whose profiles are wiped, on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => (endpoint = await freshEndpoint(store)))
  afterAll(() => endpoint.close())

  const codeFor = async (json: object) =>
    (await ask<NewEnrollmentCode>(endpoint, '/v1/enrollment-codes', { method: 'POST', json })).body
  const devicesOf = async (name: string) => {
    const { body } = await ask<Page<DeviceRow>>(endpoint, '/v1/devices')
    return body.rows.filter(({ userName }) => userName === name)
  }
  const begin = Math.floor(Date.now() / (15 * MINUTE)) * 15 * MINUTE - 60 * MINUTE
  const morning = (index: number, generation: string) =>
    batchOf(
      [spanRecord({ seq: 1, startedAt: begin + index * 10 * MINUTE, endedAt: begin + index * 10 * MINUTE + MINUTE })],
      generation,
    )

  test('are one device of their person: each morning’s key replaces the one before, and all work counts', async () => {
    const { code, pool } = await codeFor({
      email: 'ana@clinic.example',
      user: 'Ana',
      pool: 'Citrix A',
      expiresInMinutes: 60 * 24 * 365,
    })
    expect(pool).toBe('Citrix A')
    const desktops = []
    for (const [index, generation] of ['a', 'b', 'c'].entries()) {
      const desktop = await deviceWithCode(endpoint, code)
      const { body } = await desktop.send(morning(index, generation.repeat(16)))
      expect(body).toMatchObject({ rejected: [], storedThrough: 1 })
      desktops.push(desktop)
    }
    expect(new Set(desktops.map(({ deviceId }) => deviceId)).size).toBe(1)
    expect(await devicesOf('Ana')).toHaveLength(1)
    const { body: metric } = await ask<MetricAnswer>(
      endpoint,
      `/v1/metrics/active_minutes?from=${begin}&to=${begin + 60 * MINUTE}&user=Ana`,
    )
    expect(metric.rows[0]?.value).toBe(3)
    const late = await desktops[0]?.send<Problem>(morning(3, 'a'.repeat(16)))
    expect(late).toMatchObject({ status: 401, body: { code: 'bad_signature' } })
    // Deleted with its person, none of its keys gets in again.
    const { body: audit } = await ask<Page<{ action: string; object: string }>>(endpoint, '/v1/audit')
    const changed = audit.rows.filter(({ action }) => action === 'device_key_changed').map(({ object }) => object)
    expect(changed).toEqual([desktops[0]?.deviceId, desktops[0]?.deviceId])
    const { body: open } = await ask<Page<EnrollmentCodeRow>>(endpoint, '/v1/enrollment-codes')
    expect(open.rows.filter((row) => row.pool === 'Citrix A')).toHaveLength(1)
  })

  test('of another pool, of another person and outside any pool are other devices', async () => {
    const codes = [
      { email: 'ben@clinic.example', user: 'Ben', pool: 'Citrix A' },
      { email: 'ben@clinic.example', pool: 'Horizon' },
      { email: 'ben@clinic.example' },
      { email: 'cleo@clinic.example', user: 'Cleo', pool: 'Citrix A' },
    ]
    const ids = new Set<string>()
    for (const json of codes) ids.add((await deviceWithCode(endpoint, (await codeFor(json)).code)).deviceId)
    expect(ids.size).toBe(4)
    expect([(await devicesOf('Ben')).length, (await devicesOf('Cleo')).length]).toEqual([3, 1])
  })

  test('get in no more once the device is revoked, until there is a new code, and are the same device then', async () => {
    const dee = { email: 'dee@clinic.example', user: 'Dee', pool: 'AVD' }
    const { code } = await codeFor(dee)
    const desktop = await deviceWithCode(endpoint, code)
    await ask(endpoint, `/v1/devices/${desktop.deviceId}`, { method: 'DELETE' })
    await expect(deviceWithCode(endpoint, code)).rejects.toThrow('expired')
    const again = await deviceWithCode(endpoint, (await codeFor(dee)).code)
    expect(again.deviceId).toBe(desktop.deviceId)
    expect((await again.send(morning(0, 'd'.repeat(16)))).status).toBe(200)
  })

  test.each([
    [{ pool: 'A' }, '/pool'],
    [{ pool: 'A', approval: true }, '/pool'],
    [{ pool: ' ', user: 'Eve' }, '/pool'],
    [{ user: 'Eve', expiresInMinutes: 60 * 24 * 31 }, '/expiresInMinutes'],
    [{ user: 'Eve', pool: 'A', expiresInMinutes: 60 * 24 * 401 }, '/expiresInMinutes'],
  ])('a code of a pool names its person, and expires: %j is refused', async (json, pointer) => {
    const { status, body } = await ask(endpoint, '/v1/enrollment-codes', { method: 'POST', json })
    expect([status, body.errors?.map((error) => error.pointer)]).toEqual([400, [pointer]])
  })
})
