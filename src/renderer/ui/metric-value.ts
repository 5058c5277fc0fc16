import { translator } from '../text/translator.ts'
import { count, decimal, dollars, NO_DATA } from './format.ts'

const t = translator('format')

/** A metric's value as text, by the unit its answer names. Null is `–`: no data is never 0. */
export function metricText(unit: string, value: number | null): string {
  return metricParts(unit, value).join('')
}

/** The same in two parts: the number, and the unit that is set smaller. */
export function metricParts(unit: string, value: number | null): readonly [number: string, suffix: string] {
  if (value === null) return [NO_DATA, '']
  switch (unit) {
    case 'ratio':
      return [decimal(value * 100), '%']
    case 'cents':
      return [dollars(value), '']
    case 'cents_per_hour':
      return [dollars(value), t('perHour')]
    case 'min':
      return value >= 600 ? [amount(value / 60), t('unit.hours')] : [amount(value), t('unit.minutes')]
    case 'hours':
      return [amount(value), t('unit.hours')]
    case 'days':
      return [amount(value), t('unit.days')]
    default:
      return [Number.isInteger(value) ? count(value) : amount(value), '']
  }
}

function amount(value: number): string {
  return value < 100 ? decimal(value) : count(Math.round(value * 10) / 10)
}

/** A difference without its sign; ratios in percentage points. */
export function metricDifference(unit: string, difference: number): string {
  const size = Math.abs(difference)
  return unit === 'ratio' ? t('points', { value: decimal(size * 100) }) : metricText(unit, size)
}
