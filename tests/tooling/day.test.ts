import { expect, test } from 'vitest'
import { compareDay, type Logged } from '../../bench/day/compare.ts'
import { planDay, shortDay, wholeDay } from '../../bench/day/plan.ts'

const at = (ms: number, what: string, doubt = 0): Logged => ({
  since: { notBefore: ms - doubt, notAfter: ms + doubt },
  what,
})
const log = [at(0, 'active a'), at(1000, 'active b'), at(1200, 'active a'), at(3000, 'end')]

test('an exact recording has no error', () => {
  const recorded = [
    { startedAt: -500, endedAt: 1000, what: 'active a' },
    { startedAt: 1000, endedAt: 1200, what: 'active b' },
    { startedAt: 1200, endedAt: 4000, what: 'active a' },
  ]
  expect(compareDay(log, recorded, 50)).toEqual({
    ...{ lengthMs: 3000, sumMs: 0, byKindMs: 0, byKindBeyondDoubtMs: 0, misplacedMs: 0 },
    ...{ missed: [], invented: [], worstLateMs: 0 },
  })
})

test('an unobserved switch is missed, and its time is in the wrong kind on both sides', () => {
  const error = compareDay(log, [{ startedAt: 0, endedAt: 3000, what: 'active a' }], 50)
  expect(error.missed).toEqual([{ index: 1, what: 'active b', leastMs: 200 }])
  expect([error.sumMs, error.byKindMs, error.misplacedMs]).toEqual([0, 400, 200])
})

test('a gap, an invented segment, and the script’s own uncertainty', () => {
  const recorded = [
    { startedAt: 0, endedAt: 900, what: 'active a' },
    { startedAt: 1000, endedAt: 1200, what: 'active b' },
    { startedAt: 1200, endedAt: 2000, what: 'active a' },
    { startedAt: 2000, endedAt: 2500, what: 'idle a' },
    { startedAt: 2500, endedAt: 3000, what: 'active a' },
  ]
  const doubtful = log.map(({ since, what }) => at(since.notAfter, what, 20))
  const error = compareDay(doubtful, recorded, 50)
  expect([error.sumMs, error.byKindMs, error.misplacedMs]).toEqual([-100, 1100, 600])
  expect(error.byKindBeyondDoubtMs).toBe(1100 - 4 * 20)
  expect(error.invented).toEqual([{ startedAt: 2000, endedAt: 2500, what: 'idle a' }])
})

test.each([shortDay, wholeDay])(
  'a day of $seconds s has switches from 50 ms to a minute and the right length',
  (size) => {
    const { steps, idleAfterMs } = planDay(size)
    const dwells = steps.flatMap((step) => (step.kind === 'switch' ? [step.dwellMs] : []))
    expect(dwells.length).toBe(size.switches)
    expect(Math.min(...dwells)).toBe(50)
    expect(Math.max(...dwells)).toBeLessThanOrEqual(60_000)
    if (size === wholeDay) expect(Math.max(...dwells)).toBe(60_000)
    expect(dwells.filter((dwell) => dwell < 1000).length).toBeGreaterThanOrEqual(size.switches / 2)
    const idle = steps.flatMap((step) => (step.kind === 'idle' ? [step.ms] : []))
    expect(idle.length).toBe(2)
    expect(Math.min(...idle)).toBeGreaterThan(idleAfterMs)
    const away = steps.flatMap((step) => (step.kind === 'idle' || step.kind === 'lock' ? [step.ms] : []))
    const length = [...dwells, ...away].reduce((sum, ms) => sum + ms, 0)
    expect(Math.abs(length / 1000 / size.seconds - 1)).toBeLessThan(0.01)
    const windows = steps.flatMap((step) => (step.kind === 'switch' ? [step.window] : []))
    expect(windows.some((window, index) => window === windows[index - 1])).toBe(false)
    expect(steps.map(({ kind }) => kind).filter((kind) => kind === 'outage' || kind === 'endpoint back')).toEqual([
      'outage',
      'endpoint back',
    ])
  },
)
