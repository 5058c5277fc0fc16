import type { Queries } from '../database/database.ts'
import { numberArray, textArray } from '../database/arrays.ts'
import type { HashedRecord } from './check-batch.ts'
import type { Source } from './store-spans.ts'

// A tag carries its span's times and payer, so it is counted whether or not the span has arrived. The union counts a span with its
// first tag, whichever batch that comes in.
const insertHiddenTags = `
  with fresh as (
    insert into hidden_tags (
      tenant_id, device_id, generation, user_id, seq, hash, hidden_id, kind, span_seq, started_at, ended_at, payer, system, claim_token
    )
    select $1, $2, $3, $4, r.*
    from unnest(
      $5::bigint[], $6::uuid[], $7::text[], $8::text[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[], $13::text[], $14::text[]
    ) as r
    returning seq, span_seq, started_at, ended_at, payer
  )
  insert into tagged_spans (tenant_id, device_id, generation, span_seq, user_id, started_at, ended_at, payer, first_seq)
  select distinct on (span_seq) $1, $2, $3, span_seq, $4, started_at, ended_at, payer, seq
  from fresh
  order by span_seq, seq
  on conflict (tenant_id, device_id, generation, span_seq) do nothing`

/** Stores tags of hidden work that are new, and each span they tag once for the union. */
export async function storeHiddenTags(
  queries: Queries,
  source: Source,
  tags: readonly HashedRecord<'hidden_tag'>[],
): Promise<void> {
  if (tags.length === 0) return
  const records = tags.map(({ record }) => record)
  await queries.query(insertHiddenTags, [
    source.tenantId,
    source.deviceId,
    source.generation,
    source.userId,
    numberArray(records.map((tag) => tag.seq)),
    `{${tags.map(({ hash }) => hash).join(',')}}`,
    textArray(records.map((tag) => tag.hiddenId)),
    textArray(records.map((tag) => tag.hiddenKind)),
    numberArray(records.map((tag) => tag.spanSeq)),
    numberArray(records.map((tag) => tag.startedAt)),
    numberArray(records.map((tag) => tag.endedAt)),
    textArray(records.map((tag) => tag.payer)),
    textArray(records.map((tag) => tag.system)),
    textArray(records.map((tag) => tag.claimToken)),
  ])
}
