import { readValue, type Database, type Queries } from '../database/database.ts'
import { join, literal, name, nothing, sql, type Sql } from '../database/sql.ts'
import { bucketOf, calendarOf } from './calendar.ts'
import { addDistinctBy } from './distinct-counts.ts'
import { moveMembers } from './members.ts'
import { rebuildDays } from './rebuild.ts'
import { isRecord } from './rolled-up-rows.ts'
import { addFacts, addSums, allRollups, ofSums, sumSpans } from './sums.ts'
import { joinMember, TEAM_OF } from './team-of.ts'
import { addTouchDays } from './touch-days.ts'

/** How many batches one transaction takes: on the embedded store nothing else runs meanwhile. */
export const BATCHES_AT_ONCE = 20

/** A batch brings fewer new touches than this, and fewer payers of them. */
const TOUCHES_A_BATCH = 100

/**
 * Adds pending records to the rollups and takes them off the pending list in one transaction, so a statement that reads both counts each
 * record once.
 * @param zone IANA, of the days
 * @returns batches rolled up; under `atOnce`: none is left, or another process rolls up
 */
export async function rollUpBatches(database: Database, zone: string, atOnce = BATCHES_AT_ONCE): Promise<number> {
  return database.transaction(async (queries) => {
    if (!(await takeTurn(queries, zone))) return 0
    await moveMembers(queries)
    return (await readValue<number>(queries, rollUp(zone, atOnce))) ?? 0
  })
}

/** Rolls up until nothing is pending. @returns whether anything was */
export async function rollUpAll(database: Database, zone: string): Promise<boolean> {
  let done = false
  for (let batches = BATCHES_AT_ONCE; batches === BATCHES_AT_ONCE; done ||= batches > 0) {
    batches = await rollUpBatches(database, zone)
  }
  return done
}

/** The same in the transaction of a caller that has locked the rollups: nothing waits afterwards. @param zone of the rollups */
export async function rollUpPending(queries: Queries, zone: string): Promise<void> {
  await moveMembers(queries)
  for (let batches = BATCHES_AT_ONCE; batches === BATCHES_AT_ONCE;) {
    batches = (await readValue<number>(queries, rollUp(zone, BATCHES_AT_ONCE))) ?? 0
  }
}

/** One process rolls up a tenant at a time; the others need not wait. */
async function takeTurn(queries: Queries, zone: string): Promise<boolean> {
  await queries.query(sql`insert into rollup_state (zone) values (null) on conflict (singleton) do nothing`)
  const [state] = await queries.query<{ zone: string | null }>(
    sql`select zone from rollup_state for update skip locked`,
  )
  if (!state) return false
  if (state.zone !== zone) await rebuildDays(queries, zone)
  return true
}

const allAdded: Sql = join(
  allRollups.map((rollup) => {
    const added = name(`${rollup.table}_added`)
    if (ofSums(rollup)) return sql`${added} as (${addSums(rollup, sql`spans_summed`)})`
    const time = rollup.by === 'day' ? sql`f.day` : bucketOf(sql`f.started_at`)
    return sql`${added} as (${addFacts(rollup, time, sql`${name(`${rollup.of}_taken`)} f`)})`
  }),
)

const batchesOf = (taken: string): Sql =>
  sql`(select ceil(count(*) / ${literal(TOUCHES_A_BATCH)}::numeric) from ${name(taken)})`

function rollUp(zone: string, atOnce: number): Sql {
  // The local day is computed where a record is read: PostgreSQL would misjudge a join by bucket.
  const withDay = (record: string, from: Sql, more = nothing) =>
    sql`select ${name(record)}.*, c.day, c.next_day${more} ${from}
    cross join lateral (${calendarOf(sql`select ${bucketOf(name(`${record}.started_at`))} as bucket`, zone)}) c`
  const ofMember = (record: string, from: Sql) =>
    withDay(record, sql`${from}${joinMember(record)}`, sql`, ${TEAM_OF} as team`)
  return sql`
  with taken as (
    delete from pending_batches b
    where (b.journal, b.first_seq) in (select p.journal, p.first_seq from pending_batches p limit ${atOnce}::bigint)
    returning journal, seqs, starts
  ), records as materialized (
    select journal, unnest(seqs) as seq, unnest(starts) as started_at from taken
  ), spans_taken as materialized (
    ${withDay('s', sql`from records r join spans s on ${isRecord('s', 'r')}`)}
  ), spans_summed as materialized (
    select s.*, ${TEAM_OF} as team
    from (${sumSpans(bucketOf(sql`f.started_at`), sql`spans_taken f`)}) s${joinMember('s')}
  ), tags_taken as materialized (
    ${ofMember('h', sql`from records r join hidden_tags h on ${isRecord('h', 'r')}`)}
  ), changes as (
    delete from pending_touches t
    where (t.journal, t.seq) in (select p.journal, p.seq from pending_touches p limit ${atOnce * TOUCHES_A_BATCH}::bigint)
    returning user_id, claim_token, started_at, change
  ), touches_taken as materialized (
    ${withDay('t', sql`from changes t`)}
  ), payer_changes as (
    delete from pending_touch_payers t
    where t.change_id in (select p.change_id from pending_touch_payers p limit ${atOnce * TOUCHES_A_BATCH}::bigint)
    returning user_id, claim_token, started_at, payer, change
  ), payers_taken as materialized (
    ${withDay('t', sql`from payer_changes t`)}
  ), tagged_taken as materialized (
    ${ofMember(
      't',
      sql`from tags_taken h
    join tagged_spans t on t.journal = h.journal and t.span_seq = h.span_seq and t.started_at = h.started_at and t.first_seq = h.seq`,
    )}
  ), members_added as (
    insert into rolled_up_members (user_id, team)
    select user_id, team from spans_summed union select user_id, team from tags_taken
    on conflict (user_id) do nothing
  ), days_added as (
    insert into rolled_up_days (day, next_day)
    select day, next_day from spans_taken union select day, next_day from tags_taken union select day, next_day from touches_taken
    union select day, next_day from payers_taken
    on conflict (day) do nothing
  ), ${allAdded}, ${addDistinctBy(1)}, ${addTouchDays}
  select greatest(
    (select count(*) from taken), ${batchesOf('changes')}, ${batchesOf('payer_changes')}
  )::int as batches`
}
