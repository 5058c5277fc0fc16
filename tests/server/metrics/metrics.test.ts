import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DenialDetail, DenialRow } from '../../../src/shared/contract/denials.ts'
import type { Page } from '../../../src/shared/contract/reports.ts'
import type { MetricAnswer, MetricDenialRow } from '../../../src/shared/contract/metrics.ts'
import { metricCatalog, type MetricDefinition, type MetricId } from '../../../src/shared/metrics/index.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { processDirtyClaims } from '../../../src/server/claim-activity/process-dirty-claims.ts'
import { sql } from '../../../src/server/database/sql.ts'
import { createForecastSource } from '../../../src/server/forecast/recovery-forecast.ts'
import { everything } from '../../../src/server/identity/scope.ts'
import { loadTerms } from '../../../src/server/metrics/metric-question.ts'
import { queryMetrics } from '../../../src/server/metrics/query-metrics.ts'
import { rollUpAll } from '../../../src/server/rollups/roll-up.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, stores } from '../support/stores.ts'
import { askMetrics } from './ask-metrics.ts'
import { makeWorld, november, now, week } from './world.ts'

const period = `from=${week.from}&to=${week.to}`

/** Whether the values of a metric by a dimension add up to its total. */
function addsUp(id: MetricId, by: string): boolean {
  // A denial that two people touched is one denial, and a minute of two kinds is one minute.
  if (id === 'denials_touched' || id === 'minutes_per_denial' || by === 'kind') return false
  // Where nothing was recovered, there is nothing to divide the cost by; what is open and nobody's is in the total alone.
  if (id === 'cost_to_recover' || id === 'workload') return false
  // A day without submitted claims has no rate, and one without a resolved denial no cost of it.
  return by !== 'day' || !['initial_denial_rate', 'all_labor_per_denial', 'loaded_cost_per_denial'].includes(id)
}

