import { describe, expect, test } from 'vitest'
import type { MetricRow } from '../../../src/shared/contract/metrics.ts'
import { findAll, findingNeeds, findingRules, type FindingFacts } from '../../../src/shared/findings/index.ts'
import { metricDefinition } from '../../../src/shared/metrics/index.ts'
import { WEEK_MS } from '../../../src/shared/time.ts'

const row = (keys: readonly (string | null)[], fields: Partial<MetricRow>): MetricRow => ({
  key: keys.length === 1 ? (keys[0] ?? null) : keys.map((key) => key ?? '–').join(' · '),
  keys,
  value: null,
  numerator: null,
  denominator: null,
  p50: null,
  p90: null,
  ...fields,
})

type Answers = Readonly<Record<string, readonly MetricRow[]>>
const facts = (now: Answers, prior: Answers = {}, fields: Partial<FindingFacts> = {}): FindingFacts => ({
  from: 0,
  to: WEEK_MS,
  firstDay: '2026-11-16',
  lastDay: '2026-11-22',
  team: null,
  laborCentsPerHour: 30_00,
  rows: (id, dimensions) => now[`${id} ${dimensions.join()}`] ?? [],
  priorRows: (id, dimensions) => prior[`${id} ${dimensions.join()}`] ?? [],
  recentWeeks: { from: 0, to: 4 * WEEK_MS, firstDay: '2026-11-02', lastDay: '2026-11-29', lastDayText: 'Nov 29' },
  recentRows: () => [],
  ...fields,
})
const told = (of: FindingFacts) =>
  findAll(of).map(({ sentence, evidence }) => `${sentence.map(({ text }) => text).join('')} (${evidence})`)

const rechecks = {
  'hidden_minutes kind': [row(['repeat_status_check'], { value: 1100 })],
  'hidden_minutes kind,payer': [
    row(['repeat_status_check', null], { value: 100 }),
    row(['repeat_status_check', 'Aetna'], { value: 684 }),
    row(['repeat_status_check', 'Cigna'], { value: 316 }),
  ],
}

