import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../../src/shared/contract/alerts.ts'
import { findingRules } from '../../../src/shared/findings/index.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { makeWorld, now, week } from '../metrics/world.ts'
import { ask, batchOf, enrolledDevice } from '../support/device.ts'
import { spanRecord, tagOf } from '../support/records.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'

interface Findings {
  readonly rows: readonly Finding[]
  readonly considered: number
  readonly dismissed: number
  readonly foundAt: number
}

describe.each(storesOfPlainSql)('findings on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  let clock = now
  const findings = async () => (await ask<Findings>(endpoint, `/v1/findings?from=${week.from}&to=${week.to}`)).body
  const rules = async () => (await findings()).rows.map(({ id }) => id)

  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => clock })
    await makeWorld(endpoint)
  })
  afterAll(() => endpoint.close())

  test('a small world gives no evidence', async () => {
    expect(await findings()).toEqual({ rows: [], considered: findingRules.length, dismissed: 0, foundAt: now })
  })

  test('with enough evidence there is a finding, and a dismissed one is gone until it is restored', async () => {
    const cleo = await enrolledDevice(endpoint, { user: 'Cleo', team: 'North' })
    const checks = Array.from({ length: 8 }, (_, index) =>
      spanRecord({
        seq: index + 1,
        startedAt: week.from + index * 900_000,
        endedAt: week.from + (index + 1) * 900_000,
      }),
    )
    const tags = checks.map((span, index) => tagOf(span, { seq: 100 + index, hiddenId: `h${index}` }))
    expect((await cleo.send(batchOf([...checks, ...tags]), { clock: now })).status).toBe(200)
    // Findings are cached for a minute, and say as of when they are.
    expect(await findings()).toMatchObject({ rows: [], foundAt: now })
    clock += 2 * 60_000
    const { rows, foundAt } = await findings()
    expect(foundAt).toBe(clock)
    expect(rows.map(({ id }) => id)).toEqual(['rechecks-by-payer:Aetna'])
    // Two hours of Cleo's and half an hour of Ben's.
    expect(rows[0]?.sentence.map(({ text }) => text).join('')).toBe(
      'Repeat status checks at Aetna took 2h 30m: 100% of all time on repeat status checks.',
    )

    const path = `/v1/findings/${encodeURIComponent('rechecks-by-payer:Aetna')}/dismiss`
    expect((await ask(endpoint, path, { method: 'POST', json: { reason: '  ' } })).status).toBe(400)
    expect((await ask(endpoint, path, { method: 'POST', json: { reason: 'known, being automated' } })).status).toBe(204)
    expect(await findings()).toEqual({ rows: [], considered: findingRules.length, dismissed: 1, foundAt })
    expect((await ask(endpoint, path, { method: 'DELETE' })).status).toBe(204)
    expect(await rules()).toEqual(['rechecks-by-payer:Aetna'])
  })

  test('a rule that an admin turned off is not evaluated', async () => {
    const put = (hiddenFindings: readonly string[]) =>
      ask(endpoint, '/v1/settings/economics', { method: 'PUT', json: { hiddenFindings } })
    expect((await put(['rechecks-by-payer', 'of-a-later-version'])).status).toBe(200)
    expect(await findings()).toEqual({ rows: [], considered: findingRules.length - 1, dismissed: 0, foundAt: clock })
    expect((await put([])).status).toBe(200)
    expect(await rules()).toEqual(['rechecks-by-payer:Aetna'])
  })
})
