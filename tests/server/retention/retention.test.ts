import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { byEndpoint } from '../../../src/server/audit/append.ts'
import { factsByMonth } from '../../../src/server/database/schema/facts.ts'
import { sql } from '../../../src/server/database/sql.ts'
import { createMetricReader, metricAnswer } from '../../../src/server/metrics/answer-metric.ts'
import { loadTerms } from '../../../src/server/metrics/metric-question.ts'
import { applyRetention } from '../../../src/server/retention/apply-retention.ts'
import { writeSettings } from '../../../src/server/settings/settings-store.ts'
import { DAY_MS, MINUTE_MS } from '../../../src/shared/time.ts'
import { token } from '../support/device.ts'
import { spanRecord, touchRecord } from '../support/records.ts'
import { stores } from '../support/store-names.ts'
import { freshTenant, type TestTenant } from '../support/tenant.ts'

const at = (month: number, day = 15) => Date.UTC(2026, month - 1, day, 15)
const ZONE = 'America/Chicago'

describe.each(stores)('a year goes by on the %s store', (store) => {
  let tenant: TestTenant
  beforeAll(async () => {
    tenant = await freshTenant(store)
    await tenant.addUser('ana', 'Ohio')
    await tenant.database.query(sql`update tenant set zone = ${ZONE}`)
  })
  afterAll(() => tenant.close())

  const partitions = async () => {
    const rows = await tenant.database.query<{ month: string }>(
      sql`select right(c.relname, 7) as month from pg_inherits i join pg_class c on c.oid = i.inhrelid
        where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace`,
    )
    const months = [...new Set(rows.map(({ month }) => month))].sort()
    expect(rows).toHaveLength(months.length * factsByMonth.length)
    return months
  }
  /** Minutes and touches of a month, and what the answer says of its records. */
  const workedIn = async (month: number, now: number) => {
    const read = createMetricReader(null, () => now)
    const terms = await loadTerms(tenant.scope, { zone: ZONE, now })
    const period = { from: at(month, 10), to: at(month, 20) }
    const { answers, asOf } = await read(
      tenant.scope,
      {
        ...{ metrics: ['active_minutes', 'touches'], periods: [period], dimensions: [], denialFilters: {} },
        ...{ filters: { userId: null, team: null, payer: null }, shift: undefined },
      },
      terms,
    )
    return answers.map((answer) => {
      const { rows, recordsFrom } = metricAnswer(answer, 0, { ...terms, asOf }, period.from)
      return { value: rows[0]?.value ?? 0, recordsFrom }
    })
  }
  let seq = 0
  const work = async (month: number, now = at(month)) => {
    const startedAt = at(month)
    const interval = { startedAt, endedAt: startedAt + 10 * MINUTE_MS, claimToken: token('a') }
    const touch = touchRecord({ ...interval, seq: seq + 2, touchId: `t${seq}`, activeMs: 10 * MINUTE_MS })
    const ack = await tenant.send('ana device', [spanRecord({ ...interval, seq: seq + 1 }), touch], { now })
    seq += 2
    return ack
  }

  test('single records go by whole months, what is late is too old, and the sums of each month stay as they were', async () => {
    for (let month = 1; month <= 12; month += 1) {
      await work(month)
      await applyRetention(tenant.database, at(month))
      // Of 90 days: the month that they begin in, and what follows.
      expect((await partitions()).length).toBeLessThanOrEqual(4)
    }
    const december = at(12)
    expect(await partitions()).toEqual(['2026_09', '2026_10', '2026_11', '2026_12'])
    const kept = Date.UTC(2026, 8, 1)
    for (let month = 1; month <= 12; month += 1) {
      const recordsFrom = at(month, 10) < kept ? kept : null
      expect([month, await workedIn(month, december)]).toEqual([
        month,
        [
          { value: 10, recordsFrom },
          { value: 1, recordsFrom },
        ],
      ])
    }
    const spans = await tenant.database.query<{ count: number }>(sql`select count(*) as count from spans`)
    expect(spans).toEqual([{ count: 4 }])

    expect(await work(3, december)).toMatchObject({ ackedThrough: seq, rejected: [], storedThrough: seq })
    expect(await tenant.database.query(sql`select too_old as "tooOld" from journals`)).toEqual([{ tooOld: 2 }])
    expect((await workedIn(3, december)).map(({ value }) => value)).toEqual([10, 1])
  })

  test('what waits to be rolled up is in the sums before its month goes', async () => {
    const now = at(12) + 60 * DAY_MS
    await work(10, at(12))
    const waiting = await tenant.database.query(sql`select 1 from pending_batches`)
    expect(waiting.length).toBeGreaterThan(0)
    expect(await applyRetention(tenant.database, now)).toMatchObject({ months: ['2026_09', '2026_10'] })
    expect((await workedIn(10, now)).map(({ value }) => value)).toEqual([20, 2])
  })

  test('sums go when their own time is over', async () => {
    const change = { baseVersion: undefined, by: 'an admin', now: 0, record: byEndpoint(0) }
    await expect(
      writeSettings(tenant.database, 'retention', { recordsDays: 90, sumsDays: 60 }, change),
    ).rejects.toMatchObject({ body: { code: 'bad_settings' } })
    await writeSettings(tenant.database, 'retention', { recordsDays: 60, sumsDays: 180 }, change)
    const now = at(12)
    await applyRetention(tenant.database, now)
    const before = await tenant.database.query(
      sql`select 1 from total_days where day < ${now - 180 * DAY_MS} union all select 1 from distinct_days where day < ${now - 180 * DAY_MS}`,
    )
    expect(before).toEqual([])
    expect((await workedIn(5, now)).map(({ value }) => value)).toEqual([0, 0])
    expect((await workedIn(7, now)).map(({ value }) => value)).toEqual([10, 1])
  })

  test('claims go when all their denials were closed long ago and nothing has come since', async () => {
    const long = at(1) - 2600 * DAY_MS
    const denial = (no: number, name: string, resolved: number | null, received = long) =>
      tenant.database
        .query(sql`insert into denials (denial_no, import_no, payer, claim_ref, payer_claim_ref, claim_token, kind, category, carcs, rarcs,
          billed_cents, paid_cents, denied_cents, balanced, state, received, state_since, last_event, resolved_at)
        values (${no}, 1, 'Aetna', 'A1', '', decode(${token(name)}, 'hex'), 'full', 'other', '{}', '{}', 1, 0, 1, true, 'new', ${received}, 1, 1, ${resolved}::bigint)`)
    await denial(1, 'c', long)
    await denial(2, 'd', null)
    await denial(3, 'e', at(1))
    await denial(4, 'f', long)
    await denial(5, 'f', at(1), at(1))
    await tenant.database
      .query(sql`insert into denial_events (denial_no, event_no, kind, happened_at, recorded_at, recorded_by)
      select denial_no, 1, 'received', 1, 1, 'x' from denials`)
    expect(await applyRetention(tenant.database, at(12))).toMatchObject({ claims: 1 })
    const left = sql`select denial_no as no from denials union select denial_no from denial_events order by 1`
    expect(await tenant.database.query(left)).toEqual([2, 3, 4, 5].map((no) => ({ no })))
  })
})
