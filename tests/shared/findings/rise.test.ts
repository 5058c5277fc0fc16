import { describe, expect, test } from 'vitest'
import type { MetricRow } from '../../../src/shared/contract/metrics.ts'
import {
  chanceOf,
  findAll,
  findRises,
  hasRisen,
  type Cell,
  type FindingFacts,
} from '../../../src/shared/findings/index.ts'
import { denialsRisingRule } from '../../../src/shared/findings/denials-rising.ts'

const counts = (recent: number, before: number, cents = 500_00) => ({
  ...{ recent, before, recentCents: recent * cents, beforeCents: before * cents },
})
const cell = (payer: string | null, carc: string | null, recent: number, before: number, cents?: number): Cell => ({
  ...{ payer, carc, category: carc === '197' ? 'authorization' : 'coding' },
  ...counts(recent, before, cents),
})
const unknown = () => null

test('the chance is that of a binomial tail', () => {
  // Worked out by adding up C(n, k) pᵏ (1−p)ⁿ⁻ᵏ.
  expect(chanceOf(3, 0, 1 / 3)).toBeCloseTo(1 / 27, 12)
  expect(chanceOf(2, 1, 1 / 3)).toBeCloseTo(7 / 27, 12)
  expect(chanceOf(8, 2, 0.5)).toBeCloseTo(56 / 1024, 12)
  expect(chanceOf(1, 5, 1 / 3)).toBe(1)
  expect(chanceOf(20_000, 30_000, 1 / 3)).toBeLessThan(1e-200)
  expect(chanceOf(0, 0, 1 / 3)).toBe(1)
})

test.each([
  ['2 → 5 is chance', counts(5, 4), false],
  ['20 → 38 is none', counts(38, 40), true],
  ['31 → 62', counts(62, 62), true],
  ['20 → 29 is less than half as many again', counts(29, 40), false],
  ['20 → 30 happens by chance', counts(30, 40), false],
  ['600 → 800 is significant, but no jump', counts(800, 1200), false],
  ['nothing before', counts(20, 0), true],
  ['too few', counts(19, 0), false],
  ['small amounts', counts(62, 62, 20_00), false],
])('%s', (_what, sum, expected) => {
  expect(hasRisen(sum, null)).toBe(expected)
})

test('as many more claims as denials are no rise; fewer claims make one', () => {
  expect(hasRisen(counts(62, 62), { recent: 2000, before: 2000 })).toBe(false)
  expect(hasRisen(counts(62, 62), { recent: 1000, before: 2000 })).toBe(true)
  // The number itself has to rise as well: a sentence says that it did.
  expect(hasRisen(counts(40, 80), { recent: 400, before: 2000 })).toBe(false)
})

describe('a cause is told once, as exactly as it can be', () => {
  const told = (cells: readonly Cell[], submitted: Parameters<typeof findRises>[1] = unknown) =>
    findRises(cells, submitted).map(({ of, payer, carc, share }) => [of, payer, carc, share && Math.round(share * 100)])
  const calm = [cell('Aetna', '197', 10, 20), cell('Aetna', '16', 20, 40), cell('Cigna', '16', 15, 30)]

  test('a payer, with the CARC that most of it is', () => {
    expect(told([...calm, cell('UHC', '197', 40, 32), cell('UHC', '16', 22, 30)])).toEqual([
      ['payer', 'UHC', '197', 77],
    ])
  })
  test('a payer alone, where no CARC is most of it', () => {
    const cells = ['16', '197', '11', '50'].map((carc) => cell('UHC', carc, 18, 16))
    expect(told([...calm, ...cells])).toEqual([['payer', 'UHC', null, null]])
  })
  test('a CARC at many payers', () => {
    const cells = ['A', 'B', 'C', 'D'].map((payer) => cell(payer, '197', 18, 16))
    expect(told([...calm, ...cells])).toEqual([['carc', '197', null, null].toSpliced(1, 2, null, '197')])
  })
  test('a CARC at one payer whose other denials fell', () => {
    expect(told([...calm, cell('UHC', '197', 40, 20), cell('UHC', '16', 40, 140)])).toEqual([
      ['carc', 'UHC', '197', 100],
    ])
  })
  test('a CARC at one payer that neither shows as a whole', () => {
    // The payer rose from 150 to 210 and the CARC from 165 to 220: too little to be told.
    const cells = [cell('UHC', '197', 90, 70), cell('UHC', '16', 120, 230), cell('Aetna', '197', 130, 260)]
    expect(told([...calm.slice(1), ...cells])).toEqual([['payer and carc', 'UHC', '197', null]])
    const few = [cell('UHC', '197', 20, 20), cell('UHC', '16', 120, 230), cell('Aetna', '197', 130, 260)]
    expect(told([...calm.slice(1), ...few])).toEqual([])
  })
  test('two causes are two, the larger first; what neither names is none', () => {
    const both = [cell('UHC', '197', 40, 20), cell('Humana', '11', 60, 20), cell(null, null, 50, 0)]
    expect(told([...calm, ...both])).toEqual([
      ['payer', 'Humana', '11', 100],
      ['payer', 'UHC', '197', 100],
    ])
  })
  test('a payer with as many more claims is none', () => {
    const submitted = (payer: string | null) =>
      payer === 'UHC' || payer === null ? { recent: 4000, before: 4000 } : null
    expect(told([...calm, cell('UHC', '197', 40, 32), cell('UHC', '16', 22, 30)], submitted)).toEqual([])
  })
})

