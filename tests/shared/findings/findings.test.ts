import { describe, expect, test } from 'vitest'
import type { MetricRow } from '../../../src/shared/contract/metrics.ts'
import { findAll, findingNeeds, findingRules } from '../../../src/shared/findings/index.ts'
import type { FindingFacts } from '../../../src/shared/findings/index.ts'
import { metricDefinition } from '../../../src/shared/metrics/index.ts'

const WEEK = 7 * 86_400_000
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
const facts = (now: Answers, before: Answers = {}, fields: Partial<FindingFacts> = {}): FindingFacts => ({
  from: 0,
  to: WEEK,
  firstDay: '2026-11-16',
  lastDay: '2026-11-22',
  team: null,
  laborCentsPerHour: 30_00,
  rows: (id, by) => now[`${id} ${by.join()}`] ?? [],
  rowsBefore: (id, by) => before[`${id} ${by.join()}`] ?? [],
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
  test('what re-checks cost, at the payer where they take most', () => {
    const before = { 'hidden_minutes kind': [row(['repeat_status_check'], { value: 900 })] }
    expect(told(facts(rechecks, before))).toEqual([
      'Aetna status re-checks took 11.4 h: 62 % of all time spent looking at a status with nothing new. (18.3 h of repeat status checks in all; 15.0 h in the period before)',
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
    expect(found?.sentence.filter(({ figure }) => figure).map(({ text }) => text)).toEqual(['11.4 h', '62 %'])
  })

  test('an hour is needed to speak of it', () => {
    const little = {
      'hidden_minutes kind': [row(['duplicate_follow_up'], { value: 59 }), row(['low_value_effort'], { value: 59 })],
    }
    expect(told(facts(little))).toEqual([])
    const enough = {
      'hidden_minutes kind': [row(['duplicate_follow_up'], { value: 60 }), row(['low_value_effort'], { value: 90 })],
    }
    expect(told(facts(enough))).toEqual([
      '1.5 h went into denials beyond what they can be expected to bring back. (nothing was recorded in the period before)',
      'Two people followed up on the same denial within 72 hours for 1.0 h. (nothing was recorded in the period before)',
    ])
  })

  test('a team that does something far more than the others', () => {
    const of = (ohio: number) => ({
      'hidden_minutes kind,team': [
        row(['manual_documentation', 'Ohio'], { value: ohio }),
        row(['manual_documentation', 'Texas'], { value: 120 }),
      ],
      'hidden_work_tax team': [row(['Ohio'], { denominator: 1200 }), row(['Texas'], { denominator: 1200 })],
    })
    expect(told(facts(of(240)))).toEqual([
      "Notes kept by hand takes 20 % of the denial work of Ohio; of the other teams' 10 %. (4.0 h of 20.0 h, beside 2.0 h of 20.0 h)",
    ])
    expect(told(facts(of(170)))).toEqual([])
  })

  test('categories that wait longest for their first touch', () => {
    const category = (name: string, p50: number, denominator: number) => row([name], { p50, denominator })
    const waits = (...rows: MetricRow[]) => ({ 'time_to_first_touch category': rows })
    expect(told(facts(waits(category('authorization', 1728, 41), category('coding_bundling', 324, 96))))).toEqual([
      'authorization denials wait 28.8 business hours for a first touch, coding bundling denials 5.4 business hours. (medians of 41 and 96 denials received in the period)',
    ])
    // Nine denials say nothing; neither does one category alone.
    expect(told(facts(waits(category('authorization', 1728, 9), category('coding_bundling', 324, 96))))).toEqual([])
  })

  test('an SLA that is kept less than it was', () => {
    const kept = (value: number, denominator: number) => ({
      'worked_within_sla ': [row([], { value, numerator: value * denominator, denominator })],
    })
    expect(told(facts(kept(0.6, 50), kept(0.8, 50)))).toEqual([
      'Only 60 % of the denials were touched in time, after 80 % in the period before. (30 of 50, after 40 of 50)',
    ])
    expect(told(facts(kept(0.6, 50), kept(0.8, 10)))).toEqual([])
    expect(told(facts(kept(0.75, 50), kept(0.8, 50)))).toEqual([])
  })

  test('appeals that win where most denials are closed without one', () => {
    const keys = ['Medicare', 'authorization']
    const of = (appealed: number) => ({
      'appeal_overturn_rate payer,category': [
        row(keys, { value: 0.75, numerator: appealed * 0.75, denominator: appealed }),
      ],
      'days_to_resolution payer,category': [row(keys, { denominator: 100 })],
      'write_offs payer,category': [row(keys, { value: 12_345_00 })],
    })
    expect(told(facts(of(40)))).toEqual([
      '75 % of the authorization appeals to Medicare win, and $12,345 of them were written off. (30 of 40 appeals won; 60 of 100 closed without an appeal)',
    ])
    expect(told(facts(of(80)))).toEqual([])
  })

  test('money that stands still, and denials that are nobody’s', () => {
    const of = {
      'stalled_denials payer': [row(['Aetna'], { value: 30 }), row(['Cigna'], { value: 2 })],
      'open_denials payer': [row(['Aetna'], { value: 100 }), row(['Cigna'], { value: 50 })],
      'open_amount payer': [row(['Aetna'], { value: 50_000_00 })],
      'open_denials user': [row([null], { value: 25 }), row(['Ana'], { value: 125 })],
      'open_amount user': [row([null], { value: 9_000_00 })],
      'unclear_ownership_hours ': [row([], { value: 1234.4 })],
    }
    expect(told(facts(of))).toEqual([
      '30 denials of Aetna have not moved in ten business days: 30 % of what is open there. (100 open denials of Aetna, $50,000 denied)',
      '25 open denials have no owner, worth $9,000. (25 of 150 open denials; 1,234 business hours waited in the period)',
    ])
  })

  test('without data nothing is found', () => {
    expect(findAll(facts({}))).toEqual([])
  })

  test('every rule asks only what a metric can answer', () => {
    for (const { id, by } of findingNeeds())
      expect(metricDefinition(id).slices).toEqual(expect.arrayContaining([...by]))
    expect(new Set(findingRules.map(({ id }) => id)).size).toBe(findingRules.length)
  })
})
