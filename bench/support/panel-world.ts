import { newRulesKey } from '../../src/host/rules-signature.ts'
import type { Database, Queries } from '../../src/server/database/database.ts'
import { createMonths } from '../../src/server/database/months.ts'
import { sql, statement } from '../../src/server/database/sql.ts'
import { refreshDueStatus } from '../../src/server/deadlines/refresh-due-status.ts'
import { rebuildRollups } from '../../src/server/rollups/rebuild.ts'
import { allRollups } from '../../src/server/rollups/sums.ts'
import { makeDenials, openAtOnce, receivedUntil, tokenSql } from './denial-world.ts'
import { numbered } from './numbered.ts'

/** How much a made-up world holds. The same day of two worlds holds the same, however many days are before it. */
export interface WorldSize {
  readonly users: number
  /** Working days, counted back from the last one. */
  readonly days: number
  /** Of a year. */
  readonly denials: number
  /** Days whose denials are stored, back from the last one; those worked on have to be among them. */
  readonly denialDays: number
  /** Five, of five spans each of which some are of a touch's denial; or one, where only touches matter. */
  readonly spansATouch: 5 | 1
}

export const ZONE = 'America/Chicago'
/** Midnight in Chicago after the last day, a Friday. */
export const WORLD_END = Date.UTC(2026, 10, 21, 6)
/** The last day's end of work: its week still runs. */
export const NOW = WORLD_END - 6 * 3_600_000
const FIRST_SHIFT = 8 * 3_600_000

/** Spans in a quarter hour, in every fourth one more; and what they are of: all sorts of work, or only work on denials. */
const densities = {
  5: { pieces: 6, kinds: '1, 1, 1, 2, 2, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11, 1' },
  1: { pieces: 1, kinds: '1, 1, 1, 2, 2, 3, 4, 8, 9, 9, 4, 3, 2, 1, 1, 2, 1' },
} as const

// Whole numbers that look thrown, from whole numbers: the same in every run, and no two spans of a day alike.
const thrown = (salt: number) => `(u.n * 7919 + d.n * 104729 + k * 1299709 + ${salt})`

const people = [
  `insert into tenant (tenant_id, token_key, storage_keys, record_key, rules_key, zone, created_at)
   values ('main', '', '{}', '', '${newRulesKey()}', '${ZONE}', 0)`,
  `insert into users (user_id, name, team, sample, created_at)
   select md5('user ' || n)::uuid::text, 'Person ' || lpad(n::text, 4, '0'), 'Team ' || lpad((n % 12 + 1)::text, 2, '0'), true, 0
   from generate_series(0, $1::int - 1) n`,
  `insert into devices (device_id, user_id, public_key, platform, agent_version, sample, enrolled_at, latest_ended_at)
   select md5('device ' || n)::uuid::text, md5('user ' || n)::uuid::text, '', 'win32', '1.0.0', true, 0, ${WORLD_END}
   from generate_series(0, $1::int - 1) n`,
  `insert into journals (journal, device_id, generation, max_seq, contiguous_seq, durable_seq, pending_seq, pending_at)
   overriding system value
   select n + 1, md5('device ' || n)::uuid::text, 'e000000000000000', 0, 0, 0, 0, 0
   from generate_series(0, $1::int - 1) n`,
] as const

/**
 * One day's spans, touches and tags. Seven in every fourth quarter hour, six in the others, adjoining; five in a row are on one denial, mostly: four times
 * in five one of the person's own (denial-world.ts says whose a denial is), else anybody's. The payer is the denial's. $1 users, $2 the day counted back from the last one, $3 its midnight, $4 how many denials are open, the last of those before number $5. Tagged are portal log-ins, half of the documentation and
 * every eighth status check; one record takes up to three neighbours.
 */
