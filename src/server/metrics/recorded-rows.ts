import { isTimeDimension, type Dimension } from '../../shared/metrics/index.ts'
import { sql, type Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import * as manual from '../rollups/manual-time-rows.ts'
import { activityRows, activityTotals, claimRows, personRows } from '../rollups/time-rows.ts'
import { splitsTime, type MetricQuery } from './metric-query.ts'
import { isPersonDimension } from './people-keys.ts'

/**
 * Recorded time by what the window was: rows `(presence, rating, ms)` with a column for each dimension asked for, from the smallest rollup that has
 * them all. `user_id` is there only where the question splits by people, and `at` only where it splits by time.
 */
export const recordedRows = (scope: Scope, query: MetricQuery): Sql =>
  smallest(query)[0](scope, query.filters, rowsZone(query))

/** Captured time by what the window or the call was: rows `(presence, call, ms)`, with the same columns besides. */
export const callRows = (scope: Scope, query: MetricQuery): Sql =>
  byWindow(query)[0](scope, query.filters, rowsZone(query))

/** The same as `recordedRows` with manual work, where the tenant counts that as effort. */
export const workRows = (scope: Scope, query: MetricQuery): Sql => withManual(...smallest(query))(scope, query)

/** The same with manual work by how a claim came to the time. */
export const workByClaimRows = (scope: Scope, query: MetricQuery): Sql => withManual(...byWindow(query))(scope, query)

/** Rows of `claimRows`, with manual work on claims where the tenant counts that as effort. */
export const claimWorkRows = withManual(
  claimRows,
  (scope, filters, zone) =>
    sql`select * from (${manual.manualClaimRows(scope, filters, zone)}) on_claims where attribution <> ''`,
)

type Rows = typeof activityRows

function smallest(query: MetricQuery): readonly [captured: Rows, byHand: Rows] {
  const { dimensions } = query
  return dimensions.some(isPersonDimension) && dimensions.every(isOfPerson)
    ? [personRows, manual.manualPersonRows]
    : byWindow(query)
}

const byWindow = ({ dimensions }: MetricQuery): readonly [captured: Rows, byHand: Rows] =>
  dimensions.some(isPersonDimension)
    ? [activityRows, manual.manualActivityRows]
    : [activityTotals, manual.manualActivityTotals]

function withManual(captured: Rows, byHand: Rows): (scope: Scope, query: MetricQuery) => Sql {
  return (scope, query) => {
    const zone = rowsZone(query)
    const rows = captured(scope, query.filters, zone)
    if (query.manualTime === 'apart') return rows
    return sql`${rows} union all ${byHand(scope, query.filters, zone)}`
  }
}

/** What rollups are told, so that their rows have `at`. */
export const rowsZone = (query: MetricQuery): string | undefined => (splitsTime(query) ? query.zone : undefined)

const isOfPerson = (dimension: Dimension) =>
  isPersonDimension(dimension) || isTimeDimension(dimension) || dimension === 'rating'