describe('findings', () => {
  test('the payer with the most time on repeat status checks', () => {
    const prior = { 'hidden_minutes kind': [row(['repeat_status_check'], { value: 900 })] }
    expect(told(facts(rechecks, prior))).toEqual([
      'Repeat status checks at Aetna took 11h 24m: 62.2% of all time on repeat status checks. (18h 20m of repeat status checks in total; 15h 00m in the prior period)',
    ])
    const [found] = findAll(facts(rechecks, {}, { team: 'Ohio denials' }))
    expect(found).toMatchObject({
      id: 'rechecks-by-payer:Aetna',
      action: 'process',
      // 684 minutes a week at $30 an hour.
      weight: 342_00,
      link: {
        to: '/team?from=2026-11-16&to=2026-11-22&team=Ohio%20denials&rows=hidden&rows.kind=repeat_status_check&rows.payer=Aetna',
      },
    })
    expect(found?.sentence.filter(({ figure }) => figure).map(({ text }) => text)).toEqual(['11h 24m', '62.2%'])
  })

  test('less than an hour is no finding', () => {
    const little = {
      'hidden_minutes kind': [row(['duplicate_follow_up'], { value: 59 }), row(['low_value_effort'], { value: 59 })],
    }
    expect(told(facts(little))).toEqual([])
    const enough = {
      'hidden_minutes kind': [row(['duplicate_follow_up'], { value: 60 }), row(['low_value_effort'], { value: 90 })],
    }
    expect(told(facts(enough))).toEqual([
      '1h 30m of work cost more than the denials were expected to recover. (no data for the prior period)',
      'Two people followed up on the same denial within 72 hours. Duplicate follow-up took 1h 00m. (no data for the prior period)',
    ])
  })

  test('a team with far more of a kind of hidden work than the others', () => {
    const of = (ohio: number) => ({
      'hidden_minutes kind,team': [
        row(['manual_documentation', 'Ohio'], { value: ohio }),
        row(['manual_documentation', 'Texas'], { value: 120 }),
      ],
      'hidden_work_tax team': [row(['Ohio'], { denominator: 1200 }), row(['Texas'], { denominator: 1200 })],
    })
    expect(told(facts(of(240)))).toEqual([
      'Ohio: manual documentation takes 20% of denial work, compared with 10% on the other teams. (4h 00m of 20h 00m of denial work; other teams 2h 00m of 20h 00m)',
    ])
    expect(told(facts(of(170)))).toEqual([])
  })

  test('categories that wait longest for their first touch', () => {
    const category = (name: string, p50: number, denominator: number) => row([name], { p50, denominator })
    const waits = (...rows: MetricRow[]) => ({ 'time_to_first_touch category': rows })
    expect(told(facts(waits(category('authorization', 1728, 41), category('coding_bundling', 324, 96))))).toEqual([
      'Authorization denials wait 28.8 business hours for a first touch; coding/bundling denials wait 5.4 business hours. (medians of 41 and 96 denials received in the period)',
    ])
    // Nine denials are no evidence; neither is one category alone.
    expect(told(facts(waits(category('authorization', 1728, 9), category('coding_bundling', 324, 96))))).toEqual([])
  })

  test('an SLA that is met less than before', () => {
    const kept = (value: number, denominator: number) => ({
      'worked_within_sla ': [row([], { value, numerator: value * denominator, denominator })],
    })
    expect(told(facts(kept(0.6, 50), kept(0.8, 50)))).toEqual([
      'Only 60% of denials were touched on time, down from 80% in the prior period. (30 of 50; prior period 40 of 50)',
    ])
    expect(told(facts(kept(0.6, 50), kept(0.8, 10)))).toEqual([])
    expect(told(facts(kept(0.75, 50), kept(0.8, 50)))).toEqual([])
  })

  test('appeals that are overturned where most denials are written off without one', () => {
    const keys = ['Medicare', 'authorization']
    const of = (appealed: number) => ({
      'appeal_overturn_rate payer,category': [
        row(keys, { value: 0.75, numerator: appealed * 0.75, denominator: appealed }),
      ],
      'days_to_resolution payer,category': [row(keys, { denominator: 100 })],
      'unappealed_write_offs payer,category': [row(keys, { value: 12_345_00 })],
    })
    expect(told(facts(of(40)))).toEqual([
      'Medicare authorization appeals are overturned 75% of the time, yet $12,345 of these denials was written off without an appeal. (30 of 40 appeals overturned; 60 of 100 denials resolved without an appeal)',
    ])
    expect(told(facts(of(80)))).toEqual([])
  })

  test('stalled and unassigned denials', () => {
    const of = {
      'stalled_denials payer': [row(['Aetna'], { value: 30 }), row(['Cigna'], { value: 2 })],
      'open_denials payer': [row(['Aetna'], { value: 100 }), row(['Cigna'], { value: 50 })],
      'open_amount payer': [row(['Aetna'], { value: 50_000_00 })],
      'open_denials user': [row([null], { value: 25 }), row(['Ana'], { value: 125 })],
      'open_amount user': [row([null], { value: 9_000_00 })],
      'unclear_ownership_hours ': [row([], { value: 1234.4 })],
    }
    expect(told(facts(of))).toEqual([
      '30 Aetna denials had no activity in 10 business days: 30% of the open denials at Aetna. (100 open Aetna denials, $50,000 denied)',
      '25 open denials are unassigned, with $9,000 denied. (25 of 150 open denials; 1,234 business hours unassigned in the period (not staff time))',
    ])
  })

  test('without data there are no findings', () => {
    expect(findAll(facts({}))).toEqual([])
  })

  test('every rule reads only what a metric can answer', () => {
    for (const { id, dimensions } of findingNeeds())
      expect(metricDefinition(id).dimensions).toEqual(expect.arrayContaining([...dimensions]))
    expect(new Set(findingRules.map(({ id }) => id)).size).toBe(findingRules.length)
  })
})
