import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayName, addDays, hourMarks, parseDay, startOfDay, startOfWeek } from '../../src/renderer/kit/zoned-time.ts'
import { medianMsPerDenial } from '../../src/renderer/my-day/day-figures.ts'
import { ribbonPaths, stretchAt } from '../../src/renderer/ribbon/ribbon-geometry.ts'
import { changesOf, rebase } from '../../src/renderer/rules/diff.ts'
import { addRule, changeRule, draftOf, moveRule, removeRule, ruleSetOf } from '../../src/renderer/rules/draft.ts'
import { type PanelView, periodRange, readPanelView, writePanelView } from '../../src/renderer/team-panel/panel-view.ts'
import { sampleRules } from './sample-rules.ts'

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
  const text = fc.option(fc.string({ minLength: 1, maxLength: 12 }), { nil: undefined })
  const view: fc.Arbitrary<PanelView> = fc.record({
    period: fc.constantFrom<PanelView['period'][]>(
      { kind: 'today' },
      { kind: 'last-week' },
      { kind: 'days', firstDay: '2026-11-01', lastDay: '2026-11-20' },
    ),
    team: text,
    user: text,
    payer: fc.option(fc.string({ maxLength: 12 }), { nil: undefined }),
    sort: fc.constantFrom('name', 'hidden', 'touches'),
    drill: fc.constantFrom<PanelView['drill'][]>(
      null,
      { list: 'touches', user: 'u-1' },
      { list: 'hidden', kind: 'portal_switching' },
      { list: 'spans', presence: 'active', rating: 'core,support,hidden', denial: 'none' },
      { list: 'spans', payer: '', from: 1, to: 2 },
    ),
  })
  fc.assert(
    fc.property(view, (value) => {
      expect(readPanelView(new URLSearchParams(writePanelView(value).toString()))).toEqual(value)
    }),
  )
  expect(writePanelView(readPanelView(new URLSearchParams('period=nonsense&rows=nothing&sort=luck'))).toString()).toBe(
    '',
  )
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

test('a draft tells what was added, changed, moved and removed', () => {
  const start = draftOf(sampleRules())
  const added = addRule(start, 0)
  let draft = changeRule(added.draft, 1, (rule) => ({ ...rule, when: { host: 'availity.com' } }))
  draft = moveRule(draft, 9, 0)
  draft = removeRule(draft, 11)
  expect(
    changesOf(draft).map((change) => [change.kind, change.kind === 'policy' ? change.name : change.rule.id]),
  ).toEqual([
    ['moved', 'excel'],
    ['added', 'rule-13'],
    ['changed', 'availity-claim-status'],
    ['removed', 'news'],
  ])
  expect(changesOf(start)).toEqual([])
})

test('a draft carried over to another version keeps both sides’ changes and names the clashes', () => {
  const base = sampleRules()
  let draft = changeRule(draftOf(base), 9, (rule) => ({ ...rule, then: { ...rule.then, payer: 'Mine' } }))
  draft = moveRule(draft, 2, 1)
  draft = addRule(draft, 10).draft
  const latest = {
    ...base,
    version: 8,
    rules: base.rules
      .filter(({ id }) => id !== 'bank')
      .map((rule) => (rule.id === 'excel' ? { ...rule, name: 'Theirs' } : rule)),
  }
  const { draft: rebased, clashes } = rebase(draft, latest)
  expect(clashes).toEqual(['excel'])
  expect(ruleSetOf(rebased).version).toBe(9)
  expect(rebased.rules.map(({ rule }) => rule.id)).toEqual([
    'availity-remittance',
    'availity-claim-status',
    'availity-login',
    'availity',
    'uhc-claims',
    'uhc-appeals',
    'epic-account',
    'word-appeal',
    'excel',
    'softphone',
    'rule-13',
    'news',
  ])
  expect(rebased.rules.find(({ rule }) => rule.id === 'excel')?.rule.then.payer).toBe('Mine')
})

test('carrying a draft over to the version it came from changes nothing', () => {
  const base = sampleRules()
  const step = fc.record({ what: fc.constantFrom('move', 'remove', 'add', 'change'), key: fc.nat(11), to: fc.nat(12) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      const draft = steps.reduce((current, { what, key, to }) => {
        if (what === 'move') return moveRule(current, key, to)
        if (what === 'remove') return removeRule(current, key)
        if (what === 'add') return addRule(current, current.rules[to]?.key ?? null).draft
        return changeRule(current, key, (rule) => ({ ...rule, name: `changed ${to}` }))
      }, draftOf(base))
      expect(rebase(draft, base).draft.rules.map(({ rule }) => rule)).toEqual(draft.rules.map(({ rule }) => rule))
    }),
    { numRuns: 300 },
  )
})

test('a stretch is found where it is drawn, however narrow', () => {
  const stretch = (startedAt: number, endedAt: number) => ({
    startedAt,
    endedAt,
    shade: 'core' as const,
    activity: null,
    system: null,
    payer: null,
    hiddenKinds: [],
  })
  const stretches = [stretch(0, 100), stretch(100, 101), stretch(101, 500)]
  expect([0, 99, 100, 101, 499, 505, 600].map((at) => stretchAt(stretches, at, 20))).toEqual([0, 0, 1, 2, 2, 2, -1])
  const { core } = ribbonPaths([stretch(100, 101)], (at) => at / 10, 20)
  expect(core).toBe('M10 0h1V16h-1z')
})

test('half of the denials took less than the median', () => {
  const touch = (denialToken: string, activeMs: number) => ({
    denialToken,
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
