import type { ManualTimeRecord } from '../contract/manual-time.ts'
import { LONGEST_MANUAL_TIME_MS } from '../contract/manual-time.ts'
import { type Interval, overlap } from './intervals.ts'

/** The revision of each stretch that holds, by start: the highest, of two with the same number the later seq. What was taken back is left out. */
export function latestManualTime(records: readonly ManualTimeRecord[]): ManualTimeRecord[] {
  return [...latestRevisions(records).values()]
    .filter(({ withdrawn }) => !withdrawn)
    .sort((a, b) => a.startedAt - b.startedAt || a.seq - b.seq)
}

/** The same by manualTimeId, with those taken back. */
export function latestRevisions(records: readonly ManualTimeRecord[]): Map<string, ManualTimeRecord> {
  const latest = new Map<string, ManualTimeRecord>()
  for (const record of records) {
    const known = latest.get(record.manualTimeId)
    const newer =
      known === undefined ||
      record.revision > known.revision ||
      (record.revision === known.revision && record.seq > known.seq)
    if (newer) latest.set(record.manualTimeId, record)
  }
  return latest
}

/** What a stretch must keep clear of. */
export interface ManualTimeContext {
  /** Captured active time near it. Idle, away and unrecorded time may be named. */
  readonly captured: readonly Interval[]
  /** Other named stretches near it. */
  readonly named: readonly Interval[]
  /** From where on everything captured is still known here, epoch ms. */
  readonly knownFrom: number
  /** Up to where it is known whether somebody was at the desk, epoch ms. */
  readonly knownTo: number
}

export type ManualTimeFault = 'empty' | 'too_long' | 'too_early' | 'ahead' | 'captured' | 'named_already'

/** Why a stretch may not be named so; null: it may. */
export function manualTimeFault(
  stretch: Interval,
  { captured, named, knownFrom, knownTo }: ManualTimeContext,
): ManualTimeFault | null {
  if (stretch.endedAt <= stretch.startedAt) return 'empty'
  if (stretch.endedAt - stretch.startedAt > LONGEST_MANUAL_TIME_MS) return 'too_long'
  if (stretch.startedAt < knownFrom) return 'too_early'
  if (stretch.endedAt > knownTo) return 'ahead'
  if (captured.some((other) => overlap(other, stretch))) return 'captured'
  if (named.some((other) => overlap(other, stretch))) return 'named_already'
  return null
}