const factsOfDay = (spansATouch: 5 | 1) => `
  with spans_made as (insert into spans (
    journal, seq, user_id, started_at, ended_at, presence, activity, rating, system, system_kind, payer, app,
    rule_id, rule_set_version, claim_token
  )
  with cut as (
    select (row_number() over (order by q, i) - 1)::int as k, q, i, case when q % 4 = 0 then 1 else 0 end + ${densities[spansATouch].pieces} as pieces
    from generate_series(0, 31) q cross join generate_series(0, ${densities[spansATouch].pieces}) i
    where i < case when q % 4 = 0 then 1 else 0 end + ${densities[spansATouch].pieces}
  ), kinds as (
    select * from unnest(
      '{claim_status,account_review,appeal_drafting,remittance,portal_login,documentation,communication,payer_call,denial_worklist,reference,non_work}'::text[],
      '{core,core,core,core,hidden,support,support,core,core,support,non_work}'::text[],
      '{payer_portal,ehr,office,payer_portal,payer_portal,office,office,phone,ehr,other,other}'::text[],
      '{t,t,t,t,f,f,f,t,t,f,f}'::bool[]
    ) with ordinality as a(activity, rating, system_kind, on_denial, no)
  ), made as (
    select u.n as u, k, ${thrown(0)} as h,
      $3::bigint + ${FIRST_SHIFT} + (u.n % 4) * 900000 + q * 900000 as quarter, i, pieces,
      (array[${densities[spansATouch].kinds}])[1 + ${thrown(3)} % 17] as kind,
      $5::int - 1 - case
        when (k / ${spansATouch}) % 5 = 4 then u.n * 6007 + d.n * 1373 + (k / ${spansATouch}) * 100003
        else ($5::int - 1 - u.n) % $1::int + $1::int * ((d.n * 7 + (k / ${spansATouch}) * 11) % greatest(1, $4::int / $1::int))
      end % $4::int as denial
    from generate_series(0, $1::int - 1) u(n) cross join (select $2::int) d(n) cross join cut
  )
  select u + 1, (100000 - $2::int) * 1000::bigint + k,
    md5('user ' || u)::uuid::text,
    quarter + i * 900000 / pieces + case when i = 0 then 0 else h % 20000 end,
    quarter + (i + 1) * 900000 / pieces + case when i = pieces - 1 then 0 else (h + 1299709) % 20000 end,
    case when k % 40 = 39 then 'away' when k % 17 = 0 then 'idle' else 'active' end,
    case when k % 40 = 39 then null else activity end,
    case when k % 40 = 39 then null else rating end,
    case when k % 40 = 39 then null when system_kind = 'payer_portal' then 'Portal ' || denial % 5 else initcap(system_kind) end,
    case when k % 40 = 39 then null else system_kind end,
    case when k % 40 = 39 or system_kind <> 'payer_portal' then null else 'Payer ' || denial % 5 end,
    case when k % 40 = 39 then null else 'chrome' end,
    case when k % 40 = 39 then null else 'rule-' || kind end,
    1,
    case when k % 40 <> 39 and on_denial then ${tokenSql('denial')} end
  from made join kinds on no = kind
  order by u, k
  returning *), touches_made as (
  insert into touches (
    journal, touch_id, revision, seq, user_id, claim_token, started_at, ended_at, active_ms, span_count, payers
  )
  select s.journal, 't' || (s.seq / ${spansATouch}), 1, min(s.seq) + 300, s.user_id, s.claim_token,
    min(s.started_at), max(s.ended_at), sum(s.ended_at - s.started_at)::bigint, count(*),
    array_agg(distinct coalesce(s.payer, ''))
  from spans_made s
  where s.presence = 'active' and s.claim_token is not null
  group by s.journal, s.seq / ${spansATouch}, s.user_id, s.claim_token
  ), tags_made as (
  insert into hidden_tags (
    journal, seq, user_id, hidden_id, kind, span_seq, started_at, ended_at, payer, system, claim_token
  )
  select s.journal, s.seq + 600, s.user_id, 'h' || (s.seq / 3) || s.activity,
    case s.activity when 'portal_login' then 'portal_switching' when 'documentation' then 'manual_documentation' else 'repeat_status_check' end,
    s.seq, s.started_at, s.ended_at, s.payer, s.system, s.claim_token
  from spans_made s
  where s.presence = 'active' and (s.activity = 'portal_login' or s.activity = 'documentation' and s.seq % 2 = 0 or s.activity = 'claim_status' and s.seq % 8 = 0)
  returning *)
  insert into tagged_spans (journal, span_seq, user_id, started_at, ended_at, payer, first_seq)
  select h.journal, h.span_seq, h.user_id, h.started_at, h.ended_at, h.payer, h.seq
  from tags_made h`

const claimActivity = `
  insert into claim_activity (claim_token, user_id, first_touch_at, last_touch_at, touches, active_ms)
  select claim_token, user_id, min(started_at), max(ended_at), count(*), sum(active_ms)::bigint
  from touches group by claim_token, user_id`

const latestCategories = `(
  select distinct on (claim_token) claim_token, category from denials
  order by claim_token, received desc, denial_no desc) d`

/** As the endpoint keeps it with the touches. */
const touchFacts = `
  update touches t set pause_ms = case when p.pause_ms >= 0 then p.pause_ms end, category = coalesce(p.category, '')
  from (
    select t.journal, t.touch_id, t.started_at, d.category, t.started_at - max(t.ended_at) over (
      partition by t.claim_token order by t.started_at groups between unbounded preceding and 1 preceding) as pause_ms
    from touches t left join ${latestCategories} on d.claim_token = t.claim_token
  ) p
  where t.journal = p.journal and t.touch_id = p.touch_id and t.started_at = p.started_at`

