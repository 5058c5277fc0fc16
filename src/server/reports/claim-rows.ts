import type { Parameters } from './parameters.ts'
import { payerFilter, startFilter, touchPayerFilter, userFilter } from './slice.ts'
import type { Slice } from './slice.ts'

/**
 * Rows `(user_id, denial_token, ms)` whose sum is the active time of spans with a denial token that start in the slice. A claim and
 * person may have several rows.
 */
export function claimRows(slice: Slice, parameters: Parameters): string {
  return `select s.user_id, s.denial_token, s.ended_at - s.started_at as ms
    from spans s
    where s.tenant_id = ${parameters.add(slice.tenantId)}${startFilter(slice, parameters, 's')}${userFilter(
      slice,
      parameters,
      's',
    )}${payerFilter(slice, parameters, 's')} and s.presence = 'active' and s.denial_token is not null`
}

/** Rows `(user_id, denial_token, touches)`, whose sum is the number of touches that start in the slice. */
export function claimTouches(slice: Slice, parameters: Parameters): string {
  return `select t.user_id, t.denial_token, count(*) as touches
    from touches t
    where t.tenant_id = ${parameters.add(slice.tenantId)}${startFilter(slice, parameters, 't')}${userFilter(
      slice,
      parameters,
      't',
    )}${touchPayerFilter(slice, parameters)}
    group by t.user_id, t.denial_token`
}
