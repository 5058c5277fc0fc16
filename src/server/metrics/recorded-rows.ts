import { isTimeDimension, type Dimension } from '../../shared/metrics/index.ts'
import type { Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import { activityRows, activityTotals, personRows } from '../rollups/time-rows.ts'
import { splitsTime, type MetricQuery } from './metric-query.ts'
import { isPersonDimension } from './people-keys.ts'

/**
 * Recorded time by what the window was: rows `(presence, rating, ms)` with a column for each dimension asked for, from the smallest rollup that has
 * them all. `user_id` is there only where the question splits by people, and `at` only where it splits by time.
 */
export function recordedRows(scope: Scope, query: MetricQuery): Sql {
  const { dimensions, filters } = query
  const zone = rowsZone(query)
  if (!dimensions.some(isPersonDimension)) return activityTotals(scope, filters, zone)
  return dimensions.every(isOfPerson) ? personRows(scope, filters, zone) : activityRows(scope, filters, zone)
}

/** What rollups are told, so that their rows have `at`. */
export const rowsZone = (query: MetricQuery): string | undefined => (splitsTime(query) ? query.zone : undefined)

const isOfPerson = (dimension: Dimension) =>
  isPersonDimension(dimension) || isTimeDimension(dimension) || dimension === 'rating'
