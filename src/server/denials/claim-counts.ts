import type { ClaimCounts } from '../../shared/contract/denials.ts'
import type { Database } from '../database/database.ts'
import { tenantZone } from '../identity/tenant.ts'
import { numberArray, textArray } from '../database/arrays.ts'
import { DayStarts } from './days.ts'

/** Keeps what a billing system counted; of a day and payer told twice in one body the last counts. */
export async function storeClaimCounts(database: Database, tenantId: string, { rows }: ClaimCounts): Promise<void> {
  const days = new DayStarts(await tenantZone(database, tenantId))
  await days.learn(
    database,
    rows.map(({ day }) => day),
  )
  const latest = [...new Map(rows.map((row) => [`${row.day} ${row.payer}`, row])).values()]
  if (latest.length === 0) return
  await database.query(
    `insert into claim_counts (tenant_id, day, payer, submitted, accepted, clean)
     select $1, day, payer, submitted, accepted, clean
     from unnest($2::bigint[], $3::text[], $4::int[], $5::int[], $6::int[]) as r(day, payer, submitted, accepted, clean)
     on conflict (tenant_id, day, payer) do update set
       submitted = excluded.submitted, accepted = excluded.accepted, clean = excluded.clean`,
    [
      tenantId,
      numberArray(latest.map(({ day }) => days.of(day))),
      textArray(latest.map(({ payer }) => payer)),
      numberArray(latest.map(({ submitted }) => submitted)),
      numberArray(latest.map(({ accepted }) => accepted)),
      numberArray(latest.map(({ clean }) => clean)),
    ],
  )
}
