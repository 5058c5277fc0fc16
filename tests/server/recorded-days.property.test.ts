import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SpanRecord } from '../../src/shared/contract/ingest.ts'
import { CLOCK_STEPS_MS, overADay, type RecordedDay } from '../../src/server/ingest/recorded-days.ts'
import { spanRecord } from './support/records.ts'

const DAY = 86_400_000
const QUARTER = 900_000

/** Spans anywhere in two days, as long as a quarter hour: more than the days have. */
const spans = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 191 }), fc.integer({ min: 1, max: QUARTER })), { maxLength: 400 })
  .map((all) =>
    all.map(([quarter, ms], index) =>
      spanRecord({ seq: index + 1, startedAt: quarter * QUARTER, endedAt: quarter * QUARTER + ms }),
    ),
  )

/** What is stored after batches in any order, with duplicates: known spans are never judged again. */
function store(batches: readonly (readonly SpanRecord[])[]) {
  const days = new Map<number, RecordedDay>()
  const known = new Map<number, SpanRecord>()
  for (const batch of batches) {
    const fresh = batch.filter(({ seq }) => !known.has(seq))
    const over = overADay(fresh, [...days.values()])
    for (const span of fresh.filter(({ seq }) => !over.has(seq))) {
      known.set(span.seq, span)
      const day = span.startedAt - (span.startedAt % DAY)
      const spanMs = (days.get(day)?.spanMs ?? 0) + span.endedAt - span.startedAt
      days.set(day, { day, spanMs, tagMs: 0, touchMs: 0, touchesEnd: 0, revised: {} })
    }
  }
  return { known, totals: [...days.values()].map(({ spanMs }) => spanMs) }
}

test('whatever a device sends, in whatever batches, a day has 24 hours at most, and sending it again changes nothing', () => {
  fc.assert(
    fc.property(spans, fc.array(fc.tuple(fc.nat(399), fc.nat(399)), { maxLength: 12 }), (all, cuts) => {
      const batches = cuts.map(([one, other]) => all.slice(Math.min(one, other), Math.max(one, other))).concat([all])
      const { known, totals } = store(batches)
      expect(totals.every((ms) => ms <= DAY + CLOCK_STEPS_MS)).toBe(true)
      expect(store([...batches, all.toReversed(), all]).known).toEqual(known)
      const honest = all
        .filter(({ startedAt }) => startedAt < DAY)
        .reduce((ms, one) => ms + one.endedAt - one.startedAt, 0)
      if (honest <= DAY)
        expect([...known.values()].filter(({ startedAt }) => startedAt < DAY)).toHaveLength(
          all.filter(({ startedAt }) => startedAt < DAY).length,
        )
    }),
  )
})
