import { count, dollars, percent } from './format.ts'

/** A metric's value as text, by the unit its answer names. Null is `–`: no data is never 0. */
export function metricText(unit: string, value: number | null): string {
  const [number, suffix] = metricParts(unit, value)
  return suffix === '' ? number : `${number} ${suffix}`
}

/** The same in two: the number, and what stands small behind it. */
export function metricParts(unit: string, value: number | null): readonly [number: string, suffix: string] {
  if (value === null) return ['–', '']
  switch (unit) {
    case 'ratio':
      return [percent(value).replace(' %', ''), '%']
    case 'cents':
      return [dollars(value), '']
    case 'cents_per_hour':
      return [dollars(value), '/ h']
    case 'min':
      return value >= 600 ? [decimal(value / 60), 'h'] : [decimal(value), 'min']
    case 'hours':
      return [decimal(value), 'h']
    case 'days':
      return [decimal(value), 'd']
    default:
      return [Number.isInteger(value) ? count(value) : decimal(value), '']
  }
}

function decimal(value: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: value < 100 ? 1 : 0, maximumFractionDigits: 1 })
}

/** A difference without its sign: ratios in points. */
export function metricDifference(unit: string, difference: number): string {
  return unit === 'ratio' ? `${(Math.abs(difference) * 100).toFixed(1)} points` : metricText(unit, Math.abs(difference))
}
