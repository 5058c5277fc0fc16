import type { EpochMs } from '../contract/brands.ts'
import { clockOn, dayOf, type BusinessCalendar, type Segment } from './calendar.ts'

export interface ShiftSegment extends Segment {
  readonly name: string
}

/**
 * The shifts of the days from `from` to `to`, in order and without overlap: the time of two shifts belongs to the one listed first. A shift that
 * ends before it begins goes over midnight.
 */
export function shiftSegments(calendar: BusinessCalendar, from: EpochMs, to: EpochMs): ShiftSegment[] {
  const { zone } = calendar
  const taken: ShiftSegment[] = []
  const last = dayOf(to, zone).add({ days: 1 })
  for (const shift of calendar.shifts) {
    // A night shift of the day before may reach into the first day.
    for (
      let day = dayOf(from, zone).subtract({ days: 1 });
      day.toString() <= last.toString();
      day = day.add({ days: 1 })
    ) {
      const end = shift.to <= shift.from ? day.add({ days: 1 }) : day
      const segment = { from: clockOn(day, shift.from, zone), to: clockOn(end, shift.to, zone) }
      for (const free of without(segment, taken)) taken.push({ ...free, name: shift.name })
    }
  }
  return taken.filter((segment) => segment.to > from && segment.from <= to).sort((a, b) => a.from - b.from)
}

/** The parts of a segment that are not taken. */
function without(segment: Segment, taken: readonly Segment[]): Segment[] {
  return taken.reduce<Segment[]>(
    (left, other) =>
      left.flatMap((part) =>
        [
          { from: part.from, to: Math.min(part.to, other.from) },
          { from: Math.max(part.from, other.to), to: part.to },
        ].filter(({ from, to }) => from < to),
      ),
    segment.from < segment.to ? [segment] : [],
  )
}
