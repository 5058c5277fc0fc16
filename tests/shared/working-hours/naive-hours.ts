import type { WorkingHours } from '../../../src/shared/contract/privacy.ts'

const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const short = { Sun: 0, Mon: 1, Tue: 2, Wed: 3, Thu: 4, Fri: 5, Sat: 6 } as const
const MINUTE = 60_000

const formats = new Map<string, Intl.DateTimeFormat>()
function localClock(at: number, zone: string): { weekday: number; minute: number } {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
  formats.set(zone, format)
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return {
    weekday: short[parts['weekday'] as keyof typeof short],
    minute: Number(parts['hour']) * 60 + Number(parts['minute']),
  }
}

const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/**
 * Whether a minute is in working hours, by the clock on the wall alone: a second opinion. Right where no working hours begin or end in an hour that
 * comes twice.
 */
export function isOpenByTheWall(hours: WorkingHours, zone: string, at: number): boolean {
  const { weekday, minute } = localClock(at, zone)
  const of = (day: number) => hours[weekdays[(day + 7) % 7] ?? 'sun']
  const today = of(weekday).some(({ from, to }) => {
    const end = to <= from ? 24 * 60 : minuteOf(to)
    return minuteOf(from) <= minute && minute < end
  })
  return today || of(weekday - 1).some(({ from, to }) => to <= from && minute < minuteOf(to))
}

/** How much of an interval is in working hours, ms, minute by minute. */
export function openMs(hours: WorkingHours, zone: string, from: number, to: number): number {
  let ms = 0
  for (let minute = from - (from % MINUTE); minute < to; minute += MINUTE) {
    if (isOpenByTheWall(hours, zone, minute)) ms += Math.min(to, minute + MINUTE) - Math.max(from, minute)
  }
  return ms
}
