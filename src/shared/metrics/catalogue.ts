/** Slices a metric can be asked for with `by=`. */
export const metricSlices = ['user', 'team', 'payer', 'activity', 'rating', 'system', 'kind'] as const
export type MetricSlice = (typeof metricSlices)[number]

/** What a number means, in words; one entry a metric of `GET /v1/metrics`. */
export interface MetricDefinition {
  readonly id: MetricId
  readonly name: string
  readonly definition: string
  readonly unit: 'min' | 'count' | 'ratio'
  /** Which way is better. `neutral` where neither is: idle time, for one, is held against nobody. */
  readonly direction: 'up' | 'down' | 'neutral'
  /** What the numerator and, where there is one, the denominator count. */
  readonly numerator: string
  readonly denominator: string | null
  readonly slices: readonly MetricSlice[]
}

export const metricIds = [
  'active_minutes',
  'idle_minutes',
  'touches',
  'denials_touched',
  'hidden_minutes',
  'hidden_work_tax',
] as const
export type MetricId = (typeof metricIds)[number]

const spanPeriod = 'A span belongs to the period that contains its start.'

export const metricCatalogue: readonly MetricDefinition[] = [
  {
    id: 'active_minutes',
    name: 'Active time',
    definition: `Minutes with a window in focus and input within the idle threshold of that window's rule. ${spanPeriod}`,
    unit: 'min',
    direction: 'neutral',
    numerator: 'minutes of active spans',
    denominator: null,
    slices: ['user', 'team', 'payer', 'activity', 'rating', 'system'],
  },
  {
    id: 'idle_minutes',
    name: 'Idle time',
    definition:
      'Minutes without input, from the last input on. Idle is not "not working": a payer on the phone and a paper remittance look ' +
      `the same. ${spanPeriod}`,
    unit: 'min',
    direction: 'neutral',
    numerator: 'minutes of idle spans',
    denominator: null,
    slices: ['user', 'team', 'payer', 'activity', 'rating', 'system'],
  },
  {
    id: 'touches',
    name: 'Touches',
    definition:
      "Touches that began in the period. A touch is one user's work on one denial, pauses under the touch gap included. With a payer, " +
      'those in which a span names that payer.',
    unit: 'count',
    direction: 'neutral',
    numerator: 'touches begun',
    denominator: null,
    slices: ['user', 'team'],
  },
  {
    id: 'denials_touched',
    name: 'Denials touched',
    definition:
      'Different denials with a touch that began in the period. One worked on by two users counts for each of them and once in the whole. ' +
      'With a payer, those with a touch in which a span names that payer.',
    unit: 'count',
    direction: 'neutral',
    numerator: 'different denials',
    denominator: null,
    slices: ['user', 'team'],
  },
  {
    id: 'hidden_minutes',
    name: 'Hidden work',
    definition:
      'Minutes that move no denial forward. By kind, a minute counts once in each of its kinds; in every other slice and in the whole it counts ' +
      `once, whatever the number of kinds. ${spanPeriod}`,
    unit: 'min',
    direction: 'down',
    numerator: 'minutes of tagged spans',
    denominator: null,
    slices: ['user', 'team', 'payer', 'kind'],
  },
  {
    id: 'hidden_work_tax',
    name: 'Hidden-work tax',
    definition:
      'Share of denial work that is hidden work: minutes tagged with any kind, each once, of the active minutes rated core, support or ' +
      `hidden. ${spanPeriod}`,
    unit: 'ratio',
    direction: 'down',
    numerator: 'minutes of tagged spans, each once',
    denominator: 'active minutes rated core, support or hidden',
    slices: ['user', 'team', 'payer'],
  },
]

export const isMetricId = (id: string): id is MetricId => metricIds.some((known) => known === id)

export function metricDefinition(id: MetricId): MetricDefinition {
  const found = metricCatalogue.find((metric) => metric.id === id)
  if (!found) throw new Error(`the catalogue lacks ${id}`)
  return found
}
