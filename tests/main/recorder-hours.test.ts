import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Recorder } from '../../src/main/recorder.ts'
import type { Journal } from '../../src/main/journal/journal.ts'
import { compileRuleSet } from '../../src/shared/classify/index.ts'
import type { ClaimToken, SpanRecord } from '../../src/shared/contract/index.ts'
import type { WorkingHours } from '../../src/shared/contract/privacy.ts'
import { amount } from '../setup/amount.ts'
import { openMs } from '../shared/working-hours/naive-hours.ts'
import { FakeClock } from './capture/fakes.ts'
import { openTestJournal } from './journal/support/open.ts'

const ZONE = 'America/New_York'
const day = [
  { from: '08:00', to: '12:00' },
  { from: '12:20', to: '17:00' },
  { from: '22:00', to: '05:00' },
]
const hours: WorkingHours = { zone: ZONE, mon: day, tue: day, wed: day, thu: day, fri: day, sat: day, sun: day }

function recorderWith(privacy: object | undefined, clock: FakeClock) {
  const rule = (title: string, activity: string) => ({
    id: activity,
    when: { title },
    then: { activity, rating: 'core' },
    claimRef: '#(?<ref>[A-Z0-9]{4,20})',
  })
  const result = compileRuleSet({
    version: 1,
    policy: { idleAfterMs: 60_000, ...(privacy && { privacy }) },
    rules: [rule('status', 'claim_status'), rule('notes', 'documentation')],
  })
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  const tokenOf = (reference: string) =>
    reference
      .toLowerCase()
      .replaceAll(/[^0-9a-f]/g, 'a')
      .padEnd(64, '0') as ClaimToken
  const journal = openTestJournal()
  return { journal, recorder: new Recorder({ journal, compiled: result.compiled, tokenOf, clock }) }
}

const spansOf = (journal: Journal): SpanRecord[] =>
  journal.recordsBetween(0, Number.MAX_SAFE_INTEGER).filter((record) => record.kind === 'span')

type Step = {
  readonly title: string
  /** Until the next observation, ms. */
  readonly waitMs: number
  readonly idle: boolean
  readonly locked: boolean
  /** A jump of the wall clock, ms. */
  readonly jumpMs: number
}
const step: fc.Arbitrary<Step> = fc.record({
  title: fc.constantFrom('status #AB12', 'notes', 'status #CD34', 'other'),
  waitMs: fc.oneof(
    { weight: 8, arbitrary: fc.integer({ min: 1, max: 9_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 10_001, max: 3_600_000 }) },
  ),
  idle: fc.boolean(),
  locked: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  jumpMs: fc.oneof(
    { weight: 30, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: -7_200_000, max: 36_000_000 }) },
  ),
})
/** Shortly before a boundary, also on the days when the clock changes. */
const start = fc
  .tuple(
    fc.constantFrom('2026-07-01', '2026-03-08', '2026-11-01'),
    fc.constantFrom('08:00', '12:00', '12:20', '17:00', '22:00', '05:00'),
    fc.integer({ min: 0, max: 120_000 }),
  )
  .map(
    ([date, time, before]) => Date.parse(`${date}T${time}:00${date === '2026-07-01' ? '-04:00' : '-05:00'}`) - before,
  )

test('of what is recorded without hours, exactly what lies within them is recorded with hours', () => {
  fc.assert(
    fc.property(start, fc.array(step, { minLength: 5, maxLength: 120 }), (from, steps) => {
      const clock = new FakeClock()
      clock.wall = from
      const free = recorderWith(undefined, clock)
      const bound = recorderWith({ workingHours: hours }, clock)
      let lastInput = clock.mono()
      for (const { title, waitMs, idle, locked, jumpMs } of steps) {
        if (!idle) lastInput = clock.mono()
        for (const { recorder } of [free, bound]) {
          recorder.observe({
            t: clock.now(),
            mono: clock.mono(),
            app: 'msedge',
            title,
            idleMs: clock.mono() - lastInput,
            locked,
          })
        }
        clock.advance(waitMs)
        clock.wall += jumpMs
      }
      for (const { recorder } of [free, bound]) recorder.end()
      const inside = (spans: readonly SpanRecord[]) =>
        spans.reduce((ms, { startedAt, endedAt }) => ms + openMs(hours, ZONE, startedAt, endedAt), 0)
      const length = (spans: readonly SpanRecord[]) =>
        spans.reduce((ms, { startedAt, endedAt }) => ms + endedAt - startedAt, 0)
      for (const presence of ['active', 'idle', 'away']) {
        const of = (journal: Journal) => spansOf(journal).filter((span) => span.presence === presence)
        expect(length(of(bound.journal))).toBe(inside(of(free.journal)))
        expect(length(of(bound.journal))).toBe(inside(of(bound.journal)))
      }
      // Touches and hidden work follow from the spans that are kept.
      for (const record of bound.journal.recordsBetween(0, Number.MAX_SAFE_INTEGER)) {
        if (record.kind === 'hidden_tag')
          expect(openMs(hours, ZONE, record.startedAt, record.endedAt)).toBe(record.endedAt - record.startedAt)
        if (record.kind === 'touch') expect(record.activeMs).toBeLessThanOrEqual(length(spansOf(bound.journal)))
      }
      for (const { journal } of [free, bound]) journal.close()
    }),
    { numRuns: amount(25, 400) },
  )
})
