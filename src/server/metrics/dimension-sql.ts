import { Temporal } from 'temporal-polyfill'
import { dayOf, startOfDay } from '../../shared/business-time/index.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import { ageBuckets, valueBands } from '../../shared/denials/index.ts'
import {
  denialFilters,
  dimensionDefinition,
  isDenialDimension,
  type DenialDimension,
  type DenialFilterParameter,
  type Dimension,
  type TimeDimension,
} from '../../shared/metrics/index.ts'
import { localTime } from '../database/local-time.ts'
import { join, literal, name, sql, type Sql } from '../database/sql.ts'

/** What a filter lets through: a value, '' for none; or several values. */
export type FilterValue = string | readonly string[]
/** The filters of denials, as requests name them. Undefined: not filtered. */
export type DenialFilters = { readonly [Parameter in DenialFilterParameter]?: FilterValue | undefined }

/** The filters of denials among the parameters of a request. */
export const denialFiltersOf = (parameters: DenialFilters): DenialFilters =>
  Object.fromEntries(
    denialFilters.flatMap(({ parameter }) => {
      const value = parameters[parameter]
      return value === undefined ? [] : [[parameter, value] as const]
    }),
  )

/** How old a denial is depends on the day. @returns the instant before which a denial was received that is so many days old, or more */
export type ReceivedBefore = (days: number) => EpochMs

/** Ages in calendar days at the instant of a question: at the end of a period, those of its last day. */
export const ageAt = ({ at, now, zone }: { readonly at: EpochMs; readonly now: EpochMs; readonly zone: string }) =>
  calendarAge(at < now ? at - 1 : at, zone)
/** Ages in calendar days of the zone. */
export const calendarAge =
  (at: EpochMs, zone: string): ReceivedBefore =>
  (days) =>
    startOfDay(dayOf(at, zone).subtract(Temporal.Duration.from({ days: days - 1 })), zone)

/** The dimensions that are more than their column, of a denial `d` and its owner's row in users, `o`. */
const special: { readonly [Id in DenialDimension]?: (receivedBefore: ReceivedBefore) => Sql } = {
  team: () => sql`o.team`,
  carc: () => sql`d.carcs[1]`,
  rarc: () => sql`d.rarcs[1]`,
  value_band: () => valueBand,
  age_bucket: (receivedBefore) =>
    steps(
      sql`d.received`,
      ageBuckets.map(({ id, fromDays }) => [id, sql`< ${receivedBefore(fromDays)}::bigint`]),
    ),
}

const valueBand = steps(
  sql`d.denied_cents`,
  valueBands.map(({ id, fromCents }) => [id, sql`>= ${literal(fromCents)}`]),
)

/** SQL of the last of some rising steps that a column has reached; the first one where it has reached none, and null where it is null. */
function steps(column: Sql, [first, ...others]: readonly (readonly [id: string, reached: Sql])[]): Sql {
  const cases = others.toReversed().map(([id, reached]) => sql`when ${column} ${reached} then ${literal(id)}`)
  return sql`(case ${join(cases, ' ')} when ${column} is not null then ${literal(first?.[0] ?? '')} end)`
}

/**
 * SQL of a dimension's value, of a denial `d` and its owner's row in users, `o`. Null or '': not known.
 * @param appealLevel of what is counted; left out: of the denial's latest appeal
 */
export function denialDimension(
  id: DenialDimension,
  receivedBefore: ReceivedBefore,
  appealLevel: Sql = sql`d.appeal_level`,
): Sql {
  if (id === 'appeal_level') return appealLevel
  return special[id]?.(receivedBefore) ?? name(`d.${dimensionDefinition(id).column ?? id}`)
}

/** The same of any dimension; null where denials do not have it. */
export const denialKey = (dimension: Dimension, receivedBefore: ReceivedBefore, appealLevel?: Sql): Sql =>
  isDenialDimension(dimension) ? denialDimension(dimension, receivedBefore, appealLevel) : sql`null`

/** Conditions on a denial `d` and its owner's row in users, `o`. */
export function denialConditions(filters: DenialFilters, receivedBefore: ReceivedBefore, appealLevel?: Sql): Sql[] {
  return denialFilters.flatMap(({ id, parameter }) => {
    const value = filters[parameter]
    return value === undefined ? [] : [isAmong(denialDimension(id, receivedBefore, appealLevel), value)]
  })
}

/** Condition: a dimension has the value that a filter lets through. */
export const isAmong = (dimension: Sql, value: FilterValue): Sql =>
  typeof value === 'string'
    ? sql`coalesce(${dimension}, '') = ${value}::text`
    : sql`coalesce(${dimension}, '') = any(${value}::text[])`

/** SQL of the first day of the day, week or month that an instant lies in, as 2026-11-16. @param at SQL of a bigint */
export const timeDimension = (unit: TimeDimension, at: Sql, zone: string): Sql =>
  sql`to_char(date_trunc(${literal(unit)}, ${localTime(at, zone)}), 'YYYY-MM-DD')`
