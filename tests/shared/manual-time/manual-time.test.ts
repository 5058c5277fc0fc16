import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Interval, ManualTimeRecord } from '../../../src/shared/contract/index.ts'
import {
  coveredMs,
  gapsOf,
  latestManualTime,
  manualTimeFault,
  uncovered,
  type GapSpan,
} from '../../../src/shared/manual-time/index.ts'

const MINUTE = 60_000
const NINE = Date.UTC(2026, 10, 23, 9)
const at = (minute: number) => NINE + minute * MINUTE
const segment = (from: number, to: number): Interval => ({ startedAt: at(from), endedAt: at(to) })
const span = (from: number, to: number, change: Partial<GapSpan> = {}): GapSpan => ({
  ...segment(from, to),
  presence: 'active',
  activity: 'claim_status',
  system: 'Availity',
  systemKind: 'payer_portal',
  ...change,
})
const softphone = { activity: 'payer_call', system: 'RingCentral', systemKind: 'phone' } as const
const meeting = { activity: 'communication', system: 'Teams', systemKind: 'office' } as const

describe('gaps', () => {
  const inMinutes = (gaps: readonly Interval[]) =>
    gaps.map(({ startedAt, endedAt }) => [(startedAt - NINE) / MINUTE, (endedAt - NINE) / MINUTE])

  test('are five minutes or more between active spans: idle, away or unrecorded', () => {
    const spans = [
      span(0, 10),
      span(10, 20, { presence: 'idle' }),
      span(20, 30),
      span(34, 40),
      span(40, 50, { presence: 'away', activity: null }),
      span(60, 70),
    ]
    expect(inMinutes(gapsOf(segment(-540, 900), spans, [], false))).toEqual([
      [10, 20],
      [40, 60],
    ])
    // Today, up to now.
    expect(inMinutes(gapsOf(segment(-540, 80), spans, [], true))).toEqual([
      [10, 20],
      [40, 60],
      [70, 80],
    ])
    expect(inMinutes(gapsOf(segment(-540, 900), spans, [segment(40, 52), segment(12, 14)], false))).toEqual([
      [14, 20],
      [52, 60],
    ])
    expect(gapsOf(segment(-540, 900), [], [], true)).toEqual([])
  })

  test('suggest what had the focus during, just before or just after them', () => {
    const proposals = (...spans: GapSpan[]) => gapsOf(segment(0, 100), spans, [], false)[0]?.proposals
    expect(proposals(span(0, 9), span(9, 10, softphone), span(30, 31))).toEqual([
      { kind: 'payer_call', system: 'RingCentral', focus: 'before' },
    ])
    expect(proposals(span(0, 10), span(30, 31, meeting), span(31, 40))).toEqual([
      { kind: 'meeting', system: 'Teams', focus: 'after' },
    ])
    // The softphone was in front during the gap, so it is more likely than the messages before it.
    expect(proposals(span(0, 10, meeting), span(10, 30, { ...softphone, presence: 'idle' }), span(30, 31))).toEqual([
      { kind: 'payer_call', system: 'RingCentral', focus: 'during' },
      { kind: 'meeting', system: 'Teams', focus: 'before' },
    ])
    expect(proposals(span(0, 5, softphone), span(5, 10), span(30, 40))).toEqual([])
  })
})

const interval = fc
  .record({ from: fc.integer({ min: 0, max: 400 }), minutes: fc.integer({ min: 1, max: 90 }) })
  .map(({ from, minutes }) => segment(from, from + minutes))

test('covered and uncovered time add up to the whole, whatever overlaps', () => {
  fc.assert(
    fc.property(interval, fc.array(interval), (whole, taken) => {
      const free = uncovered(whole, taken)
      const freeMs = free.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0)
      expect(freeMs + coveredMs(whole, taken)).toBe(whole.endedAt - whole.startedAt)
      for (let minute = whole.startedAt; minute < whole.endedAt; minute += MINUTE) {
        const isIn = ({ startedAt, endedAt }: Interval) => startedAt <= minute && minute < endedAt
        expect(free.some(isIn)).toBe(!taken.some(isIn))
      }
    }),
  )
})

test('manual time never overlaps captured work or other manual time, whatever is added, changed and removed', () => {
  const operation = fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd'), segment: interval, withdrawn: fc.boolean() })
  fc.assert(
    fc.property(
      fc.array(interval, { maxLength: 5 }),
      fc.array(operation, { maxLength: 30 }),
      (captured, operations) => {
        const records: ManualTimeRecord[] = []
        for (const { id, segment: asked, withdrawn } of operations) {
          const named = latestManualTime(records)
          const fault = manualTimeFault(asked, {
            captured,
            named: named.filter(({ manualTimeId }) => manualTimeId !== id),
            knownFrom: NINE,
            knownTo: at(450),
          })
          if (fault !== null && !withdrawn) continue
          const before = records.filter(({ manualTimeId }) => manualTimeId === id)
          records.push({
            kind: 'manual_time',
            seq: records.length + 1,
            manualTimeId: id,
            revision: before.length + 1,
            manualTimeKind: 'paper',
            ...asked,
            claimToken: null,
            withdrawn,
          })
        }
        const named = latestManualTime(records)
        const whole = { startedAt: NINE, endedAt: at(500) }
        const sum = named.reduce((ms, { startedAt, endedAt }) => ms + endedAt - startedAt, 0)
        expect(coveredMs(whole, named)).toBe(sum)
        expect(coveredMs(whole, [...named, ...captured])).toBe(sum + coveredMs(whole, captured))
        // Revisions may be read in any order.
        expect(latestManualTime(records.toReversed())).toEqual(named)
      },
    ),
  )
})
