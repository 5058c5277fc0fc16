import fc from 'fast-check'
import { expect, test } from 'vitest'
import { FIFTEEN_MINUTES_MS } from '../../../src/shared/contract/ingest.ts'
import { coveredMs, manualTimeParts, overlap } from '../../../src/shared/manual-time/index.ts'
import { partsOf15Min } from '../../../src/shared/sessionize/index.ts'

const interval = fc
  .record({ startedAt: fc.integer({ min: 0, max: 7_000_000 }), ms: fc.integer({ min: 1, max: 3_000_000 }) })
  .map(({ startedAt, ms }) => ({ startedAt, endedAt: startedAt + ms }))
const entry = fc.tuple(interval, fc.constantFrom('one', 'other'), fc.uuid())

test('manual time counts each instant once, and none that was captured', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 6 }), fc.array(interval, { maxLength: 6 }), (drawn, captured) => {
      const entries = drawn.map(([times, deviceId, manualTimeId]) => ({ ...times, deviceId, manualTimeId }))
      const byEntry = manualTimeParts(entries, captured).map((own) => own.flatMap(partsOf15Min))
      const parts = byEntry.flat()
      for (const [index, own] of byEntry.entries()) {
        for (const part of own) {
          const { startedAt, endedAt } = entries[index] ?? part
          expect(part.startedAt >= startedAt && part.endedAt <= endedAt && part.startedAt < part.endedAt).toBe(true)
          const quarter = (at: number) => Math.floor(at / FIFTEEN_MINUTES_MS)
          expect(quarter(part.endedAt - 1)).toBe(quarter(part.startedAt))
        }
      }
      for (const [index, part] of parts.entries()) {
        expect(captured.some((span) => overlap(span, part))).toBe(false)
        expect(parts.slice(index + 1).some((other) => overlap(other, part))).toBe(false)
      }
      // Nothing is lost: what is entered or captured is what counts and what is captured.
      const whole = { startedAt: 0, endedAt: 10_000_000 }
      const counted = parts.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0)
      expect(counted + coveredMs(whole, captured)).toBe(coveredMs(whole, [...entries, ...captured]))
    }),
  )
})

test('of entries that overlap, the one that began first counts', () => {
  const at = (from: number, to: number) => ({ startedAt: from * 60_000, endedAt: to * 60_000 })
  const entries = [
    { ...at(10, 20), deviceId: 'one', manualTimeId: 'later' },
    { ...at(0, 14), deviceId: 'other', manualTimeId: 'first' },
  ]
  expect(manualTimeParts(entries, [at(3, 5)])).toEqual([[at(14, 20)], [at(0, 3), at(5, 14)]])
})
