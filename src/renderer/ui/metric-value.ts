import { metricDifference as differenceFormat, metricFormat } from '../../shared/format/numbers.ts'
import { translator } from '../text/translator.ts'
import { numbers } from './format.ts'

const t = translator('format')

const words = {
  hours: t('unit.hours'),
  minutes: t('unit.minutes'),
  days: t('unit.days'),
  perHour: t('perHour'),
  points: (value: string) => t('points', { value }),
}

/** The number, and the unit that is set smaller. */
export const metricParts = metricFormat(numbers, words)

/** A metric's value as text, by the unit its answer names. Null is `–`: no data is never 0. */
export function metricText(unit: string, value: number | null): string {
  return metricParts(unit, value).join('')
}

/** A difference without its sign; ratios in percentage points. */
export const metricDifference = differenceFormat(numbers, words, metricParts)

const isMoney = (unit: string) => unit === 'cents' || unit === 'cents_per_hour'

/** A metric's value for a CSV file: amounts in dollars. */
export function metricCsv(unit: string, value: number | null): number | null {
  return isMoney(unit) && value !== null ? value / 100 : value
}

/** The unit of such a value. */
export function metricCsvUnit(unit: string): string {
  return isMoney(unit) ? unit.replace('cents', '$') : unit
}