test('where no level changes, fewer than one of ten looks at sixteen payers and CARCs raises an alarm', () => {
  let seed = 7
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647
  const poisson = (mean: number) => {
    let [draws, product] = [0, random()]
    for (; product > Math.exp(-mean); draws += 1) product *= random()
    return draws
  }
  let alarms = 0
  for (let world = 0; world < 300; world += 1) {
    const cells = Array.from({ length: 60 }, (_, index) => {
      const mean = 2 + (index % 6) * 3
      return cell(`P${Math.floor(index / 6)}`, String(index % 6), poisson(mean), poisson(2 * mean))
    })
    if (findRises(cells, unknown).length > 0) alarms += 1
  }
  expect(alarms).toBeLessThan(30)
})

describe('the rule', () => {
  const row = (keys: readonly (string | null)[], fields: Partial<MetricRow>): MetricRow => ({
    ...{ key: keys.join(' · '), keys, value: null, numerator: null, denominator: null, p50: null, p90: null },
    ...(keys.length === 1 && { key: keys[0] ?? null }),
    ...fields,
  })
  type Windows = Readonly<Record<string, readonly MetricRow[]>>
  const facts = (windows: Windows): FindingFacts => ({
    ...{ from: 100, to: 200, firstDay: '2026-11-23', lastDay: '2026-11-29', team: 'Ohio', laborCentsPerHour: null },
    rows: () => [],
    priorRows: () => [],
    recentWeeks: { from: 1, to: 2, firstDay: '2026-11-02', lastDay: '2026-11-29', lastDayText: 'Nov 29' },
    recentRows: (window, id) => windows[`${window} ${id}`] ?? [],
  })
  const auth = ['UnitedHealthcare', 'authorization', '197']
  const coding = ['UnitedHealthcare', 'coding', '11']
  const jump: Windows = {
    'recent denials_received': [row(auth, { value: 40 }), row(coding, { value: 22 })],
    'before denials_received': [row(auth, { value: 30 }), row(coding, { value: 31 })],
    'recent denied_amount': [row(auth, { value: 4_000_000 }), row(coding, { value: 1_000_000 })],
    'before denied_amount': [row(auth, { value: 3_000_000 }), row(coding, { value: 1_000_000 })],
  }

  test('says what rose from what to what, and opens the rows behind it', () => {
    const [finding, ...others] = findAll(facts(jump), [denialsRisingRule])
    expect(others).toEqual([])
    expect(finding).toEqual({
      ...{ id: 'denials-rising:UnitedHealthcare 197', rule: 'denials-rising', action: 'process', from: 1, to: 2 },
      sentence: [
        { text: 'Denials from UnitedHealthcare' },
        { text: ' rose to ' },
        { text: '62', figure: true },
        { text: ' in the 4 weeks to ' },
        { text: 'Nov 29' },
        { text: ', from an average of ' },
        { text: '30.5' },
        { text: ' per 4 weeks in the 8 weeks before' },
        { text: '; ' },
        { text: '79.4%', figure: true },
        { text: ' of the rise is CARC 197 (authorization)' },
        { text: '.' },
      ],
      evidence: '62 denials against 61 in the 8 weeks before; $30,000 more denied than usual',
      advice:
        'Ask UnitedHealthcare whether a policy or an edit changed for CARC 197 (authorization), and hold claims like these until it is known.',
      weight: 750_000,
      link: {
        to: '/root-causes?from=2026-11-02&to=2026-11-29&team=Ohio&payer=UnitedHealthcare&rows=denials&rows.metric=denials_received',
        label: 'View denials',
      },
    })
  })

  test('goes by the denial rate where the billing system counts claims', () => {
    const claims = (recent: number, before: number): Windows => ({
      ...jump,
      'recent initial_denial_rate': [row(['UnitedHealthcare'], { denominator: recent })],
      'before initial_denial_rate': [row(['UnitedHealthcare'], { denominator: before })],
    })
    expect(findAll(facts(claims(1000, 1000)), [denialsRisingRule])).toEqual([])
    const [finding] = findAll(facts(claims(500, 1000)), [denialsRisingRule])
    expect(finding?.evidence).toContain('12.4% of the submitted claims, before 6.1%')
    // Counts that begin in the recent weeks tell nothing.
    expect(findAll(facts(claims(500, 0)), [denialsRisingRule])).toHaveLength(1)
  })

  test('files that have just begun say nothing of a usual level', () => {
    const { 'before denials_received': _counts, 'before denied_amount': _cents, ...begun } = jump
    expect(findAll(facts(begun), [denialsRisingRule])).toEqual([])
  })
})
