import type { Queries } from '../database/database.ts'
import { numberArray, textArray } from './arrays.ts'
import type { HashedRecord } from './check-batch.ts'

/** Whose records are being stored. */
export interface Source {
  readonly tenantId: string
  readonly deviceId: string
  readonly epoch: string
  readonly userId: string
}

// One statement: what is counted is exactly what was new. The rollup's rows are taken in key order, so that two devices of one
// user, which add to the same rows, cannot wait for each other.
const insertSpans = `
  with fresh as (
    insert into spans (
      tenant_id, device_id, epoch, user_id, seq, hash, started_at, ended_at, presence, activity, rating, system, system_kind, payer,
      app, rule_id, rule_set_version, denial_token
    )
    select $1, $2, $3, $4, r.*
    from unnest(
      $5::bigint[], $6::uuid[], $7::bigint[], $8::bigint[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[],
      $15::text[], $16::text[], $17::int[], $18::text[]
    ) as r
    on conflict (tenant_id, device_id, epoch, seq) do nothing
    returning started_at, ended_at, presence, activity, rating, system, payer, denial_token
  )
  insert into activity_quarters (tenant_id, quarter, user_id, presence, activity, rating, system, payer, attributed, ms, spans)
  select
    $1, started_at - started_at % 900000 as quarter, $4, presence, coalesce(activity, '') as activity, coalesce(rating, '') as rating,
    coalesce(system, '') as system, coalesce(payer, '') as payer, denial_token is not null as attributed,
    sum(ended_at - started_at)::bigint, count(*)
  from fresh
  group by 2, 4, 5, 6, 7, 8, 9
  order by 2, 4, 5, 6, 7, 8, 9
  on conflict (tenant_id, quarter, user_id, presence, activity, rating, system, payer, attributed)
  do update set ms = activity_quarters.ms + excluded.ms, spans = activity_quarters.spans + excluded.spans`

/** Stores spans and adds the new ones to the quarter-hour rollup. */
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
    source.epoch,
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
    textArray(records.map((span) => span.denialToken)),
  ])
}
