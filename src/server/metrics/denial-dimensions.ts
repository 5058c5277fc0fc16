import type { DenialSliceName, MetricSlice } from '../../shared/metrics/index.ts'
import { denialSlices } from '../../shared/metrics/index.ts'
import { ageBuckets, valueBands } from '../../shared/denials/index.ts'
import type { Parameters } from '../database/parameters.ts'
import type { DenialFilter, InstantSql } from './metric-query.ts'
import { MS_A_DAY } from './metric-query.ts'

const valueBand = `(case ${valueBands
  .toReversed()
  .map(({ id, fromCents }) => (fromCents === 0 ? `else '${id}'` : `when d.denied_cents >= ${fromCents} then '${id}'`))
  .join(' ')} end)`

const ageBucket = (at: InstantSql) =>
  `(case ${ageBuckets
    .toReversed()
    .map(({ id, fromDays }) =>
      fromDays === 0 ? `else '${id}'` : `when ${at()} - d.received >= ${fromDays * MS_A_DAY} then '${id}'`,
    )
    .join(' ')} end)`

/**
 * SQL of a denial's slice: of `d`, a denial, and `o`, its owner's row in users. Null or '': not known.
 * @param at the instant ages are taken at.
 */
export function denialDimension(slice: DenialSliceName, at: InstantSql): string {
  switch (slice) {
    case 'user':
      return 'd.owner'
    case 'team':
      return 'o.team'
    case 'value_band':
      return valueBand
    case 'age_bucket':
      return ageBucket(at)
    case 'carc':
      return 'd.carcs[1]'
    case 'payer':
    case 'category':
    case 'service_line':
    case 'provider':
    case 'location':
    case 'state':
    case 'queue':
      return `d.${slice}`
  }
}

export const isDenialSlice = (slice: MetricSlice): slice is DenialSliceName =>
  denialSlices.some((known) => known === slice)

/** ` and …` for what a query is narrowed to by the denial itself. */
export function denialConditions(filter: DenialFilter, parameters: Parameters, at: InstantSql): string {
  return (Object.keys(filter) as (keyof DenialFilter)[])
    .map((name) => {
      const value = filter[name]
      if (value === undefined) return ''
      return ` and coalesce(${denialDimension(name, at)}, '') = ${parameters.add(value)}`
    })
    .join('')
}

export const isFiltered = (filter: DenialFilter): boolean => Object.values(filter).some((value) => value !== undefined)
