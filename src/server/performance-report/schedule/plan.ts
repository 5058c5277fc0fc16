import type { EpochMs } from '../../../shared/contract/brands.ts'
import type { ReportSchedule } from '../../../shared/contract/settings.ts'
import { lastDue, nextDue } from './due-times.ts'

/** An active schedule on file. */
export interface KnownSchedule {
  readonly scheduleId: string
  readonly timing: string
  readonly zone: string
  /** What was due until then is not sent. */
  readonly since: EpochMs
}

export interface Plan {
  /** The active schedules as they are to be on file. */
  readonly schedules: readonly KnownSchedule[]
  /** Reports to send, each once. Of those missed only the last: an older one says what nobody asks any more. */
  readonly due: readonly { readonly scheduleId: string; readonly dueAt: EpochMs }[]
  /** When the next one is due; null: no schedule is active. */
  readonly nextAt: EpochMs | null
}

/**
 * What the schedules have to send.
 * @param changedAt when the settings were last saved: a new or changed schedule counts from then on
 */
export function planReports(
  schedules: readonly ReportSchedule[],
  known: readonly KnownSchedule[],
  { zone, changedAt, now }: { readonly zone: string; readonly changedAt: EpochMs | null; readonly now: EpochMs },
): Plan {
  const active = schedules.filter(({ enabled }) => enabled)
  const kept = active.map((schedule): KnownSchedule => {
    const { id, every, weekday, monthDay, time } = schedule
    const own = { scheduleId: id, timing: JSON.stringify({ every, weekday, monthDay, time }), zone }
    const before = known.find(({ scheduleId }) => scheduleId === id)
    if (before?.timing !== own.timing) return { ...own, since: changedAt ?? now }
    // In another zone the last report is due at another instant, and would be sent again.
    return { ...own, since: before.zone === zone ? before.since : now }
  })
  const due = active.flatMap((schedule, index) => {
    const dueAt = lastDue(schedule, zone, now)
    return dueAt > (kept[index]?.since ?? now) ? [{ scheduleId: schedule.id, dueAt }] : []
  })
  const next = active.map((schedule) => nextDue(schedule, zone, now))
  return { schedules: kept, due, nextAt: next.length === 0 ? null : Math.min(...next) }
}
