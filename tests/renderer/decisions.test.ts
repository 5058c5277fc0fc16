import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newTeams } from '../../src/renderer/accounts/known-teams.ts'
import { personTeamText, teamsText } from '../../src/renderer/accounts/team-times.ts'
import { limitHeavyReads } from '../../src/renderer/bridge/heavy-reads.ts'
import { csvName, csvText } from '../../src/renderer/ui/csv.ts'
import { clockOffset } from '../../src/renderer/ui/format.ts'
import { metricText } from '../../src/renderer/ui/metric-value.ts'
import { dayName, addDays, hourMarks, parseDay, startOfDay, startOfWeek } from '../../src/renderer/ui/zoned-time.ts'
import { medianMsPerDenial } from '../../src/renderer/my-day/median-per-denial.ts'
import { ribbonPaths, segmentAt } from '../../src/renderer/ribbon/ribbon-geometry.ts'
import {
  causesAccountingFor,
  causesGone,
  causesOf,
  effortReport,
  trendPeriods,
  trendRange,
  trendShape,
  trendUnits,
} from '../../src/shared/performance/index.ts'
import { filterNames } from '../../src/renderer/metrics/filters.ts'
import {
  causeDimensions,
  compareName,
  compareRange,
  type PanelView,
  periodRange,
  readPanelView,
  splitDimensions,
  workloadDimensions,
  writePanelView,
} from '../../src/renderer/team-panel/panel-view.ts'
import { rowsBehind } from '../../src/renderer/team-panel/rows-behind.ts'
import { metricCatalog } from '../../src/shared/metrics/catalog.ts'
import { allowedTimeDimensions, timeCardDimensions } from '../../src/renderer/team-panel/time-dimensions.ts'

// The pure functions the screens decide with.

const NEW_YORK = 'America/New_York'
const iso = (at: number) => new Date(at).toISOString()

test('steps days by the calendar across clock changes', () => {
  const springNoon = Date.parse('2026-03-08T12:00:00-04:00')
  expect(iso(startOfDay(springNoon, NEW_YORK))).toBe('2026-03-08T05:00:00.000Z')
  expect(iso(addDays(springNoon, 1, NEW_YORK))).toBe('2026-03-09T04:00:00.000Z')
  const autumn = Date.parse('2026-11-01T12:00:00-05:00')
  expect(addDays(autumn, 1, NEW_YORK) - startOfDay(autumn, NEW_YORK)).toBe(25 * 3_600_000)
  expect(iso(startOfWeek(autumn, NEW_YORK))).toBe('2026-10-26T04:00:00.000Z')
  // Spring's hour from 2 to 3 does not exist.
  const marks = hourMarks(
    startOfDay(springNoon, NEW_YORK),
    startOfDay(springNoon, NEW_YORK) + 4 * 3_600_000,
    NEW_YORK,
    1,
  )
  expect(marks).toHaveLength(5)
  expect(hourMarks(0, 3_600_000, 'Asia/Kolkata', 1).map(iso)).toEqual(['1970-01-01T00:30:00.000Z'])
  expect([parseDay('2026-02-30', NEW_YORK), parseDay('20 Nov', NEW_YORK), parseDay(null, NEW_YORK)]).toEqual([
    null,
    null,
    null,
  ])
})

test('a day has one midnight, whichever of its instants is asked', () => {
  const zones = fc.constantFrom(NEW_YORK, 'Europe/Berlin', 'Asia/Kolkata', 'Australia/Lord_Howe', 'UTC')
  fc.assert(
    fc.property(fc.integer({ min: 1_577_836_800_000, max: 1_893_456_000_000 }), zones, (at, zone) => {
      const start = startOfDay(at, zone)
      expect(start).toBeLessThanOrEqual(at)
      expect(startOfDay(start, zone)).toBe(start)
      expect(parseDay(dayName(at, zone), zone)).toBe(start)
      expect(addDays(at, 1, zone)).toBeGreaterThan(at)
    }),
    { numRuns: 300 },
  )
})

