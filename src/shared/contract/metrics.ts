import { z } from 'zod'
import { instant, nullableName } from './answer-fields.ts'
import { denialRow } from './denials.ts'
import { countedOn, metricGroups, type CountedOn } from '../metrics/index.ts'

const number = z.number().nullable()

/** `GET /v1/metrics`: what a metric's number means. */
export const metricEntry = z.object({
  id: z.string(),
  group: z.enum(metricGroups),
  name: z.string(),
  definition: z.string(),
  unit: z.string(),
  direction: z.enum(['up', 'down', 'neutral']),
  target: number,
  numerator: z.string(),
  denominator: nullableName,
  dimensions: z.array(z.string()).readonly(),
  population: z.enum(['denials', 'time', 'claims', 'touches']),
  countedOn: z
    .enum(Object.keys(countedOn) as CountedOn[])
    .nullable()
    .describe('the instant that places what is counted in a period; null: it cannot be split by day, week or month'),
})
export type MetricEntry = z.output<typeof metricEntry>

/** One value of a metric: of the whole, or of one combination of the dimensions asked for. */
export const metricRow = z.object({
  key: nullableName.describe(
    'the dimension’s value; empty for the whole, null for not known. Of several dimensions: their values with a dot between',
  ),
  keys: z.array(nullableName).readonly().describe('one value for each dimension asked for, in order'),
  value: number.describe('null: no data behind it. Never 0 for no data'),
  numerator: number,
  denominator: number,
  p50: number.describe('where a mean hides the tail, in the metric’s unit; null elsewhere'),
  p90: number,
})
export type MetricRow = z.output<typeof metricRow>

/** `GET /v1/metrics/{id}` */
export const metricAnswer = z.object({
  id: z.string(),
  unit: z.string(),
  target: number.describe('what the tenant aims at, else the industry benchmark; null: there is none'),
  unattributedShare: number.describe('beside effort metrics: share of denial work without a claim, in [0, 1]'),
  ignoredFilters: z
    .array(z.string())
    .readonly()
    .describe('filters of the question that this metric cannot apply: its numbers are of everything in them'),
  asOf: instant.describe('when it was found: now, or up to 20 s ago where finding it is expensive'),
  recordsFrom: instant
    .nullable()
    .describe(
      'the period begins before this instant, up to which single records were deleted by retention: sums of time and touches are whole, what is made of single records begins here; null: nothing of the period was deleted',
    ),
  rows: z.array(metricRow).readonly(),
})
export type MetricAnswer = z.output<typeof metricAnswer>

/** `GET /v1/metrics/{id}/rows`: the denials a metric counts, with what each adds to it. */
export const metricDenialRow = denialRow.extend({ numerator: z.number(), denominator: z.number() })
export type MetricDenialRow = z.output<typeof metricDenialRow>
