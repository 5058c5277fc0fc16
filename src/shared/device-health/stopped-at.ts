import { businessClock, businessMsAt, dayOf, type BusinessCalendar } from '../business-time/index.ts'
import type { EpochMs } from '../contract/brands.ts'
import type { DeviceHealth } from '../contract/health.ts'
import type { Privacy } from '../contract/privacy.ts'
import { MINUTE_MS } from '../time.ts'
import { workingTimeOf } from '../working-hours/index.ts'

/** A running agent checks in every minute or few, also while it is paused: this much silent working time is said. */
export const STOPPED_AFTER_MS = 45 * MINUTE_MS

/** What is known of a device whose agent may have stopped. */
export interface LastHeard {
  readonly lastSeenAt: EpochMs | null
  readonly health: Pick<DeviceHealth, 'state' | 'leaving'> | null
  readonly healthAt: EpochMs | null
}

/** When its person works: the policy's working hours if it has some, else the business hours of the team. */
export interface WorkingDays {
  readonly privacy: Privacy | undefined
  readonly calendar: BusinessCalendar
}

/**
 * Since when an agent has been silent that was heard from today, once 45 minutes of working time have passed. Null: it is heard from, said that the
 * computer sleeps or shuts down, or records nothing before the notice is read.
 */
export function stoppedAt(
  { lastSeenAt, health, healthAt }: LastHeard,
  now: EpochMs,
  { privacy, calendar }: WorkingDays,
): EpochMs | null {
  if (lastSeenAt === null || now - lastSeenAt < STOPPED_AFTER_MS) return null
  const leaving = leftAs({ lastSeenAt, health, healthAt })
  if (leaving === 'suspend' || leaving === 'shutdown' || health?.state === 'notice_due') return null
  const zone = privacy?.workingHours?.zone ?? calendar.zone
  if (!dayOf(lastSeenAt, zone).equals(dayOf(now, zone))) return null
  return silentMs(lastSeenAt, now, { privacy, calendar }) < STOPPED_AFTER_MS ? null : lastSeenAt
}

/** How the agent said goodbye, unless it was heard from since: later than by what was on its way just then. */
export function leftAs({ lastSeenAt, health, healthAt }: LastHeard): DeviceHealth['leaving'] {
  return healthAt !== null && healthAt + MINUTE_MS >= (lastSeenAt ?? 0) ? health?.leaving : undefined
}

/** How much of an interval is working time. Outside working hours nobody misses an agent, whether or not it may record then. */
function silentMs(from: EpochMs, to: EpochMs, { privacy, calendar }: WorkingDays): number {
  if (privacy?.workingHours !== undefined) {
    const hours = workingTimeOf({ ...privacy, recordOutsideHours: false }, calendar.zone)
    return hours
      .partsOf({ startedAt: from, endedAt: to })
      .reduce((ms, { startedAt, endedAt }) => ms + endedAt - startedAt, 0)
  }
  const clock = businessClock(calendar, from, to)
  return businessMsAt(clock, to) - businessMsAt(clock, from)
}