test('a panel’s address says all of its view, and nothing more', () => {
  const text = fc.string({ minLength: 1, maxLength: 12 })
  // Empty is "none named".
  const anyText = fc.string({ maxLength: 12 })
  const view: fc.Arbitrary<PanelView> = fc.record({
    period: fc.constantFrom<PanelView['period'][]>(
      { kind: 'today' },
      { kind: 'last-week' },
      { kind: 'days', firstDay: '2026-11-01', lastDay: '2026-11-20' },
    ),
    compare: fc.constantFrom<PanelView['compare'][]>(
      { kind: 'before' },
      { kind: 'four-weeks-earlier' },
      { kind: 'days', firstDay: '2026-10-01', lastDay: '2026-10-31' },
    ),
    filters: fc.record(
      Object.fromEntries(filterNames.map((name) => [name, name === 'team' || name === 'user' ? text : anyText])),
      { requiredKeys: [] },
    ),
    workload: fc.constantFrom(...workloadDimensions),
    time: fc.constantFrom(...timeCardDimensions),
    cause: fc.constantFrom(...causeDimensions),
    sort: fc.constantFrom('name', 'hidden', 'touches'),
    trend: fc.constantFrom(...trendUnits),
    metric: fc.constantFrom<PanelView['metric'][]>(null, 'worked_within_sla'),
    split: fc.constantFrom(...splitDimensions),
    drilldown: fc.constantFrom<PanelView['drilldown'][]>(
      null,
      { list: 'touches', user: 'u-1' },
      { list: 'hidden', kind: 'portal_switching' },
      { list: 'spans', presence: 'active', rating: 'core,support,hidden', denial: 'none' },
      { list: 'spans', payer: '', from: 1, to: 2 },
      { list: 'denials', metric: 'open_denials', category: 'coding', ageBucket: '8_14' },
    ),
  })
  fc.assert(
    fc.property(view, (value) => {
      expect(readPanelView(new URLSearchParams(writePanelView(value).toString()))).toEqual(value)
      const ofPerformance = writePanelView(value, 'four-weeks')
      expect(readPanelView(new URLSearchParams(ofPerformance.toString()), 'four-weeks')).toEqual(value)
    }),
  )
  expect(writePanelView(readPanelView(new URLSearchParams('period=nonsense&rows=nothing&sort=luck'))).toString()).toBe(
    '',
  )
})

test('time is split only by dimensions that can be combined with the filters', () => {
  expect(allowedTimeDimensions({ team: 'Ohio', payer: '' })).toEqual(timeCardDimensions)
  const ofDenials = allowedTimeDimensions({ category: 'coding' })
  expect(ofDenials).toEqual(expect.arrayContaining(['activity', 'user', 'category', 'rarc', 'month']))
  for (const other of ['shift', 'rating', 'system']) expect(ofDenials).not.toContain(other)
  const ofShift = allowedTimeDimensions({ shift: 'day' })
  expect(ofShift).toEqual(expect.arrayContaining(['activity', 'user', 'shift', 'day']))
  for (const other of ['category', 'rating', 'system']) expect(ofShift).not.toContain(other)
  expect(allowedTimeDimensions({ shift: 'day', carc: '16' })).toEqual(['payer', 'activity'])
})

test('periods are whole days of the team’s zone', () => {
  const now = Date.parse('2026-11-04T09:00:00-05:00')
  const range = (kind: 'today' | 'this-week' | 'four-weeks') => {
    const { from, to } = periodRange({ kind }, now, NEW_YORK)
    return [iso(from), iso(to)]
  }
  expect(range('today')).toEqual(['2026-11-04T05:00:00.000Z', '2026-11-05T05:00:00.000Z'])
  expect(range('this-week')).toEqual(['2026-11-02T05:00:00.000Z', '2026-11-09T05:00:00.000Z'])
  expect(range('four-weeks')).toEqual(['2026-10-08T04:00:00.000Z', '2026-11-05T05:00:00.000Z'])
})

