import type { EpochMs } from '../contract/brands.ts'
import { clockOn, dayOf } from './calendar.ts'
import type { BusinessCalendar, Stretch } from './calendar.ts'

export interface ShiftStretch extends Stretch {
  readonly name: string
}

/**
 * The shifts of the days that `[from, to]` touches, in order, without overlap: where two overlap, the earlier-named one has the time. A
 * shift that ends before it begins goes over midnight.
 */
export function shiftStretches(calendar: BusinessCalendar, from: EpochMs, to: EpochMs): ShiftStretch[] {
  const { zone } = calendar
  const taken: ShiftStretch[] = []
  const last = dayOf(to, zone).add({ days: 1 })
  for (const shift of calendar.shifts) {
    // A night shift of the day before may reach into the first day.
    for (
      let day = dayOf(from, zone).subtract({ days: 1 });
      day.toString() <= last.toString();
      day = day.add({ days: 1 })
    ) {
      const end = shift.to <= shift.from ? day.add({ days: 1 }) : day
      const stretch = { from: clockOn(day, shift.from, zone), to: clockOn(end, shift.to, zone) }
      for (const free of without(stretch, taken)) taken.push({ ...free, name: shift.name })
    }
  }
  return taken.filter((stretch) => stretch.to > from && stretch.from <= to).sort((a, b) => a.from - b.from)
}

/** What is left of a stretch when others have taken their part. */
function without(stretch: Stretch, taken: readonly Stretch[]): Stretch[] {
  return taken.reduce<Stretch[]>(
    (left, other) =>
      left.flatMap((part) =>
        [
          { from: part.from, to: Math.min(part.to, other.from) },
          { from: Math.max(part.from, other.to), to: part.to },
        ].filter(({ from, to }) => from < to),
      ),
    stretch.from < stretch.to ? [stretch] : [],
  )
}
