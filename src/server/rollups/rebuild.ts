import type { Queries } from '../database/database.ts'
import { join, literal, name, nothing, sql, type Sql } from '../database/sql.ts'
import { bucketOf, calendarOf } from './calendar.ts'
import { countDistinctAgain, NEVER, TOUCHED, TOUCHED_BY_PERSON } from './distinct-counts.ts'
import { beginMembers } from './members.ts'
import { pendingRecords } from './rolled-up-rows.ts'
import { addFacts, allRollups, insertSums, type Rollup } from './sums.ts'
import { addAllTouchDays } from './touch-days.ts'

/**
 * Rebuilds every daily rollup by the days of a zone: at the first start, and when the tenant's zone has changed. 15-minute rollups know no
 * zone and stay. The caller holds the lock on rollup_state, so that nothing is rolled up meanwhile.
 */
export async function rebuildDays(queries: Queries, zone: string): Promise<void> {
  const dropped = await readDropped(queries)
  for (const table of ['rolled_up_days', ...tablesOf((rollup) => rollup.from !== null)]) {
    await queries.query(sql`delete from ${name(table)}`)
  }
  for (const table of [
    'distinct_days',
    'touch_days',
    'touch_payer_days',
    ...tablesOf((rollup) => rollup.from === null),
  ]) {
    await queries.query(sql`delete from ${name(table)} where day >= ${dropped.before}::bigint`)
  }
  await queries.query(addUsedDays(zone))
  await beginMembers(queries)
  for (const rollup of days) {
    await queries.query(rollup.from === null ? fromFacts(rollup, dropped.until) : fromBuckets(rollup, rollup.from))
  }
  await queries.query(countTouches(zone, dropped.until))
  await queries.query(countRecords(dropped.until))
  await countDistinctAgain(queries)
  await queries.query(sql`update rollup_state set zone = ${zone}`)
}

/** Rebuilds every rollup from the facts; pending records stay pending. The same lock is needed. */
export async function rebuildRollups(queries: Queries, zone: string): Promise<void> {
  const { before } = await readDropped(queries)
  for (const rollup of allRollups.filter(({ by }) => by === 'bucket')) {
    await queries.query(sql`delete from ${name(rollup.table)} where bucket >= ${before}::bigint`)
    await queries.query(fromFacts(rollup, before))
  }
  await rebuildDays(queries, zone)
}

const days = allRollups.filter(({ by }) => by === 'day')
const tablesOf = (which: (rollup: Rollup) => boolean) => days.filter(which).map((rollup) => rollup.table)

/**
 * Facts that were dropped cannot be rolled up again: what is built from facts alone keeps its rows of days that began `before` the drop, in
 * the old zone. Those rows include all records up to `until`, the end of the last such day.
 */
async function readDropped(queries: Queries): Promise<{ readonly before: number; readonly until: number }> {
  const [row] = await queries.query<{ before: number; until: number }>(
    sql`select t.facts_from as before, greatest(t.facts_from, (
        select max(d.next_day) from rolled_up_days d where d.day < t.facts_from
      )) as until
      from tenant t where t.facts_from > 0`,
  )
  return row ?? { before: NEVER, until: NEVER }
}

/** Every bucket with anything rolled up in it, or a touch. */
const usedBuckets: Sql = join(
  [
    ...['total_15min', 'hidden_15min', 'tagged_15min'].map((table) => sql`select q.bucket from ${name(table)} q`),
    sql`select ${bucketOf(sql`t.started_at`)} from touches t`,
  ],
  ' union ',
)

const addUsedDays = (zone: string): Sql => sql`
  insert into rolled_up_days (day, next_day)
  select distinct day, next_day from (${calendarOf(usedBuckets, zone)}) calendar`

/** Of the days that were found: whatever is rolled up lies in one of them. */
const calendar: Sql = sql`calendar as materialized (
  select bucket, d.day from rolled_up_days d cross join lateral generate_series(d.day, d.next_day - 900000, 900000) bucket
)`

/** Counts every touch as it is now and empties the pending list in one statement, which sees one state. */
const countTouches = (zone: string, since: number): Sql => sql`with calendar as materialized (
    ${calendarOf(sql`select distinct ${bucketOf(sql`t.started_at`)} as bucket from touches t`, zone)}
  ), counted as (
    delete from pending_touches where started_at >= ${since}::bigint
  ), touched as materialized (
    select t.claim_token, t.user_id, c.day, count(*)::int as n
    from touches t join calendar c on c.bucket = ${bucketOf(sql`t.started_at`)}
    where t.started_at >= ${since}::bigint
    group by t.claim_token, t.user_id, c.day
  ), ${addAllTouchDays('calendar', sql`${since}::bigint`)}
  insert into distinct_days as known (entity, kind, user_id, day, n)
  select claim_token, ${literal(TOUCHED_BY_PERSON)}, user_id, day, n from touched
  union all
  select claim_token, ${literal(TOUCHED)}, '', day, sum(n)::int from touched group by claim_token, day
  ${addToKnown}`

const countRecords = (since: number): Sql => sql`with ${calendar}, ${pendingRecords}
  insert into distinct_days as known (entity, kind, user_id, day, n)
  select uuid_send(f.record), f.kind, f.user_id, c.day, count(*)::int
  from hidden_tags f
  join calendar c on c.bucket = ${bucketOf(sql`f.started_at`)}
  left join pending p on p.journal = f.journal and p.seq = f.seq
  where p.seq is null and f.started_at >= ${since}::bigint
  group by f.record, f.kind, f.user_id, c.day
  ${addToKnown}`

function fromBuckets(rollup: Rollup, source: string): Sql {
  const read = join(rollup.key.map((column) => column.fromMember ?? sql`q.${column.name}`))
  const members = rollup.key.some(({ fromMember }) => fromMember !== undefined)
    ? sql` join rolled_up_members m on m.user_id = q.user_id`
    : nothing
  return sql`with ${calendar}
    ${insertSums(rollup, sql`c.day, ${read}`, sql`${name(source)} q join calendar c on c.bucket = q.bucket${members}`)}`
}

const tableOf = { spans: 'spans', tags: 'hidden_tags', tagged: 'tagged_spans' } as const

/** Pending records are left out: they are added when they are rolled up. */
function fromFacts(rollup: Rollup, since: number): Sql {
  const bucket = bucketOf(sql`f.started_at`)
  const isDaily = rollup.by === 'day'
  const seq = name(rollup.of === 'tagged' ? 'f.first_seq' : 'f.seq')
  const from = sql`${name(tableOf[rollup.of])} f${isDaily ? sql` join calendar c on c.bucket = ${bucket}` : nothing}
    left join pending p on p.journal = f.journal and p.seq = ${seq}`
  const conditions = [sql`p.seq is null`, sql`f.started_at >= ${since}::bigint`]
  return sql`with ${isDaily ? sql`${calendar}, ` : nothing}${pendingRecords}
    ${addFacts(rollup, isDaily ? sql`c.day` : bucket, from, conditions)}`
}

const addToKnown: Sql = sql`on conflict (entity, kind, user_id, day) do update set n = known.n + excluded.n`
