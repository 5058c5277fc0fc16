import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../shared/time.ts'
import { displayLocale } from '../text/locale.ts'

/** `4 minutes`, `7 days`, `2.5 seconds`: exact, in the largest unit that gives a whole number. @param ms 0 or more */
export function lengthOfTime(ms: number): string {
  const units = [
    ['day', DAY_MS],
    ['hour', HOUR_MS],
    ['minute', MINUTE_MS],
  ] as const
  const [unit, unitMs] = units.find(([, size]) => ms >= size && ms % size === 0) ?? (['second', SECOND_MS] as const)
  return (ms / unitMs).toLocaleString(displayLocale, {
    ...{ style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 3 },
  })
}
