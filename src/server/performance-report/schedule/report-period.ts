import { dayOf, startOfDay } from '../../../shared/business-time/index.ts'
import type { EpochMs } from '../../../shared/contract/brands.ts'
import type { ReportSchedule } from '../../../shared/contract/settings.ts'
import { mondayOf, type Period } from '../../../shared/performance/index.ts'

/** The whole weeks or months before the day of an instant, and as many before them. */
export function reportPeriod(
  name: ReportSchedule['period'],
  dueAt: EpochMs,
  zone: string,
): { readonly period: Period; readonly before: Period } {
  const day = dayOf(dueAt, zone)
  const end = name === 'last_month' ? day.with({ day: 1 }) : mondayOf(day)
  const length = lengths[name]
  const [from, to] = [end.subtract(length), end].map((one) => startOfDay(one, zone))
  const before = startOfDay(end.subtract(length).subtract(length), zone)
  if (from === undefined || to === undefined) throw new Error('a period has two ends')
  return { period: { from, to }, before: { from: before, to: from } }
}

const lengths = {
  last_week: { weeks: 1 },
  last_month: { months: 1 },
  last_13_weeks: { weeks: 13 },
} as const
