/** Slices a metric can be asked for with `by=`. */
export const metricSlices = [
  'user',
  'team',
  'shift',
  'payer',
  'category',
  'service_line',
  'provider',
  'location',
  'value_band',
  'age_bucket',
  'carc',
  'state',
  'queue',
  'activity',
  'rating',
  'system',
  'kind',
] as const
export type MetricSlice = (typeof metricSlices)[number]

export type MetricUnit = 'min' | 'hours' | 'days' | 'count' | 'ratio' | 'cents' | 'cents_per_hour'

export const metricGroups = ['outcome', 'time', 'sla', 'bottleneck', 'team'] as const
export type MetricGroup = (typeof metricGroups)[number]

/** What a number means, in words; one entry a metric of `GET /v1/metrics`. */
export interface MetricDefinition<Id extends string = string> {
  readonly id: Id
  readonly group: MetricGroup
  readonly name: string
  readonly definition: string
  readonly unit: MetricUnit
  /** Which way is better. `neutral` where neither is: idle time, for one, is held against nobody. */
  readonly direction: 'up' | 'down' | 'neutral'
  /** The field's benchmark, in the metric's unit; null where there is none. A tenant may aim at another. */
  readonly target: number | null
  /** What the numerator and, where there is one, the denominator count. */
  readonly numerator: string
  readonly denominator: string | null
  readonly slices: readonly MetricSlice[]
  /** What stands behind it: denials, which `GET /v1/metrics/{id}/rows` lists, recorded time, claims, or touches. */
  readonly about: 'denials' | 'time' | 'claims' | 'touches'
}

/** What a denial is sliced by. `user` and `team` are its owner's. */
export const denialSlices = [
  'user',
  'team',
  'payer',
  'category',
  'service_line',
  'provider',
  'location',
  'value_band',
  'age_bucket',
  'carc',
  'state',
  'queue',
] as const satisfies readonly MetricSlice[]
export type DenialSliceName = (typeof denialSlices)[number]

/** What work is sliced by through the denial it was for; work that no denial is known for stands under "not known". */
export const workedDenialSlices = [
  'category',
  'service_line',
  'provider',
  'location',
  'value_band',
  'carc',
  'queue',
] as const satisfies readonly MetricSlice[]
