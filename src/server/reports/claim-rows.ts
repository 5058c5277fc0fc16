import { claimColumns, ON_A_CLAIM } from '../rollups/sums.ts'
import { startFilter, touchPayerFilter, userFilter } from './filters.ts'
import type { Slice } from './filters.ts'
import { foldedRows } from './folded-rows.ts'
import type { Parameters } from './parameters.ts'

/**
 * Rows `(user_id, denial_token, ms)` whose sum is the active time of spans with a denial token that start in the slice. A claim and
 * person may have several rows. (`payer` is there too: '' where the span names none.)
 */
export function claimRows(slice: Slice, parameters: Parameters): string {
  return foldedRows(
    { days: 'claim_days', quarters: null, facts: 'spans', columns: claimColumns, only: ON_A_CLAIM, perPerson: true },
    slice,
    parameters,
  )
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
