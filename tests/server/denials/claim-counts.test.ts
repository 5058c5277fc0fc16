import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../../src/server/database/sql.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { setZone } from './support.ts'

describe.each(storesOfPlainSql)('claim counts on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => {
    endpoint = await freshEndpoint(store)
    await setZone(endpoint, 'America/New_York')
  })
  afterAll(() => endpoint.close())

  test('replace those of the same day and payer; invalid ones are refused', async () => {
    const put = (...rows: object[]) => ask(endpoint, '/v1/claim-counts', { method: 'PUT', json: { rows } })
    const aetna = { day: '2026-03-31', payer: 'Aetna', submitted: 100, accepted: 98, clean: 90 }
    const cigna = { ...aetna, payer: 'Cigna' }
    expect(await put(aetna, { ...aetna, clean: 91 }, cigna)).toMatchObject({ status: 200, body: { rows: 3 } })
    expect((await put({ ...cigna, submitted: 120 })).status).toBe(200)
    expect((await put()).status).toBe(200)
    const rows = await endpoint.database.query(
      sql`select day, payer, submitted, accepted, clean from claim_counts order by payer`,
    )
    const day = Date.UTC(2026, 2, 31, 4)
    expect(rows).toEqual([
      { ...aetna, day, clean: 91 },
      { ...cigna, day, submitted: 120 },
    ])
    for (const bad of [{ accepted: 101 }, { clean: 99 }, { submitted: -1 }, { day: '2026-02-30' }, { payer: '' }]) {
      const { status, body } = await put({ ...aetna, ...bad })
      expect([bad, status, body.code]).toEqual([bad, 400, 'bad_body'])
    }
  })
})
