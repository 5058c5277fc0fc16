import { Temporal } from 'temporal-polyfill'

/** The zone of the tenant and of the process that makes the world. */
export const ZONE = 'America/New_York'

/** The calendar day some days before an instant, as 2026-11-20. */
export const dayBefore = (now: number, days: number): string =>
  Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(ZONE).toPlainDate().subtract({ days }).toString()

/** The instant of a local time, some days before another instant. */
export const clockBefore = (now: number, days: number, time: string): number =>
  Temporal.PlainDate.from(dayBefore(now, days)).toZonedDateTime({
    timeZone: ZONE,
    plainTime: Temporal.PlainTime.from(time),
  }).epochMilliseconds
