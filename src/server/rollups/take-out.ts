import { FIFTEEN_MINUTES_MS, LONGEST_TOUCH_MS, type DeviceRecord } from '../../shared/contract/ingest.ts'
import { DAY_MS } from '../../shared/time.ts'
import { plainArray } from '../database/arrays.ts'
import type { Queries } from '../database/database.ts'
import { join, name, sql, type Sql } from '../database/sql.ts'
import { refreshClaimActivity } from '../ingest/store-touches.ts'
import type { Source } from '../ingest/journals.ts'
import { takeOffDays } from '../ingest/recorded-days.ts'
import { notePayers } from '../ingest/pending-payers.ts'
import { bucketOf } from './calendar.ts'
import { factTables, isOneBefore, lockRollups, rolledUpBefore } from './corrections.ts'
import { addDistinctBy } from './distinct-counts.ts'
import { rollUpPending } from './roll-up.ts'
import { packTouchDays } from './touch-days.ts'
import { periodOf, widened } from './period.ts'
import { addFacts, allRollups, COUNTED_MS, type Rollup } from './sums.ts'

/**
 * Takes what the records of these seqs stored out of the facts and of everything that was added up from them, so that nothing of it can be read any
 * more. It belongs in the transaction that ingests.
 */
export async function takeOut(queries: Queries, source: Source, removed: readonly DeviceRecord[]): Promise<void> {
  const period = periodOf(removed)
  if (period === null) return
  const seqs = removed.map(({ seq }) => seq)
  // Before touches are locked: an ingest and the job would wait for each other otherwise.
  const zone = await lockRollups(queries)
  // What waits is rolled up first, and what is taken off at once, so that neither is left to be read.
  if (zone !== null) await rollUpPending(queries, zone)
  await takeOffDays(queries, source, seqs)
  await takeOutTouches(queries, source, seqs, zone !== null)
  for (const kind of ['tags', 'tagged', 'spans'] as const) await queries.query(takeOutFacts(kind, source, seqs, zone))
  for (const table of ['input_counts', 'annotations']) {
    await queries.query(
      sql`delete from ${name(table)} where journal = ${source.journal}::int and seq = any(${plainArray(seqs)}::bigint[])`,
    )
  }
  if (zone !== null) {
    await rollUpPending(queries, zone)
    await packTouchDays(queries, source.userId, widened(period, LONGEST_TOUCH_MS + 2 * DAY_MS))
  }
  // A sum of nothing would still tell what it was of.
  for (const { table, by } of allRollups) {
    const around = widened(period, by === 'day' ? 2 * DAY_MS : FIFTEEN_MINUTES_MS)
    await queries.query(
      sql`delete from ${name(table)}
        where spans = 0 and ${name(by)} >= ${around.from}::bigint and ${name(by)} < ${around.to}::bigint`,
    )
  }
  const days = widened(period, 2 * DAY_MS)
  const within = sql`day >= ${days.from}::bigint and day < ${days.to}::bigint`
  await queries.query(sql`delete from distinct_days where n = 0 and ${within}`)
  await queries.query(sql`delete from distinct_counts where n = 0 and entities = 0 and ${within}`)
  await queries.query(sql`delete from record_team_days where entities = 0 and ${within}`)
}

/** The tags of a span go with it, also those that the endpoint made. */
function takeOutFacts(kind: Rollup['of'], { journal }: Source, seqs: readonly number[], zone: string | null): Sql {
  const { table, spanSeq } = factTables[kind]
  const less = { ms: sql`-(${COUNTED_MS})`, spans: sql`-count(*)` }
  const corrected = allRollups
    .filter((rollup) => rollup.of === kind && zone !== null)
    .map((rollup) => {
      const time = rollup.by === 'day' ? sql`f.day` : bucketOf(sql`f.started_at`)
      return sql`, ${name(`${rollup.table}_less`)} as (${addFacts(rollup, time, sql`rolled_up f`, [], less)})`
    })
  const distinct =
    kind !== 'tags' || zone === null
      ? sql``
      : sql`, tags_taken as (select user_id, kind, record, day from rolled_up), touches_taken as (
          select null::text as user_id, null::bytea as claim_token, null::bigint as day, 0 as change where false
        ), ${addDistinctBy(-1)}`
  return sql`with before as materialized (
      select f.* from ${name(table.name)} f
      where f.journal = ${journal}::int and f.${name(spanSeq)} = any(${plainArray(seqs)}::bigint[])
    ), ${rolledUpBefore(kind, zone)}, taken_out as (
      delete from ${name(table.name)} t using before b where ${isOneBefore(kind)}
    )${join(corrected, '')}${distinct}
    select 1`
}

/** @param isRolledUp what is taken out was added up, else it waits */
async function takeOutTouches(
  queries: Queries,
  { journal, userId }: Source,
  seqs: readonly number[],
  isRolledUp: boolean,
): Promise<void> {
  // A touch that moved may have left a change of its own seq behind: one below zero is nobody's.
  const uncount = sql`), uncounted as (
        insert into pending_touches (journal, seq, change, user_id, claim_token, started_at)
        select ${journal}::int, -seq, -1, ${userId}::text, claim_token, started_at from gone
      ), payers_left as (
        ${notePayers(sql`select ${userId}::text as user_id, claim_token, started_at, payers, -1 as change from gone`)}`
  const forget = sql`), uncounted as (
        delete from pending_touches p using gone g
        where p.journal = ${journal}::int and p.claim_token = g.claim_token and p.started_at = g.started_at
      ), payers_left as (
        delete from pending_touch_payers p using gone g
        where p.user_id = ${userId}::text and p.claim_token = g.claim_token and p.started_at = g.started_at`
  const claims = await queries.query<{ claimToken: string }>(
    sql`with gone as (
        delete from touches where journal = ${journal}::int and seq = any(${plainArray(seqs)}::bigint[])
        returning touch_id, seq, claim_token, started_at, active_ms, payers
      ), starts as (
        delete from touch_starts s using gone g where s.journal = ${journal}::int and s.touch_id = g.touch_id
      ${isRolledUp ? uncount : forget}
      ), by_claim as (
        select claim_token, count(*)::int as touches, sum(active_ms)::bigint as active_ms from gone group by claim_token
      ), activity as (
        update claim_activity w set touches = w.touches - b.touches, active_ms = w.active_ms - b.active_ms
        from by_claim b where w.claim_token = b.claim_token and w.user_id = ${userId}
      ), dirty as (
        insert into dirty_claims (claim_tokens) select array_agg(claim_token) from by_claim having count(*) > 0
      )
      select encode(claim_token, 'hex') as "claimToken" from by_claim`,
  )
  await refreshClaimActivity(
    queries,
    userId,
    claims.map(({ claimToken }) => claimToken),
  )
}
