import type { ClaimTag } from '../../shared/hidden-work/index.ts'
import type { Database, Queries } from '../database/database.ts'
import { numberArray, textArray } from '../database/arrays.ts'
import { currentRules } from '../rules/rules-store.ts'
import { readSettings } from '../settings/settings-store.ts'
import type { ForecastSource } from '../forecast/recovery-forecast.ts'
import { tagsOfClaims } from './claim-facts.ts'
import type { StoredSpan } from './claim-facts.ts'
import { keepClaimDayCategories } from './claim-day-categories.ts'
import { countTouches } from './count-touches.ts'
import { keepTouchFacts } from './touch-facts.ts'
import { queueClaims } from './dirty-claims.ts'

/** How much one transaction takes: on the embedded store nothing else runs meanwhile. */
const CHANGES_AT_ONCE = 5
/** Any constant: the advisory lock under which endpoints of one database judge one after the other. */
const JUDGING_LOCK = 7_205_115

/**
 * Looks at claims on which something has happened: counts the touches on their denials, keeps what stands with their touches and days, and tags
 * their hidden work. A tag is given once and stays: it says what could be known when it was given. It is
 * stored like a device's own, under a sequence number below zero, so that sums, lists and the union count it as they count those.
 * @returns whether anything could be judged, so that there may be more.
 */
export async function judgeClaims(database: Database, tenantId: string, forecast: ForecastSource): Promise<boolean> {
  const terms = {
    policy: (await currentRules(database, tenantId)).policy,
    forecast: await forecast(),
    labourCentsPerHour: (await readSettings(database, tenantId, 'economics')).body.labourCentsPerHour,
  }
  return database.transaction(async (queries) => {
    await queries.query('select pg_advisory_xact_lock($1)', [JUDGING_LOCK])
    const tokens = await takeClaims(queries, tenantId)
    // Days of claims are summed up apart from this, and may come when their claim has been judged.
    const days = await keepClaimDayCategories(queries, tenantId, tokens ?? [])
    if (tokens === null) return days.kept > 0
    await storeTags(queries, tenantId, await tagsOfClaims(queries, tenantId, tokens, terms))
    // Somebody is changing these just now: asking for them at once would be asking again and again.
    const busy = new Set([
      ...(await countTouches(queries, tenantId, tokens)),
      ...(await keepTouchFacts(queries, tenantId, tokens)),
      ...days.busy,
    ])
    await queueClaims(queries, tenantId, [...busy])
    return busy.size < tokens.length
  })
}

/** Judges until nothing is left that can be judged. */
export async function judgeAllClaims(database: Database, tenantId: string, forecast: ForecastSource): Promise<void> {
  while (await judgeClaims(database, tenantId, forecast));
}

/** Null: there is nothing to judge. */
async function takeClaims(queries: Queries, tenantId: string): Promise<string[] | null> {
  const rows = await queries.query<{ tokens: string[] }>(
    `delete from claims_to_judge c
     where c.tenant_id = $1 and c.work_id in (select w.work_id from claims_to_judge w where w.tenant_id = $1 limit $2)
     returning claim_tokens as tokens`,
    [tenantId, CHANGES_AT_ONCE],
  )
  return rows.length === 0 ? null : [...new Set(rows.flatMap(({ tokens }) => tokens))]
}

const insertTags = `
  with wanted as (
    select * from unnest(
      $2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[]
    ) as r(device_id, generation, span_seq, user_id, started_at, ended_at, payer, system, claim_token, kind, hidden_id)
  ), fresh as (
    select w.*, row_number() over (partition by w.device_id, w.generation order by w.span_seq, w.kind) as place
    from wanted w
    left join hidden_tags h on h.tenant_id = $1 and h.device_id = w.device_id and h.generation = w.generation and h.span_seq = w.span_seq
      and h.kind = w.kind
    where $1::text is not null and h.seq is null
  ), tags as (
    insert into hidden_tags (
      tenant_id, device_id, generation, user_id, seq, hash, hidden_id, kind, span_seq, started_at, ended_at, payer, system, claim_token
    )
    select $1, f.device_id, f.generation, f.user_id, least(0, (
        select min(h.seq) from hidden_tags h where h.tenant_id = $1 and h.device_id = f.device_id and h.generation = f.generation
      )) - f.place, md5(f.kind || f.span_seq)::uuid, f.hidden_id, f.kind, f.span_seq, f.started_at, f.ended_at, f.payer, f.system,
      f.claim_token
    from fresh f
    returning device_id, generation, user_id, seq, span_seq, started_at, ended_at, payer
  ), counted_once as (
    insert into tagged_spans (tenant_id, device_id, generation, span_seq, user_id, started_at, ended_at, payer, first_seq)
    select distinct on (device_id, generation, span_seq) $1, device_id, generation, span_seq, user_id, started_at, ended_at, payer, seq
    from tags order by device_id, generation, span_seq, seq
    on conflict (tenant_id, device_id, generation, span_seq) do nothing
  )
  insert into unfolded_batches (tenant_id, device_id, generation, first_seq, seqs)
  select $1, device_id, generation, min(seq), array_agg(seq) from tags group by device_id, generation`

async function storeTags(queries: Queries, tenantId: string, tags: readonly ClaimTag<StoredSpan>[]): Promise<void> {
  if (tags.length === 0) return
  const spans = tags.map(({ span }) => span)
  await queries.query(insertTags, [
    tenantId,
    textArray(spans.map(({ deviceId }) => deviceId)),
    textArray(spans.map(({ generation }) => generation)),
    numberArray(spans.map(({ seq }) => seq)),
    textArray(spans.map(({ userId }) => userId)),
    numberArray(spans.map(({ startedAt }) => startedAt)),
    numberArray(spans.map(({ endedAt }) => endedAt)),
    textArray(spans.map(({ payer }) => payer)),
    textArray(spans.map(({ system }) => system)),
    textArray(spans.map(({ claimToken }) => claimToken)),
    textArray(tags.map(({ kind }) => kind)),
    textArray(tags.map(({ kind, first }) => `endpoint ${kind} ${first.deviceId} ${first.seq}`)),
  ])
}
