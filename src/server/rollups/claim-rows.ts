import { name, sql } from '../database/sql.ts'
import type { Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import type { Filters } from './filters.ts'
import { rolledUpRows } from './rolled-up-rows.ts'
import { claimColumns, ON_A_CLAIM } from './sums.ts'

/**
 * Rows `(user_id, claim_token, payer, category, ms)` whose sum is the active time of spans with a claim token that start in the period. A
 * claim and person may have several rows. `payer` is '' where the span names none. `category` is that of the denial the work counted to
 * when it was last looked up: '' where none was known, null when it was not looked up. For a dirty claim it may be out of date.
 * @param zone IANA; with it rows have `at`, an instant of the local day that their time belongs to
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
