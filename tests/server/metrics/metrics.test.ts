import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DenialDetail, DenialRow } from '../../../src/shared/contract/denials.ts'
import type { MetricDenialRow } from '../../../src/shared/contract/denials.ts'
import type { MetricAnswer, Page } from '../../../src/shared/contract/reports.ts'
import { metricCatalogue } from '../../../src/shared/metrics/index.ts'
import type { MetricDefinition } from '../../../src/shared/metrics/index.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { judgeAllClaims } from '../../../src/server/claim-work/judge-claims.ts'
import { createForecastSource } from '../../../src/server/worklist/recovery-forecast.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, stores } from '../support/stores.ts'
import { makeWorld, november, now, week } from './world.ts'

const period = `from=${week.from}&to=${week.to}`

describe.each(stores)('metrics of a small world on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  const answer = async (id: string, query = '') =>
    (await ask<MetricAnswer>(endpoint, `/v1/metrics/${id}?${period}${query}`)).body
  /** `key: value`, to be read beside the world. */
  const values = async (id: string, by: string) =>
    Object.fromEntries((await answer(id, `&by=${by}`)).rows.map(({ key, value }) => [key ?? '–', round(value)]))

  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => now })
    await makeWorld(endpoint)
  })
  afterAll(() => endpoint.close())

  test.each<[id: string, value: number, numerator: number, denominator: number | null]>([
    ['denials_received', 4, 4, null],
    ['denied_amount', 3250_00, 3250_00, null],
    ['initial_denial_rate', 0.1, 3, 30],
    ['primary_denial_rate', 0.3, 3, 10],
    ['first_pass_payment_rate', 0.6, 6, 10],
    ['clean_claim_rate', 25 / 28, 25, 28],
    // E was won, F was not.
    ['appeal_overturn_rate', 0.5, 1, 2],
    // E 16 days, F 24 and a half and the hour of the clock's change, G 7 and a half.
    ['days_to_resolution', (16 + 24.5 + 1 / 24 + 7.5) / 3, 48 + 1 / 24, 3],
    // H, from the 4th to ten o'clock on the 17th.
    ['days_to_appeal', 13 + 10 / 24, 13 + 10 / 24, 1],
    ['dollars_recovered', 240_00, 240_00, null],
    ['write_offs', 200_00, 200_00, null],
    // 70 minutes on E at $30 an hour, nothing on F and G.
    ['cost_per_denial', 35_00 / 3, 35_00, 3],
    ['auto_resolved_share', 2 / 3, 2, 3],
    ['rework_rate', 1 / 3, 1, 3],
    ['active_minutes', 120, 120, null],
    ['idle_minutes', 0, 0, null],
    // Ana 10 of her meeting and 15 on E, Ben 20.
    ['manual_minutes', 45, 45, null],
    ['touches', 5, 5, null],
    ['denials_touched', 4, 4, null],
    ['minutes_per_denial', 27.5, 110, 4],
    ['hidden_minutes', 30, 30, null],
    ['hidden_work_tax', 0.25, 30, 120],
    ['hidden_cost', 15_00, 15_00, null],
    // A 2 business hours, B 19.
    ['time_to_first_touch', 630, 1260, 2],
    ['untouched_denials', 2, 2, null],
    // A met; B and C missed; D is not due before Monday.
    ['worked_within_sla', 1 / 3, 1, 3],
    // H met, the forgotten one not.
    ['follow_up_on_time', 0.5, 1, 2],
    ['appeal_timeliness', 0.5, 1, 2],
    // C untouched past its first-touch SLA, H past its follow-up, the forgotten one past its limit.
    ['overdue_denials', 3, 3, null],
    ['overdue_amount', 1450_00, 1450_00, null],
    ['open_denials', 6, 6, null],
    ['open_amount', 4650_00, 4650_00, null],
    ['stalled_denials', 1, 1, null],
    ['stalled_amount', 400_00, 400_00, null],
    ['past_follow_up', 2, 2, null],
    ['repeat_touch_share', 0.25, 1, 4],
    // E: 13 days less ten minutes, and 23 hours and a half.
    ['days_between_touches', (13 - 10 / 1440 + 23.5 / 24) / 2, 13 - 10 / 1440 + 23.5 / 24, 2],
    // C 34 hours without an owner, G 4; B 8 after its second reassignment.
    ['unclear_ownership_hours', 46, 46, null],
    ['recovery_yield', 240_00, 240_00, null],
    ['recovery_per_hour', 120_00, 240_00, 2],
    // Two of Ana's on Monday, two of Ben's on Tuesday and one on Wednesday; two hours are a quarter of a day.
    ['denials_worked_per_fte', 20, 5, 0.25],
  ])('%s', async (id, value, numerator, denominator) => {
    const [row, ...others] = (await answer(id)).rows
    expect(others).toEqual([])
    expect(row?.key).toBe('')
    expect(row?.value).toBeCloseTo(value, 9)
    expect(row?.numerator).toBeCloseTo(numerator, 9)
    if (denominator === null) expect(row?.denominator).toBeNull()
    else expect(row?.denominator).toBeCloseTo(denominator, 9)
  })

  test('every metric of the catalogue is among them', async () => {
    const { body } = await ask<Page<MetricDefinition>>(endpoint, '/v1/metrics')
    expect(body.rows.map(({ id }) => id)).toEqual(metricCatalogue.map(({ id }) => id))
    expect(metricCatalogue.length).toBe(41)
  })

  test('a denial shows what was named as work on it, beside its touches', async () => {
    const { body } = await ask<Page<DenialRow>>(endpoint, '/v1/denials')
    const id = body.rows.find(({ claimRef }) => claimRef === 'PCN-e')?.id
    const { body: denial } = await ask<DenialDetail>(endpoint, `/v1/denials/${id}`)
    expect(denial.manualTime).toMatchObject([
      { userName: 'Ana', kind: 'payer_call', startedAt: november(16, '11:30'), endedAt: november(16, '11:45') },
    ])
    expect(denial.touches).toHaveLength(3)
  })

  test('where a mean hides the tail, the median and the 90th percentile stand beside it', async () => {
    const tails = async (id: string) => (await answer(id)).rows.map(({ p50, p90 }) => [round(p50), round(p90)])
    // 10, 20, 20 and 60 minutes.
    expect(await tails('minutes_per_denial')).toEqual([[20, 48]])
    expect(await tails('time_to_first_touch')).toEqual([[630, 1038]])
    expect(await tails('days_to_resolution')).toEqual([[16, 22.833]])
    expect(await tails('open_denials')).toEqual([[null, null]])
  })

  test('by slice', async () => {
    expect(await values('denied_amount', 'payer')).toEqual({ Aetna: 700_00, Cigna: 2550_00 })
    expect(await values('worked_within_sla', 'user')).toEqual({ '–': 0, Ana: 1, Ben: 0 })
    expect(await values('active_minutes', 'user')).toEqual({ Ana: 50, Ben: 70 })
    expect(await values('active_minutes', 'category')).toEqual({
      '–': 10,
      authorization: 70,
      coding_bundling: 20,
      eligibility: 20,
    })
    expect(await values('active_minutes', 'value_band')).toEqual({ '–': 10, '100_499': 70, '500_1999': 40 })
    expect(await values('active_minutes', 'shift')).toEqual({ Morning: 100, Afternoon: 20 })
    expect(await values('active_minutes', 'payer')).toEqual({ '–': 50, Aetna: 70 })
    expect(await values('minutes_per_denial', 'category')).toEqual({
      authorization: 35,
      coding_bundling: 20,
      eligibility: 20,
    })
    expect(await values('minutes_per_denial', 'user')).toEqual({ Ana: 20, Ben: round(70 / 3) })
    expect(await values('denials_touched', 'user')).toEqual({ Ana: 2, Ben: 3 })
    expect(await values('touches', 'shift')).toEqual({ Morning: 4, Afternoon: 1 })
    expect(await values('open_denials', 'category,age_bucket')).toEqual({
      'authorization · 0_7': 2,
      'coding_bundling · 0_7': 1,
      'eligibility · 15_30': 1,
      'medical_necessity · 0_7': 1,
      'timely_filing · 31_60': 1,
    })
    expect(await values('stalled_denials', 'user')).toEqual({ '–': 0, Ana: 1, Ben: 0 })
    expect(await values('open_denials', 'team')).toEqual({ '–': 1, North: 3, South: 2 })
    // 40 of the 70 minutes on E are Ana's.
    expect(await values('recovery_yield', 'user')).toEqual({
      Ana: round((24_000 * 4) / 7),
      Ben: round((24_000 * 3) / 7),
    })
    expect(await values('recovery_per_hour', 'user')).toEqual({
      Ana: round(((24_000 * 4) / 7 / 50) * 60),
      Ben: round(((24_000 * 3) / 7 / 70) * 60),
    })
    expect(await values('hidden_minutes', 'kind')).toEqual({ repeat_status_check: 30 })
    expect(await values('unclear_ownership_hours', 'category')).toEqual({
      authorization: 34,
      coding_bundling: 8,
      duplicate: 4,
    })
    expect(await values('clean_claim_rate', 'payer')).toEqual({ Aetna: round(16 / 18), Cigna: 0.9 })
    const [first] = (await answer('denied_amount', '&by=payer,category')).rows
    expect(first?.keys).toEqual(['Aetna', 'authorization'])
  })

  test('narrowed', async () => {
    const value = async (id: string, query: string) => (await answer(id, query)).rows[0]?.value
    expect(await value('open_denials', '&user=Ana')).toBe(3)
    expect(await value('open_denials', '&team=South')).toBe(2)
    expect(await value('open_amount', '&payer=Cigna')).toBe(2550_00)
    expect(await value('open_denials', '&valueBand=under_100')).toBe(1)
    expect(await value('open_denials', '&ageBucket=31_60&carc=29')).toBe(1)
    expect(await value('active_minutes', '&category=authorization')).toBe(70)
    expect(await value('active_minutes', '&shift=Afternoon')).toBe(20)
    expect(await value('recovery_yield', '&user=Ben')).toBeCloseTo((24_000 * 3) / 7, 6)
    const claims = await answer('primary_denial_rate', '&team=North&category=authorization')
    expect(claims.ignoredFilters).toEqual(['category', 'team'])
    expect(claims.rows[0]?.value).toBe(0.3)
  })

  test('as of a day that is over, what was resolved since was open', async () => {
    const asOf = async (id: string) =>
      (await ask<MetricAnswer>(endpoint, `/v1/metrics/${id}?from=${november(9)}&to=${november(17)}`)).body.rows[0]
        ?.value
    // A, B, E, F, H and the forgotten one.
    expect(await asOf('open_denials')).toBe(6)
  })

  test('targets are the tenant’s, else the field’s; effort says how much of it names no denial', async () => {
    expect((await answer('days_to_resolution')).target).toBe(14)
    expect((await answer('appeal_overturn_rate')).target).toBe(0.6)
    expect((await answer('open_denials')).target).toBeNull()
    expect((await answer('minutes_per_denial')).unattributedShare).toBeCloseTo(10 / 120, 9)
    expect((await answer('open_denials')).unattributedShare).toBeNull()
  })

  test('the rows behind a number add up to it', async () => {
    for (const { id, about, slices } of metricCatalogue) {
      const whole = (await answer(id)).rows[0]
      if (about === 'denials') {
        const { rows } = (await ask<Page<MetricDenialRow>>(endpoint, `/v1/metrics/${id}/rows?${period}&limit=1000`))
          .body
        const sum = (part: 'numerator' | 'denominator') => rows.reduce((total, row) => total + row[part], 0)
        expect(sum('numerator'), id).toBeCloseTo(whole?.numerator ?? 0, 6)
        const denominator = whole?.denominator ?? null
        if (denominator !== null) expect(sum('denominator'), id).toBe(denominator)
      }
      for (const by of slices) {
        // A denial that two touched is one denial, and a minute of two kinds is one minute.
        if (id === 'denials_touched' || id === 'minutes_per_denial' || by === 'kind') continue
        const parts = (await answer(id, `&by=${by}`)).rows
        const sum = parts.reduce((total, row) => total + (row.numerator ?? 0), 0)
        expect(sum, `${id} by ${by}`).toBeCloseTo(whole?.numerator ?? 0, 6)
      }
    }
  })

  test('rows come by the page', async () => {
    const rows: MetricDenialRow[] = []
    let cursor = ''
    do {
      const { body } = await ask<Page<MetricDenialRow>>(
        endpoint,
        `/v1/metrics/open_denials/rows?${period}&limit=4&cursor=${cursor}`,
      )
      rows.push(...body.rows)
      cursor = body.nextCursor ?? ''
    } while (cursor !== '')
    expect(rows.map(({ claimRef }) => claimRef)).toEqual(['PCN-a', 'PCN-b', 'PCN-c', 'PCN-d', 'PCN-1', 'PCN-2'])
  })

  test('without data a metric says so', async () => {
    const early = `from=${Date.UTC(2020, 0, 1)}&to=${Date.UTC(2020, 0, 2)}`
    for (const { id } of metricCatalogue) {
      const { rows } = (await ask<MetricAnswer>(endpoint, `/v1/metrics/${id}?${early}`)).body
      expect(rows, id).toEqual([
        { key: '', keys: [], value: null, numerator: null, denominator: null, p50: null, p90: null },
      ])
    }
  })

  test('counted ahead and tagged, every number is what it was', async () => {
    const everything = async () => {
      const answers: unknown[] = []
      for (const { id } of metricCatalogue) answers.push([id, (await answer(id)).rows])
      return answers
    }
    const waiting = () => endpoint.database.query(`select 1 from claims_to_judge where tenant_id = 'main'`)
    const before = await everything()
    expect(await waiting()).not.toEqual([])
    await judgeAllClaims(
      endpoint.database,
      'main',
      createForecastSource(endpoint.database, 'main', () => now),
    )
    expect(await waiting()).toEqual([])
    expect(await everything()).toEqual(before)
    const asOf = `/v1/metrics/stalled_denials?from=${november(2)}&to=${november(17)}`
    // On the 17th E had been touched the day before, and what lay since October was alone in lying.
    expect((await ask<MetricAnswer>(endpoint, asOf)).body.rows[0]?.value).toBe(2)
  })

  test.each([
    ['/v1/metrics/open_denials?by=activity', 400, 'bad_parameter'],
    ['/v1/metrics/open_denials?by=payer,payer', 400, 'bad_parameter'],
    ['/v1/metrics/active_minutes?by=activity,category', 400, 'bad_parameter'],
    ['/v1/metrics/active_minutes?by=shift&category=authorization', 400, 'bad_parameter'],
    ['/v1/metrics/touches/rows', 404, 'no_denials'],
    ['/v1/metrics/happiness/rows', 404, 'unknown_metric'],
    ['/v1/metrics/open_denials?owner=Ana', 400, 'bad_parameter'],
  ])('%s is refused', async (path, status, code) => {
    expect(await ask(endpoint, path)).toMatchObject({ status, body: { code } })
  })
})

function round(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000
}