/** And with the days of claims. */
const claimDays = `
  update claim_days r set category = coalesce(d.category, '')
  from (select distinct claim_token from claim_days) claims left join ${latestCategories} on d.claim_token = claims.claim_token
  where r.claim_token = claims.claim_token`

/** Fills a migrated, empty database with people, denials and the facts of their work, a day at a time. The sums are then made of them. */
export async function makeWorld(database: Database, size: WorldSize, said: (text: string) => void): Promise<void> {
  const indexes = await dropIndexes(database)
  for (const text of people) await database.query(numbered(text, [size.users]))
  const months = createMonths(database)
  const open = openAtOnce(size.denials)
  for (let back = size.days - 1; back >= 0; back -= 1) {
    const midnight = midnightOf(back)
    await months.ensure([midnight, midnight + 86_400_000])
    const values = [size.users, back, midnight, open, receivedUntil(size.denials, calendarDaysBefore(back))]
    await withMemory(database, (queries) => queries.query(numbered(factsOfDay(size.spansATouch), values)))
    if (back % 10 === 0) said(`  ${size.days - back} of ${size.days} days made`)
  }
  said('  making the denials')
  await withMemory(database, (queries) => makeDenials(queries, { ...size, end: WORLD_END }))
  await withMemory(database, (queries) => queries.query(statement(touchFacts)))
  said('  making the rollups')
  await withMemory(database, async (queries) => {
    await queries.query(statement(claimActivity))
    await queries.query(sql`insert into rollup_state (zone) values (null)`)
    await rebuildRollups(queries, ZONE)
    await queries.query(statement(claimDays))
  })
  said('  making the indexes')
  await withMemory(database, async (queries) => {
    for (const { definition } of indexes) await queries.query(statement(definition))
  })
  // What was added to all of them at once lies anyhow; in a real endpoint they lie as they came.
  const touchMonths = await database.query<{ name: string; index: string }>(
    sql`select i.tablename as name, i.indexname as index from pg_indexes i
      where i.schemaname = current_schema() and i.tablename like 'touches_2%' and i.indexname like '%started_at_user_id%'`,
  )
  await withMemory(database, async (queries) => {
    for (const { name, index } of touchMonths) await queries.query(statement(`cluster ${name} using ${index}`))
    await queries.query(statement('cluster claim_days using claim_days_pkey'))
  })
  await refreshDueStatus(database, NOW)
  await database.query(statement('vacuum analyze'))
}

async function withMemory(database: Database, work: (queries: Queries) => Promise<unknown>): Promise<void> {
  await database.transaction(async (queries) => {
    await queries.query(sql`set local work_mem = '512MB'`)
    await queries.query(sql`set local maintenance_work_mem = '1GB'`)
    await work(queries)
  })
}

/**
 * Rows that come in their millions are indexed once they are there. A primary key comes back as the unique index that it is. Partitions follow
 * their table. Keys of the rollups stay: they are made by statements that add to known rows.
 */
async function dropIndexes(database: Database): Promise<readonly { readonly definition: string }[]> {
  const all = await database.query<{ name: string; table: string; definition: string; key: boolean }>(
    sql`select i.indexname as name, i.tablename as table, i.indexdef as definition, i.indexname like '%_pkey' as key
      from pg_indexes i join pg_class c on c.relname = i.tablename and c.relnamespace = current_schema()::regnamespace
      where i.schemaname = current_schema() and i.tablename <> 'schema_migrations' and not c.relispartition
        and i.tablename not in ('journals', 'received', 'audit_entries')
      order by i.indexname`,
  )
  const rollups = new Set([
    ...['rollup_state', 'rolled_up_days', 'distinct_days', 'distinct_counts', 'record_team_days'],
    ...['touch_days', 'touch_payer_days', 'claim_numbers'],
  ])
  for (const { table } of allRollups) rollups.add(table)
  const indexes = all.filter(({ table, key }) => !key || !rollups.has(table))
  for (const { name, table, key } of indexes) {
    await database.query(statement(key ? `alter table ${table} drop constraint ${name}` : `drop index ${name}`))
  }
  return indexes.map(({ definition, ...rest }) => ({ ...rest, definition: definition.replace(' ON ONLY ', ' ON ') }))
}

/** Midnight in Chicago at the beginning of the working day counted back from the last one (0). Weeks have five. */
export function midnightOf(day: number): number {
  const midnight = WORLD_END - (calendarDaysBefore(day) + 1) * 86_400_000
  // Before the clock went back on 1 November.
  return midnight < Date.UTC(2026, 10, 1, 6) ? midnight - 3_600_000 : midnight
}

const calendarDaysBefore = (day: number): number => day + 2 * Math.floor(day / 5)
