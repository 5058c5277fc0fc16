import type { EpochMs } from '../../shared/contract/index.ts'
import { MINUTE_MS } from '../../shared/time.ts'

/** Rules that change often could read a title bit by bit: past the first changes of a day, the newest ones wait for this long. */
export const CHANGE_EVERY_MS = 10 * MINUTE_MS
export const CHANGES_AT_ONCE = 5

/** The changes of the rules on a local day. */
export interface ChangePace {
  /** As a number, 20261201. */
  readonly day: number
  readonly changes: number
  readonly lastAt: EpochMs
}

/** The time until the next change may take place, ms. */
export function waitForChange(pace: ChangePace | undefined, now: EpochMs): number {
  if (pace === undefined || localDay(now) > pace.day || pace.changes < CHANGES_AT_ONCE) return 0
  return Math.min(CHANGE_EVERY_MS, Math.max(0, pace.lastAt + CHANGE_EVERY_MS - now))
}

/** After a change. A day that comes again, since the clock was set back, goes on with its count. */
export function afterChange(pace: ChangePace | undefined, now: EpochMs): ChangePace {
  const day = localDay(now)
  if (pace === undefined || day > pace.day) return { day, changes: 1, lastAt: now }
  return { ...pace, changes: pace.changes + 1, lastAt: now }
}

/** As it is stored: by the later of two clocks, since the one that it was counted by may have stood still while the computer slept. */
export function storedPace(pace: ChangePace, lag: number): ChangePace {
  const lastAt = pace.lastAt + Math.max(0, lag)
  return { ...pace, day: Math.max(pace.day, localDay(lastAt)), lastAt }
}

/** As a restart finds it. A last change in the future, since the clock was set back, counts as one of now: time is waited out once more, never skipped. */
export function resumedPace(pace: ChangePace | undefined, now: EpochMs): ChangePace | undefined {
  return pace && { ...pace, lastAt: Math.min(pace.lastAt, now) }
}

/** The day by this computer's zone, as a number that grows. */
export function localDay(at: EpochMs): number {
  const date = new Date(at)
  return date.getFullYear() * 10_000 + (date.getMonth() + 1) * 100 + date.getDate()
}
