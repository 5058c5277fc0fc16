import { name, sql, type Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import type { Filters } from './filters.ts'
import { rolledUpRows } from './rolled-up-rows.ts'
import { claimColumns, ON_A_CLAIM } from './sums.ts'

/**
 * Rows `(user_id, claim_token, payer, category, ms)` that add up to the active time on claims. `payer` '': unidentified. `category` '': no
 * denial; null: not looked up; outdated for a dirty claim (docs/decisions/0009).
 * @param zone IANA; with it rows have `at`, an instant of their local day
 */
export function claimRows(scope: Scope, filters: Filters, zone?: string): Sql {
  return rolledUpRows(
    scope,
    {
      days: 'claim_days',
      buckets: null,
      facts: 'spans',
      columns: [...claimColumns, { name: name('category'), fromFact: sql`null::text` }],
      only: ON_A_CLAIM,
      perPerson: true,
      zone,
    },
    filters,
  )
}
