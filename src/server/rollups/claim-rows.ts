import { claimColumns, ON_A_CLAIM } from './sums.ts'
import type { Slice } from './filters.ts'
import { foldedRows } from './rolled-up-rows.ts'
import type { Parameters } from '../database/parameters.ts'

/**
 * Rows `(user_id, claim_token, category, ms)` whose sum is the active time of spans with a claim token that start in the slice. A claim and
 * person may have several rows. (`payer` is there too: '' where the span names none.) The category is that of the denial the work counts to as it was
 * when it was looked at last, '' where none was known; null: it was not looked at. Of a claim that waits to be judged it may be another by now.
 */
export function claimRows(slice: Slice, parameters: Parameters): string {
  return foldedRows(
    {
      days: 'claim_days',
      quarters: null,
      facts: 'spans',
      columns: [...claimColumns, category],
      only: ON_A_CLAIM,
      perPerson: true,
    },
    slice,
    parameters,
  )
}

const category = { name: 'category', fromFact: 'null::text' }
