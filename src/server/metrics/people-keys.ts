import type { MetricSlice } from '../../shared/metrics/index.ts'
import type { Parameters } from '../database/parameters.ts'
import type { MetricQuery } from './metric-query.ts'

export const isPersonSlice = (slice: MetricSlice) => slice === 'user' || slice === 'team'

/** SQL of who did the work: people are named, as they are in the filter `user=`. */
export const personKey = (slice: MetricSlice): string => (slice === 'user' ? 'person.name' : 'person.team')

/** ` join users person …` where people are asked for. @param rows alias of rows with a user_id. */
export function people({ by, slice }: MetricQuery, parameters: Parameters, rows: string): string {
  return by.some(isPersonSlice)
    ? ` join users person on person.tenant_id = ${parameters.add(slice.tenantId)} and person.user_id = ${rows}.user_id`
    : ''
}
