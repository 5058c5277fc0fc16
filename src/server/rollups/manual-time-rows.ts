import type { Parameters } from '../database/parameters.ts'
import { userFilter } from './filters.ts'
import type { Slice } from './filters.ts'

/** SQL: whether a row `n` of manual_time is what holds of its stretch. Of two of one revision, as a cloned computer makes them, it is one of them, always the same. */
export const isLatest = `not n.withdrawn and not exists (
  select 1 from manual_time later
  where later.tenant_id = n.tenant_id and later.device_id = n.device_id and later.manual_time_id = n.manual_time_id
    and (later.revision, later.generation, later.seq) > (n.revision, n.generation, n.seq))`

/**
 * Rows `(user_id, kind, ms)` whose sum is the time people named in the period: stretches that reach beyond it count with what lies in it, and
 * what a person named twice, as on two computers, counts to the one that began first.
 */
export function manualTimeRows(slice: Slice, parameters: Parameters): string {
  const from = `${parameters.add(slice.from)}::bigint`
  const to = `${parameters.add(slice.to)}::bigint`
  return `select clipped.user_id, clipped.kind, greatest(0, clipped.until - greatest(clipped.since, coalesce(
      max(clipped.until) over (
        partition by clipped.user_id order by clipped.since, clipped.until, clipped.device_id, clipped.manual_time_id
        rows between unbounded preceding and 1 preceding),
      clipped.since)))::bigint as ms
    from (
      select n.user_id, n.kind, n.device_id, n.manual_time_id, greatest(n.started_at, ${from}) as since, least(n.ended_at, ${to}) as until
      from manual_time n
      where n.tenant_id = ${parameters.add(slice.tenantId)} and n.ended_at > ${from} and n.started_at < ${to}${userFilter(slice, parameters, 'n')}
        and ${isLatest}
    ) clipped`
}
