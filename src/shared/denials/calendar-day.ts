import { DAY_MS } from '../time.ts'
import type { CalendarDay } from './remittance.ts'

/** The calendar day a number of days later. */
export function addDays(day: CalendarDay, days: number): CalendarDay {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)
}