test('a period is compared with as many calendar days before it, across a clock change', () => {
  const range = periodRange({ kind: 'this-week' }, Date.parse('2026-11-04T09:00:00-05:00'), NEW_YORK)
  const named = (compare: PanelView['compare']) => {
    const { from, to } = compareRange(compare, range, NEW_YORK)
    return [iso(from), iso(to)]
  }
  // The week before has an hour more.
  expect(named({ kind: 'before' })).toEqual(['2026-10-26T04:00:00.000Z', '2026-11-02T05:00:00.000Z'])
  expect(named({ kind: 'four-weeks-earlier' })).toEqual(['2026-10-05T04:00:00.000Z', '2026-10-12T04:00:00.000Z'])
  expect(named({ kind: 'days', firstDay: '2026-10-01', lastDay: '2026-10-02' })).toEqual([
    '2026-10-01T04:00:00.000Z',
    '2026-10-03T04:00:00.000Z',
  ])
})

test('a running period says that it is compared with a whole one, and how far it is', () => {
  const monday = Date.parse('2026-11-02T09:00:00-05:00')
  const named = (period: PanelView['period'], compare: PanelView['compare'], now = monday) =>
    compareName({ period, compare }, periodRange(period, monday, NEW_YORK), now, NEW_YORK)
  const week = { kind: 'this-week' } as const
  const days = { kind: 'days', firstDay: '2026-10-28', lastDay: '2026-11-05' } as const
  expect(named(week, { kind: 'before' })).toBe('last week (full week; 1 day of this week so far)')
  expect(named(week, { kind: 'before' }, monday + 3 * 86_400_000)).toBe(
    'last week (full week; 4 days of this week so far)',
  )
  expect(named(week, { kind: 'before' }, monday + 8 * 86_400_000)).toBe('last week')
  expect(named(week, { kind: 'four-weeks-earlier' })).toBe('4 weeks earlier (in full; 1 day of this period so far)')
  expect(named(days, { kind: 'before' })).toBe('prior period (in full; 6 days of this one so far)')
  expect(named({ kind: 'today' }, { kind: 'before' })).toBe('yesterday (full day)')
  expect(named({ kind: 'four-weeks' }, { kind: 'before' })).toBe('prior 4 weeks')
  expect(named({ kind: 'four-weeks' }, { kind: 'four-weeks-earlier' })).toBe('4 weeks earlier')
})

test('teams that are planned are never read as those of now, and an unknown one is new', () => {
  const [now, later, last] = [Date.UTC(2026, 0, 2), Date.UTC(2026, 0, 5), Date.UTC(2026, 0, 9)]
  const held = (team: string, from: number, to: number | null) => ({ team, from, to })
  const text = (...teamTimes: ReturnType<typeof held>[]) => teamsText({ teamTimes }, now, 'UTC')
  expect(text()).toBe('–')
  expect(text(held('Ohio', 0, null), held('Texas', 0, null), held('Iowa', 0, now))).toBe('Ohio, Texas')
  expect(text(held('Ohio', 0, later), held('Texas', later, null))).toBe('Ohio now; Texas from Jan 5, 2026')
  expect(text(held('Ohio', 0, null), held('Texas', later, last))).toBe(
    'Ohio now; Ohio, Texas from Jan 5, 2026; Ohio from Jan 9, 2026',
  )
  const person = (team: string | null, next: string | null) =>
    personTeamText({ team, nextTeam: { team: next, from: later } }, 'UTC')
  expect(person('Ohio', 'Texas')).toBe('Ohio now; Texas from Jan 5, 2026')
  expect(person(null, 'Texas')).toBe('no team now; Texas from Jan 5, 2026')
  expect(person('Ohio', null)).toBe('Ohio now; no team from Jan 5, 2026')
  expect(newTeams('Ohio, Oiho ,', ['Ohio'])).toEqual(['Oiho'])
  expect(newTeams('Ohio, north', ['Ohio, north'])).toEqual([])
})

