import { grouped } from '../../../../src/shared/grouped.ts'
import type { MetricAnswer, MetricRow } from '../../../../src/shared/contract/metrics.ts'
import {
  dimensions as registry,
  type DimensionDefinition,
  type MetricId,
} from '../../../../src/shared/metrics/index.ts'
import type { AnsweredRow, Filters, Oracle } from '../../../oracle/metrics/answer.ts'
import { askMetrics } from '../ask-metrics.ts'
import type { Asked, Period } from './questions.ts'
import type { WorldEndpoint } from './people.ts'

export interface Compared {
  /** Values that both have. */
  values: number
  readonly mismatches: string[]
  /** Metrics with a value other than 0. */
  readonly withValue: Set<MetricId>
  /** Metrics with a median. */
  readonly withMedian: Set<MetricId>
}

/** An answer of the endpoint with its question. */
interface Answered {
  readonly id: MetricId
  readonly period: Period
  readonly dimensions: readonly string[]
  readonly filters: Readonly<Record<string, string>>
  readonly answer: MetricAnswer
}

/** Asks the endpoint as a screen does, and compares each answer with the oracle's. */
export async function compareAll(
  endpoint: WorldEndpoint,
  oracle: Oracle,
  now: number,
  questions: readonly Asked[],
): Promise<Compared> {
  const found: Compared = { values: 0, mismatches: [], withValue: new Set(), withMedian: new Set() }
  const answered: Answered[] = []
  for (const asked of questions) answered.push(...(await askEndpoint(endpoint, asked)))
  // The oracle reads a metric and a period once for all questions about it.
  for (const ofMetric of grouped(answered, ({ id }) => id).values()) {
    for (const { id, period, dimensions, filters, answer } of ofMetric) {
      const used = applied(filters, answer.ignoredFilters)
      const place = [id, dimensions.join(), JSON.stringify(filters), period.name].join(' | ')
      compareRows(id, place, answer.rows, oracle.answer(id, { ...period, now }, dimensions, used), found)
      check(`${place} | target`, answer.target, oracle.target(id), found)
    }
  }
  return found
}

async function askEndpoint(endpoint: WorldEndpoint, asked: Asked): Promise<Answered[]> {
  const { dimensions, filters, periods } = asked
  return (await askMetrics(endpoint, asked)).flatMap(({ id, periods: answers }) =>
    answers.map((answer, index) => ({ id, period: periods[index] as Period, dimensions, filters, answer })),
  )
}

/** Filters by dimension, less those that the answer says were ignored. */
function applied(filters: Readonly<Record<string, string>>, ignored: readonly string[]): Filters {
  const known = new Map(registry.map((dimension: DimensionDefinition) => [dimension.parameter, dimension]))
  return Object.fromEntries(
    Object.entries(filters).flatMap(([parameter, text]) => {
      const { id, values } = known.get(parameter) ?? { id: parameter }
      if (ignored.includes(id)) return []
      const isList = values !== undefined
      return [[id, text === '' ? [null] : isList ? text.split(',') : [text]]]
    }),
  )
}

const parts = ['value', 'numerator', 'denominator', 'p50', 'p90'] as const

/** Sums of which a key may have a row of 0, or none: of other time of the person, or other waiting, something is known. */
const noneIsZero: ReadonlySet<MetricId> = new Set<MetricId>([
  'touches',
  'denials_touched',
  'hidden_minutes',
  'hidden_cost',
  'idle_minutes',
  'unclear_ownership_hours',
])

function compareRows(
  id: MetricId,
  place: string,
  rows: readonly MetricRow[],
  read: readonly AnsweredRow[],
  found: Compared,
): void {
  const answered = new Map(rows.map((row) => [JSON.stringify(row.keys), row]))
  const own = new Map(read.map((row) => [JSON.stringify(row.keys), row]))
  for (const keys of new Set([...answered.keys(), ...own.keys()])) {
    const [row, other] = [answered.get(keys), own.get(keys)]
    // A rate without a value has no row, or one without parts.
    if ((row?.value ?? null) === null && (other?.value ?? null) === null) continue
    if (noneIsZero.has(id) && (row?.value ?? 0) === 0 && (other?.value ?? 0) === 0) continue
    for (const part of parts) {
      const [given, expected] = [row?.[part] ?? null, other?.[part] ?? null]
      // Most metrics have no median.
      if ((part === 'p50' || part === 'p90') && given === null) continue
      check(`${place} | ${keys} | ${part}`, given, expected, found)
    }
    if ((row?.value ?? 0) !== 0) found.withValue.add(id)
    if ((row?.p50 ?? null) !== null) found.withMedian.add(id)
  }
}

function check(place: string, given: number | null, expected: number | null, found: Compared): void {
  if (given !== null || expected !== null) found.values += 1
  if (!isEqual(given, expected)) found.mismatches.push(`${place}: answered ${given}, read ${expected}`)
}

/** Sums of fractions differ in their last digits by the order. */
const isEqual = (one: number | null, other: number | null): boolean =>
  one === other ||
  (one !== null && other !== null && Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one), Math.abs(other)))
