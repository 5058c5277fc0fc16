import type { Temporal } from 'temporal-polyfill'
import { dayOf, startOfDay } from '../business-time/index.ts'
import type { EpochMs } from '../contract/brands.ts'

/** `[from, to)`. */
export interface Period {
  readonly from: EpochMs
  readonly to: EpochMs
}

/** What a trend is by: dimensions of the API. */
export const trendUnits = ['week', 'month'] as const
export type TrendUnit = (typeof trendUnits)[number]

const lengths: Readonly<Record<TrendUnit, number>> = { week: 13, month: 12 }

/** A week or month of a trend. */
export interface TrendPeriod extends Period {
  /** Its first day, as the API names it. */
  readonly key: string
  /** It has not ended. */
  readonly running: boolean
}

/** The 13 weeks or 12 months up to the one in which a period ends, or up to now while it runs. */
export function trendPeriods(unit: TrendUnit, period: Period, now: EpochMs, zone: string): readonly TrendPeriod[] {
  const last = dayOf(Math.max(period.from, Math.min(period.to, now) - 1), zone)
  const firstDay = unit === 'week' ? mondayOf(last) : last.with({ day: 1 })
  return Array.from({ length: lengths[unit] }, (_, index) => {
    const back = lengths[unit] - 1 - index
    const day = stepped(firstDay, unit, -back)
    const [from, to] = [startOfDay(day, zone), startOfDay(stepped(day, unit, 1), zone)]
    return { from, to, key: day.toString(), running: to > now }
  })
}

/** The day that a day's week begins with. */
export const mondayOf = (day: Temporal.PlainDate): Temporal.PlainDate => day.subtract({ days: day.dayOfWeek - 1 })

const stepped = (day: Temporal.PlainDate, unit: TrendUnit, steps: number): Temporal.PlainDate =>
  day.add(unit === 'week' ? { weeks: steps } : { months: steps })

/** The period before: the same number of calendar days. */
export function periodBefore({ from, to }: Period, zone: string): Period {
  const first = dayOf(from, zone)
  const days = Math.max(1, first.until(dayOf(to, zone)).days)
  return { from: startOfDay(first.subtract({ days }), zone), to: from }
}
