import { type ManualTimeRecord, LONGEST_MANUAL_TIME_MS } from '../contract/manual-time.ts'
import type { Interval } from '../contract/work.ts'
import { latestRevisionsBy } from '../revisions.ts'
import { overlap } from './intervals.ts'

/** The latest revision of each entry that is not withdrawn, by start. Of two equal revisions the higher seq counts. */
export function latestManualTime(records: readonly ManualTimeRecord[]): ManualTimeRecord[] {
  return [...latestRevisions(records).values()]
    .filter(({ withdrawn }) => !withdrawn)
    .sort((a, b) => a.startedAt - b.startedAt || a.seq - b.seq)
}

/** The latest revision of each entry by manualTimeId, including withdrawn ones. */
export function latestRevisions(records: readonly ManualTimeRecord[]): Map<string, ManualTimeRecord> {
  return latestRevisionsBy(records, ({ manualTimeId }) => manualTimeId)
}

/** Constraints for new manual time. */
export interface ManualTimeContext {
  /** Captured active time near it. Idle, away and unrecorded time is free. */
  readonly captured: readonly Interval[]
  /** Other manual time near it. */
  readonly named: readonly Interval[]
  /** Captured time is complete from here on, epoch ms. */
  readonly knownFrom: number
  /** Captured time is complete up to here, epoch ms. */
  readonly knownTo: number
}

export type ManualTimeFault = 'empty' | 'too_long' | 'too_early' | 'ahead' | 'captured' | 'named_already'

/** Why this interval is not allowed; null if it is. */
export function manualTimeFault(
  interval: Interval,
  { captured, named, knownFrom, knownTo }: ManualTimeContext,
): ManualTimeFault | null {
  if (interval.endedAt <= interval.startedAt) return 'empty'
  if (interval.endedAt - interval.startedAt > LONGEST_MANUAL_TIME_MS) return 'too_long'
  if (interval.startedAt < knownFrom) return 'too_early'
  if (interval.endedAt > knownTo) return 'ahead'
  if (captured.some((other) => overlap(other, interval))) return 'captured'
  if (named.some((other) => overlap(other, interval))) return 'named_already'
  return null
}
