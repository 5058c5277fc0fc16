import type { MetricSlice } from '../../shared/metrics/index.ts'
import type { Parameters } from '../database/parameters.ts'
import { activityRows, activityTotals, personRows } from '../rollups/time-rows.ts'
import type { MetricQuery } from './metric-query.ts'
import { isPersonSlice } from './people-keys.ts'

/**
 * Recorded time by what the window was: rows `(presence, rating, ms)` with a column for each slice asked for, from the smallest sums that have
 * them all. People are there as `user_id`, and only where they are asked for.
 */
export function recordedRows({ by, slice }: Pick<MetricQuery, 'by' | 'slice'>, parameters: Parameters): string {
  if (!by.some(isPersonSlice)) return activityTotals(slice, parameters)
  return by.every(isOfPersons) ? personRows(slice, parameters) : activityRows(slice, parameters)
}

const isOfPersons = (slice: MetricSlice) => isPersonSlice(slice) || slice === 'rating'
