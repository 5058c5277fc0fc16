import { expect, test } from 'vitest'
import type { MetricAnswer, Page, SpanRow, TouchRow } from '../../src/shared/contract/index.ts'
import { tables } from '../../src/server/database/schema/index.ts'
import { name, sql } from '../../src/server/database/sql.ts'
import { ask } from '../server/support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../server/support/stores.ts'
import { undoneAfterEach } from './support/clean-ups.ts'
import { claimStatus, Desk, enrollCode, notes, until } from './support/desk.ts'

const MINUTE = 60_000
const cleanUps = undoneAfterEach()

test.each(storesOfPlainSql)(
  'a time marked private is gone here and at the endpoint, and totals follow (%s)',
  async (store) => {
    const began = new Date(2026, 11, 1, 9).getTime()
    const at = await Desk.at(began)
    cleanUps.push(() => at.leave())
    const endpoint = await freshEndpoint(store, { now: () => at.clock.now() })
    cleanUps.push(endpoint.close)
    const agent = await at.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'Q. Biller') })
    const rowsOf = async <Row>(path: string) => (await ask<Page<Row>>(endpoint, path)).body.rows
    at.work(claimStatus('PCN-10001'), 10 * MINUTE)
    at.work(notes, 10 * MINUTE)
    at.work(claimStatus('PCN-10001'), 10 * MINUTE)
    at.work(claimStatus('PCN-20002'), MINUTE)
    await until(async () => (await rowsOf<TouchRow>('/v1/touches')).length > 0, 'the work is at the endpoint')
    await until(
      async () => (await rowsOf<SpanRow>('/v1/spans')).some(({ activity }) => activity === 'documentation'),
      'so are the notes',
    )

    agent.markPrivate({ from: began + 8 * MINUTE, to: began + 21 * MINUTE, reason: 'confidential' })
    await until(() => agent.status().backlog === 0, 'everything is delivered')
    const spans = await rowsOf<SpanRow>('/v1/spans')
    expect(
      spans.filter(({ startedAt, endedAt }) => startedAt < began + 21 * MINUTE && endedAt > began + 8 * MINUTE),
    ).toEqual([])
    expect(spans.some(({ activity }) => activity === 'documentation')).toBe(false)
    // What the rules can name is no record of what somebody did.
    const ofRules = ['rule_sets', 'starter_rules']
    for (const table of tables.map((each) => each.name).filter((each) => !ofRules.includes(each))) {
      const rows = await endpoint.database.query<{ row: string }>(sql`select t::text as row from ${name(table)} t`)
      const found = rows.filter(({ row }) => row.includes('documentation'))
      expect(found, table).toEqual([])
    }
    const active = (await ask<MetricAnswer>(endpoint, '/v1/metrics/active_minutes')).body.rows[0]?.value
    const recorded = spans.reduce((ms, { startedAt, endedAt }) => ms + endedAt - startedAt, 0) / MINUTE
    expect(active).toBeCloseTo(recorded, 6)
    expect(recorded).toBeCloseTo(31 - 13, 1)
    expect((await rowsOf<TouchRow>('/v1/touches')).map(({ activeMs }) => activeMs / MINUTE)).toContain(17)

    const day = agent.day({ from: began, to: began + 24 * 60 * MINUTE })
    expect(day.privateTimes).toEqual([
      { startedAt: began + 8 * MINUTE, endedAt: began + 21 * MINUTE, reason: 'confidential' },
    ])
    expect(JSON.stringify(day.ribbon)).not.toContain('documentation')
    expect(agent.status()).toMatchObject({ state: 'recording', quarantined: 0 })
    const [row] = await endpoint.database.query(sql`select reason from private_times`)
    expect(row).toEqual({ reason: 'confidential' })
  },
)
