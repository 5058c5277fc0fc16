import type { ManualTimeKind } from '../contract/manual-time.ts'
import type { Interval } from '../contract/work.ts'
import { overlap, uncovered } from './intervals.ts'

/** Kinds of manual time that are work on denials, so that a tenant may count them as effort. */
export const denialWorkKinds: readonly ManualTimeKind[] = ['payer_call', 'paper']

/** Manual time of one person on any device. */
export interface EnteredTime extends Interval {
  readonly deviceId: string
  readonly manualTimeId: string
}

/**
 * The parts of each entry that count, in order of the entries: what neither captured time nor an earlier entry covers. Of two entries that began
 * at once, the earlier one is that of the lower device id, then of the lower id.
 * @param entries of one person, those that hold
 * @param captured active time of the person on any device, on the same clock
 */
export function manualTimeParts(
  entries: readonly EnteredTime[],
  captured: readonly Interval[],
): readonly (readonly Interval[])[] {
  return entries.map((entry) => {
    const before = entries.filter((other) => other !== entry && overlap(other, entry) && precedes(other, entry))
    const taken = captured.filter((span) => overlap(span, entry))
    return uncovered(entry, [...taken, ...before])
  })
}

function precedes(one: EnteredTime, other: EnteredTime): boolean {
  if (one.startedAt !== other.startedAt) return one.startedAt < other.startedAt
  if (one.deviceId !== other.deviceId) return one.deviceId < other.deviceId
  return one.manualTimeId < other.manualTimeId
}