describe.each(stores)('metrics of a small world on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  /** Of each metric the sums of its rows, from one question. */
  const totals = async (metrics: readonly { readonly id: MetricId }[], dimensions: readonly string[]) => {
    const sums = new Map<MetricId, { numerator: number; denominator: number }>()
    const asked = { metrics: metrics.map(({ id }) => id), dimensions, periods: [week] }
    for (const { id, periods } of await askMetrics(endpoint, asked)) {
      const rows = periods[0]?.rows ?? []
      const sum = (part: 'numerator' | 'denominator') => rows.reduce((total, row) => total + (row[part] ?? 0), 0)
      sums.set(id, { numerator: sum('numerator'), denominator: sum('denominator') })
    }
    expect(sums.size).toBe(metrics.length)
    return sums
  }
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

  test('a period up to the last instant there is answers as one up to now', async () => {
    for (const id of ['time_to_first_touch', 'worked_within_sla', 'open_amount', 'untouched_wait']) {
      const asked = (to: number) => ask<MetricAnswer>(endpoint, `/v1/metrics/${id}?from=0&to=${to}`)
      const [last, current] = [await asked(8_640_000_000_000_000), await asked(now)]
      expect([id, last.status, last.body.rows]).toEqual([id, 200, current.body.rows])
    }
  })

  test.each<[id: string, value: number, numerator: number, denominator: number | null]>([
    ['denials_received', 4, 4, null],
    ['denied_amount', 3250_00, 3250_00, null],
    ['initial_denial_rate', 0.1, 3, 30],
    ['primary_denial_rate', 0.3, 3, 10],
    // Two in full, $100 each, and $40 of the third.
    ['denial_rate_dollars', 0.24, 240_00, 1000_00],
    ['pending_claims', 1, 1, null],
    ['undecided_claims', 1, 1, null],
    ['reduced_amount', 25_00, 25_00, null],
    ['first_pass_payment_rate', 0.6, 6, 10],
    ['clean_claim_rate', 25 / 28, 25, 28],
    // E was overturned, F was not.
    ['appeal_overturn_rate', 0.5, 1, 2],
    ['resolution_rate', 0, 0, 4],
    // E, and G that the payer reversed and paid.
    ['overturned_share', 2 / 3, 2, 3],
    // E 16 days, F 24 in spite of the clock change, G 7.
    ['days_to_resolution', 47 / 3, 47, 3],
    // H, from the 4th to the 17th.
    ['days_to_appeal', 13, 13, 1],
    ['dollars_recovered', 240_00, 240_00, null],
    ['write_offs', 200_00, 200_00, null],
    ['net_collection', 240 / 580, 240_00, 580_00],
    // 70 minutes on E at $30 an hour, nothing on F and G.
    ['cost_per_denial', 35_00 / 3, 35_00, 3],
    // All denial work is 120 minutes, $60, for three denials resolved; loaded twice that.
    ['all_labor_per_denial', 20_00, 60_00, 3],
    ['loaded_cost_per_denial', 40_00, 120_00, 3],
    // G. F was not touched either, and written off.
    ['auto_resolved_share', 1 / 3, 1, 3],
    // E took 70: A has 60 left, B 50, C and D 70, 1 50, 2 60. Ana has 50 minutes a day, Ben 35.
    ['workload', 360 / 85, 360, 85],
    ['rework_rate', 1 / 3, 1, 3],
    ['active_minutes', 120, 120, null],
    ['idle_minutes', 0, 0, null],
    // Ben's.
    ['call_minutes', 20, 20, null],
    // Ana 10 of her meeting and 15 on E, Ben 20.
    ['manual_minutes', 45, 45, null],
    ['touches', 5, 5, null],
    ['denials_touched', 4, 4, null],
    ['minutes_per_denial', 27.5, 110, 4],
    ['touches_per_denial', 1.25, 5, 4],
    ['time_per_denial', 27.5, 110, 4],
    ['all_minutes_per_denial', 30, 120, 4],
    ['attributed_share', 11 / 12, 110, 120],
    ['high_value_time_share', 0, 0, 110],
    ['low_value_time_share', 0, 0, 110],
    ['hidden_minutes', 30, 30, null],
    ['hidden_work_tax', 0.25, 30, 120],
    ['hidden_cost', 15_00, 15_00, null],
    // A 2 business hours, B 19.
    ['time_to_first_touch', 630, 1260, 2],
    ['untouched_denials', 2, 2, null],
    // C since Tuesday, 34 business hours; D since this morning, 7.
    ['untouched_wait', 1230, 2460, 2],
    // A met; B and C missed; D is not due before Monday.
    ['worked_within_sla', 1 / 3, 1, 3],
    // H met, the forgotten one not.
    ['follow_up_on_time', 0.5, 1, 2],
    // H on the very day; the forgotten one has not been followed up.
    ['follow_up_delay', 0, 0, 1],
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
    // Two hours at $30.
    ['cost_to_recover', 0.25, 60_00, 240_00],
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

  test('every metric of the catalog is among them', async () => {
    const { body } = await ask<Page<MetricDefinition>>(endpoint, '/v1/metrics')
    expect(body.rows.map(({ id }) => id)).toEqual(metricCatalog.map(({ id }) => id))
    expect(metricCatalog.length).toBe(63)
    // What was written off had been appealed, and had no deadline.
    expect((await answer('preventable_write_offs')).rows[0]?.value).toBeNull()
    expect((await answer('unappealed_write_offs')).rows[0]?.value).toBeNull()
  })

  test('a denial shows the manual time on it, beside its touches', async () => {
    const { body } = await ask<Page<DenialRow>>(endpoint, '/v1/denials')
    const id = body.rows.find(({ claimRef }) => claimRef === 'PCN-e')?.id
    const { body: denial } = await ask<DenialDetail>(endpoint, `/v1/denials/${id}`)
    expect(denial.manualTime).toMatchObject([
      { userName: 'Ana', kind: 'payer_call', startedAt: november(16, '11:30'), endedAt: november(16, '11:45') },
    ])
    expect(denial.touches).toHaveLength(3)
  })

  test('where a mean hides the tail, there are the median and the 90th percentile', async () => {
    const tails = async (id: string) => (await answer(id)).rows.map(({ p50, p90 }) => [round(p50), round(p90)])
    // 10, 20, 20 and 60 minutes.
    expect(await tails('minutes_per_denial')).toEqual([[20, 48]])
    expect(await tails('time_to_first_touch')).toEqual([[630, 1038]])
    expect(await tails('days_to_resolution')).toEqual([[16, 22.4]])
    expect(await tails('open_denials')).toEqual([[null, null]])
  })

  test('by dimension', async () => {
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
    expect(await values('active_minutes', 'attribution')).toEqual({ '–': 10, seen: 110 })
    expect(await values('active_minutes', 'payer')).toEqual({ '–': 10, Aetna: 90, Medicare: 20 })
    expect(await values('minutes_per_denial', 'category')).toEqual({
      authorization: 35,
      coding_bundling: 20,
      eligibility: 20,
    })
    expect(await values('minutes_per_denial', 'user')).toEqual({ Ana: 20, Ben: round(70 / 3) })
    expect(await values('denials_touched', 'user')).toEqual({ Ana: 2, Ben: 3 })
    expect(await values('touches', 'shift')).toEqual({ Morning: 4, Afternoon: 1 })
    for (const by of ['user,shift', 'team,shift']) {
      const byBoth = Object.entries(await values('touches', by))
      expect(
        byBoth.filter(([key]) => key.endsWith('Morning')).reduce((sum, [, touches]) => sum + (touches ?? 0), 0),
      ).toBe(4)
    }
    const ofShift = Object.values(await values('touches', 'user&shift=Afternoon'))
    expect(ofShift.reduce((sum: number, touches) => sum + (touches ?? 0), 0)).toBe(1)
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
    expect(await values('call_minutes', 'user')).toEqual({ Ben: 20 })
    expect(await values('call_minutes', 'payer,activity')).toEqual({ 'Medicare · claim_status': 20 })
    expect(await values('hidden_minutes', 'kind')).toEqual({ repeat_status_check: 30 })
    expect(await values('unclear_ownership_hours', 'category')).toEqual({
      authorization: 34,
      coding_bundling: 8,
      duplicate: 4,
    })
    expect(await values('clean_claim_rate', 'payer')).toEqual({ Aetna: round(16 / 18), Cigna: 0.9 })
    expect(await values('denied_amount', 'rarc')).toEqual({ '–': 3150_00, N706: 100_00 })
    expect(await values('days_to_resolution', 'claim_filing_indicator')).toEqual({
      '–': 15.5,
      CI: 16,
    })
    expect(await values('touches', 'procedure')).toEqual({ '–': 2, '93306': 2, '99213-25': 1 })
    expect(await values('active_minutes', 'practice')).toEqual({ '–': 50, 'Northside Cardiology': 70 })
    const [first] = (await answer('denied_amount', '&by=payer,category')).rows
    expect(first?.keys).toEqual(['Aetna', 'authorization'])
  })

  test('effort and recovery by the payer of the denial, whichever payer the window named', async () => {
    // A 10, B 20 and E 60 minutes are Aetna's, though the window named Aetna for 70 of these 90; H 20 are Medicare's, which no window named.
    expect(await values('time_per_denial', 'payer')).toEqual({ Aetna: 30, Medicare: 20 })
    // $240 in an hour and a half. Ten minutes name no claim.
    expect(await values('recovery_per_hour', 'payer')).toEqual({ '–': 0, Aetna: 160_00, Medicare: 0 })
    const hours = (await answer('recovery_per_hour', '&by=payer')).rows.map(({ denominator }) => round(denominator))
    expect(hours).toEqual([round(1 / 6), 1.5, round(1 / 3)])
    // $45 of labor for $240. Nothing came back from Medicare, so there is nothing to divide by.
    expect(await values('cost_to_recover', 'payer')).toEqual({ Aetna: round(45 / 240) })
    expect(await values('recovery_per_hour', 'category')).toEqual({
      '–': 0,
      authorization: round((240_00 / 70) * 60),
      coding_bundling: 0,
      eligibility: 0,
    })
    expect(await values('time_per_denial', 'payer,user')).toEqual({
      'Aetna · Ana': 20,
      'Aetna · Ben': 25,
      'Medicare · Ben': 20,
    })
    expect(await values('time_per_denial', 'payer,week')).toEqual({
      'Aetna · 2026-11-16': 30,
      'Medicare · 2026-11-16': 20,
    })
    const aetna = await answer('recovery_per_hour', '&payer=Aetna')
    expect(aetna).toMatchObject({ ignoredFilters: [], rows: [{ value: 160_00 }] })
    // The share without a claim has no payer: it is that of all work.
    expect(aetna.unattributedShare).toBeCloseTo(10 / 120, 9)
    expect((await answer('time_per_denial', '&payer=Medicare')).rows[0]?.value).toBe(20)
    expect((await answer('time_per_denial', '&payer=')).rows[0]?.value).toBeNull()
    expect((await answer('recovery_per_hour', '&payer=')).rows[0]).toMatchObject({ numerator: 0, denominator: 1 / 6 })
    expect((await answer('cost_to_recover', '&category=authorization')).rows[0]?.value).toBeCloseTo(35 / 240, 9)
  })

  test('by day, week and month of the tenant’s zone', async () => {
    const byDay = async (id: string) => values(id, 'day')
    const [mon = '', tue = '', wed = '', thu = '', fri = ''] = [16, 17, 18, 19, 20].map((day) => `2026-11-${day}`)
    expect(await byDay('denials_received')).toEqual({ [mon]: 2, [tue]: 1, [fri]: 1 })
    expect(await values('denials_received', 'week')).toEqual({ [mon]: 4 })
    expect(await values('days_to_appeal', 'month')).toEqual({ '2026-11-01': 13 })
    expect(await byDay('write_offs')).toEqual({ [thu]: 200_00 })
    // The follow-up days of H and of the forgotten one ended with the 17th and the 18th, the payer deadline with the 18th.
    expect(await byDay('follow_up_on_time')).toEqual({ [wed]: 1, [thu]: 0 })
    expect(await byDay('appeal_timeliness')).toEqual({ [tue]: 1, [thu]: 0 })
    expect(await byDay('primary_denial_rate')).toEqual({ [mon]: 0, [tue]: 0, [wed]: 0.5, [thu]: 0.5, [fri]: 0.5 })
    expect(await byDay('clean_claim_rate')).toEqual({ [tue]: round(25 / 28) })
    expect(await byDay('active_minutes')).toEqual({ [mon]: 50, [tue]: 50, [wed]: 20 })
    expect(await values('active_minutes', 'day,shift')).toEqual({
      [`${mon} · Morning`]: 50,
      [`${tue} · Afternoon`]: 20,
      [`${tue} · Morning`]: 30,
      [`${wed} · Morning`]: 20,
    })
    expect(await values('active_minutes', 'category,week')).toEqual({
      [`– · ${mon}`]: 10,
      [`authorization · ${mon}`]: 70,
      [`coding_bundling · ${mon}`]: 20,
      [`eligibility · ${mon}`]: 20,
    })
    expect(await values('active_minutes', 'user,day')).toEqual({
      [`Ana · ${mon}`]: 50,
      [`Ben · ${tue}`]: 50,
      [`Ben · ${wed}`]: 20,
    })
    expect(await byDay('hidden_work_tax')).toEqual({ [mon]: 0, [tue]: 0.6, [wed]: 0 })
    expect(await byDay('touches')).toEqual({ [mon]: 2, [tue]: 2, [wed]: 1 })
    // E was worked on two days.
    expect(await byDay('denials_touched')).toEqual({ [mon]: 2, [tue]: 2, [wed]: 1 })
    expect(await values('minutes_per_denial', 'week')).toEqual({ [mon]: 27.5 })
    expect(await byDay('days_between_touches')).toEqual({ [mon]: round(13 - 10 / 1440), [tue]: round(23.5 / 24) })
    expect(await byDay('denials_worked_per_fte')).toEqual({ [mon]: 19.2, [tue]: 19.2, [wed]: 24 })
    expect(await byDay('recovery_per_hour')).toEqual({ [mon]: 0, [tue]: 0, [wed]: 720_00 })
    for (const { id, countedOn, dimensions } of metricCatalog) {
      expect(dimensions.includes('day'), id).toBe(countedOn !== null)
    }
  })

  test('several metrics and periods in one question are answered as each alone, with a statement for each population', async () => {
    const scope = everything(endpoint.database)
    let statements = 0
    const counted = {
      ...scope,
      query: <Row extends object>(...given: Parameters<typeof scope.query>) => {
        statements += 1
        return scope.query<Row>(...given)
      },
    }
    const terms = await loadTerms(scope, { zone: 'America/New_York', now })
    const periods = [week, { from: november(9), to: november(16) }]
    const open = ['open_denials', 'open_amount', 'past_follow_up', 'stalled_denials', 'stalled_amount'] as const
    const overdue = ['overdue_denials', 'overdue_amount'] as const
    for (const [together, expected] of [
      [[...open, ...overdue], 1],
      [['denials_received', 'denied_amount', 'time_to_first_touch', 'worked_within_sla', 'untouched_denials'], 1],
      [['days_to_resolution', 'rework_rate', 'auto_resolved_share'], 1],
      [['write_offs', 'unappealed_write_offs'], 1],
      // Counting touches is a pass of its own.
      [['days_to_resolution', 'cost_per_denial'], 2],
      // And one for the share of work without a claim.
      [['hidden_minutes', 'hidden_cost', 'hidden_work_tax', 'active_minutes', 'idle_minutes'], 3],
    ] as const) {
      for (const dimensions of [[], ['user'], ['team', 'payer']]) {
        const question = { dimensions, filters: { userId: null, team: null, payer: null }, denialFilters: {} }
        const metrics = [...together]
        statements = 0
        const answers = await queryMetrics(counted, { ...question, metrics, periods, shift: undefined }, terms)
        expect(statements, `${together.join()} by ${dimensions.join()}`).toBe(expected)
        for (const [index, id] of metrics.entries()) {
          for (const [place, asked] of periods.entries()) {
            const alone = { ...question, metrics: [id], periods: [asked], shift: undefined }
            const [answered] = await queryMetrics(scope, alone, terms)
            expect(answers[index]?.periods[place], `${id} ${place}`).toEqual(answered?.periods[0])
          }
        }
      }
    }
  })

  test('filtered', async () => {
    const value = async (id: string, query: string) => (await answer(id, query)).rows[0]?.value
    expect(await value('open_denials', '&user=Ana')).toBe(3)
    expect(await value('open_denials', '&team=South')).toBe(2)
    expect(await value('open_amount', '&payer=Cigna')).toBe(2550_00)
    expect(await value('open_denials', '&valueBand=under_100')).toBe(1)
    expect(await value('open_denials', '&ageBucket=31_60&carc=29')).toBe(1)
    expect(await value('open_denials', '&valueBand=under_100,2000_9999')).toBe(2)
    expect(await value('open_denials', '&state=new,appealed')).toBe(5)
    expect(await value('open_denials', '&rarc=N706')).toBe(1)
    expect(await value('open_denials', '&rarc=')).toBe(5)
    expect(await value('open_denials', '&procedure=99213-25&claimFilingIndicator=MC')).toBe(1)
    expect(await value('active_minutes', '&category=authorization')).toBe(70)
    expect(await value('active_minutes', '&practice=Northside+Cardiology')).toBe(70)
    expect(await value('active_minutes', '&shift=Afternoon')).toBe(20)
    expect(await value('recovery_yield', '&user=Ben')).toBeCloseTo((24_000 * 3) / 7, 6)
    const claims = await answer('primary_denial_rate', '&team=North&category=authorization')
    expect(claims.ignoredFilters).toEqual(['category', 'team'])
    expect(claims.rows[0]?.value).toBe(0.3)
    expect(await value('primary_denial_rate', '&provider=Nobody')).toBeNull()
    const fte = await answer('denials_worked_per_fte', '&payer=Aetna&valueBand=under_100')
    expect(fte.ignoredFilters).toEqual(['value_band', 'payer'])
    expect(fte.rows[0]?.value).toBe(20)
  })

  test('a cohort of a past day is judged by what has happened until now', async () => {
    const received = async (id: string) =>
      (await ask<MetricAnswer>(endpoint, `/v1/metrics/${id}?from=${november(16)}&to=${november(17)}`)).body.rows[0]
    // A and B came on Monday. B was touched on Wednesday, a day late.
    expect(await received('worked_within_sla')).toMatchObject({ numerator: 1, denominator: 2 })
    expect(await received('time_to_first_touch')).toMatchObject({ numerator: 1260, denominator: 2 })
    expect((await received('untouched_denials'))?.value).toBe(0)
  })

  test('denials from before the start date are left out of SLA metrics', async () => {
    const put = (startsOn: string | null) => ask(endpoint, '/v1/settings/slas', { method: 'PUT', json: { startsOn } })
    expect((await put('2026-11-17')).status).toBe(200)
    try {
      // C missed; A and B came the day before.
      expect((await answer('worked_within_sla')).rows[0]).toMatchObject({ numerator: 0, denominator: 1 })
      expect((await answer('time_to_first_touch')).rows[0]?.value).toBeNull()
      // E and F and G came earlier.
      expect((await answer('auto_resolved_share')).rows[0]?.value).toBeNull()
      // What is overdue by a follow-up day or a payer deadline stays so.
      expect((await answer('overdue_denials')).rows[0]?.value).toBe(3)
    } finally {
      await put(null)
    }
  })

  test('as of a past day, what was resolved since was open', async () => {
    const asOf = async (id: string) =>
      (await ask<MetricAnswer>(endpoint, `/v1/metrics/${id}?from=${november(9)}&to=${november(17)}`)).body.rows[0]
        ?.value
    // A, B, E, F, H and the forgotten one.
    expect(await asOf('open_denials')).toBe(6)
  })

  test('targets are the tenant’s, else the industry’s; effort shows the share without a claim', async () => {
    expect((await answer('days_to_resolution')).target).toBe(14)
    expect((await answer('appeal_overturn_rate')).target).toBe(0.6)
    expect((await answer('open_denials')).target).toBeNull()
    expect((await answer('minutes_per_denial')).unattributedShare).toBeCloseTo(10 / 120, 9)
    expect((await answer('open_denials')).unattributedShare).toBeNull()
  })

  test('the rows behind a number add up to it', async () => {
    const wholes = await totals(metricCatalog, [])
    for (const { id, population, dividedByTime } of metricCatalog) {
      if (population !== 'denials') continue
      const { rows } = (await ask<Page<MetricDenialRow>>(endpoint, `/v1/metrics/${id}/rows?${period}&limit=1000`)).body
      const sum = (part: 'numerator' | 'denominator') => rows.reduce((total, row) => total + row[part], 0)
      const whole = wholes.get(id)
      expect(sum('numerator'), id).toBeCloseTo(whole?.numerator ?? 0, 6)
      const denominator = whole?.denominator ?? null
      if (denominator !== null && !dividedByTime) expect(sum('denominator'), id).toBe(denominator)
    }
  })

  test('the values of a dimension add up to the total', async () => {
    const wholes = await totals(metricCatalog, [])
    for (const by of new Set(metricCatalog.flatMap(({ dimensions }) => dimensions))) {
      const split = metricCatalog.filter(({ dimensions }) => dimensions.includes(by))
      for (const [id, { numerator }] of await totals(split, [by])) {
        if (!addsUp(id, by)) continue
        expect(numerator, `${id} by ${by}`).toBeCloseTo(wholes.get(id)?.numerator ?? 0, 6)
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
    for (const { id } of metricCatalog) {
      const { rows } = (await ask<MetricAnswer>(endpoint, `/v1/metrics/${id}?${early}`)).body
      expect(rows, id).toEqual([
        { key: '', keys: [], value: null, numerator: null, denominator: null, p50: null, p90: null },
      ])
    }
  })

  test('once dirty claims are processed, every number is what it was', async () => {
    const wholes = async () => {
      const answers: unknown[] = []
      for (const { id } of metricCatalog) answers.push([id, (await answer(id)).rows])
      return answers
    }
    const dirty = () => endpoint.database.query(sql`select 1 from dirty_claims`)
    const before = await wholes()
    expect(await dirty()).not.toEqual([])
    await processDirtyClaims(
      endpoint.database,
      createForecastSource(endpoint.database, () => now),
    )
    expect(await dirty()).toEqual([])
    expect(await wholes()).toEqual(before)
    const asOf = `/v1/metrics/stalled_denials?from=${november(2)}&to=${november(17)}`
    // On the 17th E had been touched the day before.
    expect((await ask<MetricAnswer>(endpoint, asOf)).body.rows[0]?.value).toBe(2)
  })

  test('days are those of the tenant’s zone, also while rollups still have those of another one', async () => {
    const byDay = () => Promise.all(['active_minutes', 'hidden_minutes', 'touches'].map((id) => values(id, 'day')))
    const before = await byDay()
    await rollUpAll(endpoint.database, 'Asia/Tokyo')
    expect(await byDay()).toEqual(before)
  })

  test.each([
    ['/v1/metrics/open_denials?by=activity', 400, 'bad_parameter'],
    ['/v1/metrics/open_denials?by=day', 400, 'bad_parameter'],
    // The year 20000, which is cut to the end of 9999: nothing is left of the period.
    ['/v1/metrics/time_to_first_touch?from=568971820800000&to=568972425600000', 400, 'bad_parameter'],
    ['/v1/metrics/open_denials?valueBand=huge', 400, 'bad_parameter'],
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
