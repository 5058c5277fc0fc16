import { claimColumns, ON_A_CLAIM } from '../rollups/sums.ts'
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
