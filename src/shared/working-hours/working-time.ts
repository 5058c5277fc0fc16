import type { Temporal } from 'temporal-polyfill'
import { clockOn, dayOf, type Segment } from '../business-time/calendar.ts'
import type { EpochMs } from '../contract/brands.ts'
import type { Privacy, WorkingHours } from '../contract/privacy.ts'
import { weekdays } from '../contract/settings-fields.ts'
import type { Interval } from '../contract/work.ts'
import { DAY_MS } from '../time.ts'

/** When recording is allowed. */
export interface WorkingTime {
  isOpen(at: EpochMs): boolean
  /** The parts of an interval that lie in working time, in order. */
  partsOf(interval: Interval): readonly Interval[]
}

/** No hours are set, or the policy records outside them, too. */
export const always: WorkingTime = { isOpen: () => true, partsOf: (interval) => [interval] }

/** @param computerZone IANA; for hours that name no zone */
export function workingTimeOf(privacy: Privacy | undefined, computerZone: string): WorkingTime {
  const hours = privacy?.workingHours
  return hours === undefined || privacy?.recordOutsideHours === true ? always : workingTime(hours, computerZone)
}

function workingTime(hours: WorkingHours, computerZone: string): WorkingTime {
  const zone = hours.zone ?? computerZone
  let known: { readonly from: EpochMs; readonly to: EpochMs; readonly open: readonly Segment[] } | null = null
  // Asked for every observation, mostly for now: the hours of the days around it are kept.
  const openIn = (from: EpochMs, to: EpochMs): readonly Segment[] => {
    if (known === null || from < known.from || to > known.to) {
      const around = { from: from - DAY_MS, to: to + DAY_MS }
      known = { ...around, open: openSegments(hours, zone, around.from, around.to) }
    }
    return known.open
  }
  return {
    isOpen: (at) => openIn(at, at).some(({ from, to }) => from <= at && at < to),
    partsOf: ({ startedAt, endedAt }) =>
      openIn(startedAt, endedAt).flatMap(({ from, to }) => {
        const part = { startedAt: Math.max(from, startedAt), endedAt: Math.min(to, endedAt) }
        return part.startedAt < part.endedAt ? [part] : []
      }),
  }
}

/** The working hours of the days from `from` to `to`, in order; what adjoins or overlaps, as over midnight, is one. */
function openSegments(hours: WorkingHours, zone: string, from: EpochMs, to: EpochMs): readonly Segment[] {
  const segments: Segment[] = []
  const last = dayOf(to, zone)
  // A night shift of the day before may reach into the first day.
  for (let day = dayOf(from, zone).subtract({ days: 1 }); day.until(last).sign >= 0; day = day.add({ days: 1 })) {
    for (const shift of hours[weekdays[day.dayOfWeek - 1] ?? 'mon']) {
      const end = shift.to <= shift.from ? day.add({ days: 1 }) : day
      segments.push({ from: boundaryOn(day, shift.from, zone), to: boundaryOn(end, shift.to, zone) })
    }
  }
  return segments
    .filter((segment) => segment.from < segment.to)
    .sort((one, other) => one.from - other.from)
    .reduce<Segment[]>((joined, next) => {
      const before = joined.at(-1)
      if (before === undefined || next.from > before.to) return [...joined, next]
      return [...joined.slice(0, -1), { from: before.from, to: Math.max(before.to, next.to) }]
    }, [])
}

/** The instant of a boundary. One that the clock skips is the instant of the skip, so that nothing is recorded past an end. */
function boundaryOn(day: Temporal.PlainDate, time: string, zone: string): EpochMs {
  const at = clockOn(day, time, zone)
  if (time === '24:00') return at
  const local = day.toPlainDateTime(time)
  const before = local.toZonedDateTime(zone, { disambiguation: 'earlier' })
  return before.toPlainDateTime().equals(local) ? at : (before.getTimeZoneTransition('next')?.epochMilliseconds ?? at)
}
