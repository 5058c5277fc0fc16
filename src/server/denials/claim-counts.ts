import type { ClaimCounts } from '../../shared/contract/denials.ts'
import type { Acting } from '../audit/append.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Database } from '../database/database.ts'
import { claimCounts } from '../database/schema/denials.ts'
import { sql } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import { tenantZone } from '../identity/tenant.ts'
import { DayStarts } from './days.ts'

/**
 * Stores the counts of a billing system. Of two rows with the same day and payer the last counts.
 * @param sample they are of the sample world
 */
export async function storeClaimCounts(
  database: Database,
  { rows }: ClaimCounts,
  { record }: Acting,
  sample = false,
): Promise<void> {
  const days = new DayStarts(await tenantZone(database))
  const latest = [...new Map(rows.map((row) => [`${row.day} ${row.payer}`, row])).values()]
  const named = latest.map(({ day }) => day)
  await days.load(database, named)
  const inserted = latest.map((row) => ({ ...row, day: days.of(row.day), sample }))
  await database.transaction(async (queries) => {
    await queries.query(
      sql`${bulkInsert(claimCounts, columnNames(claimCounts), inserted)}
        on conflict (day, payer) do update set
          submitted = excluded.submitted, accepted = excluded.accepted, clean = excluded.clean, sample = excluded.sample`,
    )
    const [first, last] = [named.toSorted()[0], named.toSorted().at(-1)]
    await record(queries, {
      action: 'claim_counts_saved',
      object: 'claim-counts',
      after: { rows: latest.length, first, last },
    })
  })
}