test('a CSV is read back as what was written, and no cell begins like a formula', () => {
  const cell = fc.oneof(
    fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '=', '+', '-', '@', ' '), maxLength: 8 }),
    fc.constantFrom('=1+1', '@SUM(A1)', '-2', '+2', '\tx', 'plain'),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
      const text = csvText({ header: ['a', 'b'], rows })
      const read: string[][] = parse(text, { relax_column_count: false, skip_empty_lines: false })
      expect(read.slice(1).map((row) => row.map((value) => value.replace(/^'(?=[=+\-@\t\r])/, '')))).toEqual(rows)
      expect(read.flat().some((value) => /^[=+\-@\t\r]/.test(value))).toBe(false)
    }),
  )
  expect(csvText({ header: ['n'], rows: [[-3.5], [null], [0]] })).toBe('n\r\n-3.5\r\n\r\n0\r\n')
  expect(csvName('Backlog by payer: all!')).toBe('backlog-by-payer-all.csv')
})

test('heavy reads take turns, and live ones do not wait for them', async () => {
  const asked: string[] = []
  const answers: (() => void)[] = []
  const client = limitHeavyReads({
    read: (name) => {
      asked.push(name)
      return new Promise((resolve) => answers.push(() => resolve({} as never)))
    },
    write: async () => ({}) as never,
  })
  const metrics = [1, 2, 3, 4].map((to) => client.read('metric', { id: 'touches', from: 0, to }))
  await Promise.resolve()
  void client.read('worklistSummary', {})
  await Promise.resolve()
  expect(asked.toSorted((a, b) => a.localeCompare(b))).toEqual(['metric', 'metric', 'worklistSummary'])
  while (answers.length > 0) {
    answers.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(metrics)
  expect(asked.filter((name) => name === 'metric')).toHaveLength(4)
})

test('a metric without data is a dash, in every unit', () => {
  for (const unit of ['min', 'count', 'ratio', 'cents', 'days', 'hours', 'cents_per_hour'])
    expect(metricText(unit, null)).toBe('–')
  expect([
    metricText('ratio', 0.8741),
    metricText('cents', 4_126_000),
    metricText('min', 18.64),
    metricText('min', 720),
    metricText('count', 1234),
    metricText('cents_per_hour', 12_345),
  ]).toEqual(['87.4%', '$41,260', '18.6 min', '12.0h', '1,234', '$123/hr'])
})

test('root causes add up to all that was denied, the largest first', () => {
  const row = (keys: (string | null)[], value: number) => ({
    key: keys.join(' · '),
    keys,
    value,
    numerator: value,
    denominator: null,
    p50: null,
    p90: null,
  })
  const answer = {
    id: 'denied_amount',
    unit: 'cents',
    target: null,
    unattributedShare: null,
    ignoredFilters: [],
    asOf: 0,
    recordsFrom: null,
  }
  const rows = [row(['A', 'coding', '97'], 100), row([null, 'coding', '97'], 300), row(['B', 'other', null], 600)]
  const none = { amounts: null, counts: null }
  const causes = causesOf({ amounts: { ...answer, rows }, counts: null }, none)
  expect(causes.map(({ cents, cumulative, changeCents }) => [cents, cumulative, changeCents])).toEqual([
    [600, 0.6, null],
    [300, 0.9, null],
    [100, 1, null],
  ])
  // One is new, one grew, one is as it was, and one has gone.
  const before = {
    ...answer,
    rows: [row(['A', 'coding', '97'], 100), row([null, 'coding', '97'], 250), row(['C', 'other', null], 70)],
  }
  const compared = causesOf(
    { amounts: { ...answer, rows }, counts: { ...answer, rows: rows.map((one) => ({ ...one, value: 2 })) } },
    { amounts: before, counts: { ...before, rows: before.rows.map((one) => ({ ...one, value: 3 })) } },
  )
  expect(compared.map(({ changeCents, changeDenials }) => [changeCents, changeDenials])).toEqual([
    [600, 2],
    [50, -1],
    [0, -1],
  ])
  expect(causesGone(compared, before)).toEqual({ count: 1, cents: 70 })
  expect([causesAccountingFor(causes, 0.8), causesAccountingFor(causes, 1), causesAccountingFor([], 0.8)]).toEqual([
    2, 3, 0,
  ])
})

test('a trend is the 13 weeks or 12 months up to the one in which the period ends, or up to now', () => {
  const now = Date.parse('2026-11-20T15:00:00-05:00')
  const fourWeeks = { from: Date.parse('2026-10-24T00:00:00-04:00'), to: Date.parse('2026-11-21T00:00:00-05:00') }
  const weeks = trendPeriods('week', fourWeeks, now, NEW_YORK)
  expect([weeks.length, weeks[0]?.key, weeks.at(-1)?.key]).toEqual([13, '2026-08-24', '2026-11-16'])
  expect(weeks.map(({ running }) => running)).toEqual([...Array.from({ length: 12 }, () => false), true])
  for (const [index, { to }] of weeks.slice(0, -1).entries()) expect(to).toBe(weeks[index + 1]?.from)
  const months = trendPeriods('month', fourWeeks, now, NEW_YORK)
  expect([months.length, months[0]?.key, months.at(-1)?.key]).toEqual([12, '2025-12-01', '2026-11-01'])
  // A week of the past ends its trend; one that lies ahead ends it as the present one does.
  const past = { from: weeks[3]?.from ?? 0, to: weeks[3]?.to ?? 0 }
  expect(trendPeriods('week', past, now, NEW_YORK).at(-1)).toMatchObject({ key: weeks[3]?.key, running: false })
  const thisWeek = { from: weeks[12]?.from ?? 0, to: weeks[12]?.to ?? 0 }
  expect(trendPeriods('week', thisWeek, now, NEW_YORK).at(-1)?.key).toBe('2026-11-16')
})

test('a number opens rows only where a list has them', () => {
  for (const { id, population } of metricCatalog) {
    expect(rowsBehind(id, {})?.list === 'denials', id).toBe(population === 'denials')
    expect(rowsBehind(id, { category: 'coding' }, { user: '' })?.list ?? 'denials', id).toBe('denials')
  }
  // Of these, no list has what they divide.
  for (const id of ['recovery_yield', 'recovery_per_hour', 'denials_worked_per_fte', 'cost_to_recover'] as const)
    expect(rowsBehind(id, {}), id).toBeNull()
  expect(rowsBehind('minutes_per_denial', { payer: 'Aetna' }, { user: 'u-kim' })).toEqual({
    list: 'touches',
    user: 'u-kim',
  })
  expect(rowsBehind('minutes_per_denial', {}, { category: 'coding' })).toBeNull()
  expect(rowsBehind('rework_rate', { category: 'coding' }, { payer: '' })).toEqual({
    list: 'denials',
    metric: 'rework_rate',
    payer: '',
  })
})

test('effort beside outcome: what a payer recovers for the time, and whether that pays', () => {
  const row = (key: string | null, numerator: number, denominator: number | null = null) => ({
    ...{ key, keys: [key], numerator, denominator, p50: null, p90: null },
    value: denominator === null ? numerator : numerator / denominator,
  })
  const answer = (id: string, rows: readonly ReturnType<typeof row>[]) => ({
    ...{ id, unit: '', target: null, unattributedShare: null, ignoredFilters: [], asOf: 0, recordsFrom: null },
    rows,
  })
  const cost = answer('cost_to_recover', [row('Aetna', 45_00, 240_00), row('Cigna', 30_00, 10_00)])
  const answers = [
    answer('recovery_per_hour', [
      row(null, 0, 1),
      row('Cigna', 10_00, 1),
      row('Aetna', 240_00, 1.5),
      row('Medicare', 0, 0.5),
    ]),
    answer('recovery_yield', [row('Aetna', 240_00), row('Cigna', 10_00), row('Humana', 5_00)]),
    answer('denied_amount', [row('Aetna', 700_00)]),
    answer('time_per_denial', [row('Aetna', 90, 3), row('Cigna', 60, 1), row('Medicare', 30, 1)]),
    answer('appeal_overturn_rate', [row('Aetna', 1, 2)]),
  ]
  const report = effortReport((id) => [...answers, cost].find((one) => one.id === id) ?? null)
  expect(
    report.rows.map(({ payer, centsPerHour, minutes, verdict }) => [payer, centsPerHour, minutes, verdict]),
  ).toEqual([
    ['Aetna', 160_00, 90, 'pays'],
    ['Cigna', 10_00, 60, 'costs'],
    ['Medicare', 0, 30, 'nothing'],
    // It paid for earlier work.
    ['Humana', null, null, 'noTime'],
  ])
  // One hour of four names no denial.
  expect(report.unattributed).toEqual({ minutes: 60, share: 0.25 })
  // With a filter, work that names no denial is in no answer; its share of all work is known.
  const filtered = effortReport((id) =>
    id === 'recovery_per_hour' ? { ...answer(id, [row('Aetna', 240_00, 1.5)]), unattributedShare: 0.3 } : null,
  )
  expect(filtered.unattributed).toEqual({ minutes: null, share: 0.3 })
  // Without a labor cost, a payer is compared with $250 in three hours.
  const relative = effortReport((id) => answers.find((one) => one.id === id) ?? null)
  expect(relative.rows.map(({ verdict }) => verdict)).toEqual(['above', 'below', 'nothing', 'noTime'])
  expect(relative.rows[0]?.averageCentsPerHour).toBeCloseTo(250_00 / 3, 6)
})

test('a week without data interrupts a trend, and one that has not ended is drawn apart', () => {
  const values = [10, 0, null, 5, 10]
  const points = values.map((value, index) => ({ key: `${index}`, name: '', value, running: index === 4 }))
  const shape = trendShape(points, trendRange(values, null), { width: 50, height: 20 })
  expect(shape.line).toBe('M5.00 0.00L15.00 20.00')
  expect(shape.runningLine).toBe('M35.00 10.00L45.00 0.00')
  expect(shape.dots).toHaveLength(4)
  expect(trendRange([0.4, null], 0.9)).toEqual({ low: 0, high: 0.9 })
  expect(trendRange([], null)).toEqual({ low: 0, high: 1 })
})

test('a segment is found where it is drawn, however narrow', () => {
  const segment = (startedAt: number, endedAt: number) => ({
    startedAt,
    endedAt,
    shade: 'core' as const,
    activity: null,
    system: null,
    payer: null,
    hiddenKinds: [],
  })
  const segments = [segment(0, 100), segment(100, 101), segment(101, 500)]
  expect([0, 99, 100, 101, 499, 505, 600].map((at) => segmentAt(segments, at, 20))).toEqual([0, 0, 1, 2, 2, 2, -1])
  const { core } = ribbonPaths([segment(100, 101)], (at) => at / 10, 20)
  expect(core).toBe('M10 0h1V16h-1z')
})

test('half of the denials took less than the median', () => {
  const touch = (claimToken: string, activeMs: number) => ({
    claimToken,
    activeMs,
    activity: 'appeal',
    system: null,
    startedAt: 0,
    endedAt: 1,
    hiddenKinds: [],
  })
  expect(medianMsPerDenial([])).toBeNull()
  expect(medianMsPerDenial([touch('a', 10), touch('b', 30), touch('a', 20), touch('c', 90)])).toBe(30)
  expect(medianMsPerDenial([touch('a', 10), touch('b', 20)])).toBe(15)
})

test('a clock is off by tenths of a second, and by none without a sign', () => {
  expect([420_000, 940, 49, 0, -49, -51, -1_260].map(clockOffset)).toEqual([
    '420.0s',
    '0.9s',
    '0.0s',
    '0.0s',
    '0.0s',
    '-0.1s',
    '-1.3s',
  ])
})
