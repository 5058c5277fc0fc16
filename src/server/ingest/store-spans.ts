import type { Queries } from '../database/database.ts'
import { numberArray, textArray } from '../database/arrays.ts'
import type { HashedRecord } from './check-batch.ts'

/** Whose records are being stored. */
export interface Source {
  readonly tenantId: string
  readonly deviceId: string
  readonly generation: string
  readonly userId: string
}

// The batches of a device take turns and what is known has been left out, so that no key is taken: one that is would be an error.
const insertSpans = `
  insert into spans (
    tenant_id, device_id, generation, user_id, seq, hash, started_at, ended_at, presence, activity, rating, system, system_kind, payer,
    app, rule_id, rule_set_version, claim_token
  )
  select $1, $2, $3, $4, r.*
  from unnest(
    $5::bigint[], $6::uuid[], $7::bigint[], $8::bigint[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
    $15::text[], $16::text[], $17::int[], $18::text[]
  ) as r`

/** Stores spans that are new; they are counted at once and folded later, see store-unfolded.ts. */
export async function storeSpans(
  queries: Queries,
  source: Source,
  spans: readonly HashedRecord<'span'>[],
): Promise<void> {
  if (spans.length === 0) return
  const records = spans.map(({ record }) => record)
  await queries.query(insertSpans, [
    source.tenantId,
    source.deviceId,
    source.generation,
    source.userId,
    numberArray(records.map((span) => span.seq)),
    `{${spans.map(({ hash }) => hash).join(',')}}`,
    numberArray(records.map((span) => span.startedAt)),
    numberArray(records.map((span) => span.endedAt)),
    textArray(records.map((span) => span.presence)),
    textArray(records.map((span) => span.activity)),
    textArray(records.map((span) => span.rating)),
    textArray(records.map((span) => span.system)),
    textArray(records.map((span) => span.systemKind)),
    textArray(records.map((span) => span.payer)),
    textArray(records.map((span) => span.app)),
    textArray(records.map((span) => span.ruleId)),
    numberArray(records.map((span) => span.ruleSetVersion)),
    textArray(records.map((span) => span.claimToken)),
  ])
}
