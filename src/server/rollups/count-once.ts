import type { Span } from '../../shared/contract/work.ts'
import { grouped } from '../../shared/grouped.ts'
import { type CountedPart, countedParts, stretchStarts, uncountedMs } from '../../shared/person-time/index.ts'
import { DAY_MS } from '../../shared/time.ts'
import { bulkRows } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { spans as spanTable } from '../database/schema/facts.ts'
import { hexOf, join, name, sql, type Sql } from '../database/sql.ts'
import { bucketOf } from './calendar.ts'
import { factTables, isOneBefore, lockRollups, rolledUpBefore } from './corrections.ts'
import { widened, type Period } from './period.ts'
import { correctionOf, lockPerson } from './one-clock.ts'
import { addFacts, allRollups, type Rollup } from './sums.ts'
import { isSpanOf } from './touch-payers.ts'

/** Stretches are shorter than this, so that a record changes what counts no further away. */
const LONGEST_STRETCH_MS = DAY_MS / 2
interface ActiveSpan extends Span {
  readonly remote: boolean
  readonly journal: number
  readonly deviceId: string
  readonly seq: number
  readonly overlapMs: number
  /** Device clock minus endpoint clock at the device's last batch. */
  readonly skewMs: number
}

/**
 * Counts the time of a person with several devices once: of the active spans around a period in which something was stored, of their tags and
 * touches, it notes how much counts for another device, and corrects the rollups. It belongs in the transaction that stores.
 */
export async function countOnce(queries: Queries, userId: string, stored: Period): Promise<void> {
  await lockPerson(queries, userId)
  const around = widened(stored, 2 * LONGEST_STRETCH_MS)
  const near = widened(stored, LONGEST_STRETCH_MS)
  const noted = (await readCounted(queries, userId, around)).flatMap(({ span, parts }) => {
    const { journal, seq, startedAt, endedAt, overlapMs: before } = span
    const overlapMs = uncountedMs(span, parts)
    if (startedAt >= near.to || endedAt <= near.from || (overlapMs === 0 && before === 0)) return []
    return [{ journal, seq, startedAt, overlapMs }]
  })
  if (noted.length === 0) return
  const zone = await lockRollups(queries)
  // A tag may come after its span, so that spans whose overlap is known are looked at too.
  for (const facts of ['spans', 'tags', 'tagged'] as const) {
    await queries.query(
      noteOverlaps(facts, bulkRows(spanTable, ['journal', 'seq', 'startedAt', 'overlapMs'], noted), zone),
    )
  }
  await queries.query(correctTouches(userId, around))
}

/** The active spans of a person that start in a period, those of a device in recording order. */
async function readActive(queries: Queries, userId: string, { from, to }: Period): Promise<readonly ActiveSpan[]> {
  return queries.query<ActiveSpan>(
    sql`select s.journal, j.device_id as "deviceId", s.seq, s.started_at as "startedAt", s.ended_at as "endedAt", s.presence, s.activity,
        s.rating, s.system, s.system_kind as "systemKind", s.payer, s.app, s.rule_id as "ruleId", s.rule_set_version as "ruleSetVersion",
        ${hexOf(sql`s.claim_token`)} as "claimToken", s.remote, s.call, s.overlap_ms as "overlapMs",
        coalesce(d.skew_ms, 0) as "skewMs"
      from spans s
      join journals j on j.journal = s.journal
      join devices d on d.device_id = j.device_id
      where s.user_id = ${userId} and s.presence = 'active' and s.started_at >= ${from}::bigint and s.started_at < ${to}::bigint
      order by s.journal, s.seq`,
  )
}

/** An active span, and the parts of it that count, by its device's clock. */
export interface CountedSpan {
  readonly span: Pick<ActiveSpan, 'journal' | 'seq' | 'startedAt' | 'endedAt' | 'overlapMs'>
  readonly parts: readonly CountedPart[]
}

/** The active spans of a person that start in a period, with what counts of them. */
async function readCounted(queries: Queries, userId: string, period: Period): Promise<readonly CountedSpan[]> {
  const spans = await readActive(queries, userId, period)
  const starts = new Map(
    [...grouped(spans, ({ journal }) => journal).values()].flatMap((ofJournal) => {
      const stretches = stretchStarts(ofJournal)
      return ofJournal.map((span, index) => [span, stretches[index] ?? span.startedAt] as const)
    }),
  )
  const timed = spans.map((span) => {
    const skewMs = correctionOf(span.skewMs)
    return {
      deviceId: span.deviceId,
      startedAt: span.startedAt - skewMs,
      endedAt: span.endedAt - skewMs,
      stretchFrom: (starts.get(span) ?? span.startedAt) - skewMs,
      remote: span.remote,
    }
  })
  const parts = countedParts(timed)
  return spans.map((span, index) => {
    const skewMs = span.startedAt - (timed[index]?.startedAt ?? span.startedAt)
    const own = parts[index] ?? []
    return {
      span,
      parts: own.map(({ startedAt, endedAt }) => ({ startedAt: startedAt + skewMs, endedAt: endedAt + skewMs })),
    }
  })
}

/** The same, for a period that cuts stretches: what counts of its spans depends on when their stretches began. */
export const readCountedIn = (queries: Queries, userId: string, period: Period): Promise<readonly CountedSpan[]> =>
  readCounted(queries, userId, widened(period, LONGEST_STRETCH_MS))

/** Notes the overlaps of spans with one kind of facts, and corrects the rollups of those that do not wait to be rolled up. */
function noteOverlaps(kind: Rollup['of'], overlaps: Sql, zone: string | null): Sql {
  const { table, spanSeq } = factTables[kind]
  const corrected = allRollups
    .filter((rollup) => rollup.of === kind && zone !== null)
    .map((rollup) => {
      const time = rollup.by === 'day' ? sql`f.day` : bucketOf(sql`f.started_at`)
      const less = { ms: sql`f.overlap_ms - f.noted_ms`, spans: sql`0` }
      return sql`, ${name(`${rollup.table}_corrected`)} as (${addFacts(rollup, time, sql`rolled_up f`, [], less)})`
    })
  return sql`with noted as (
      select * from ${overlaps}
    ), before as materialized (
      select f.*, n.overlap_ms as noted_ms
      from noted n join ${name(table.name)} f on f.journal = n.journal and f.${name(spanSeq)} = n.seq and f.started_at = n.started_at
      where f.overlap_ms <> n.overlap_ms
    ), ${rolledUpBefore(kind, zone)}, noted_now as (
      update ${name(table.name)} t set overlap_ms = b.noted_ms from before b where ${isOneBefore(kind)}
    )${join(corrected, '')}
    select 1`
}

/** Takes what counts for another device off the active time of the touches of a person that start in a period. */
const correctTouches = (userId: string, { from, to }: Period): Sql =>
  sql`with counted as materialized (
      select t.journal, t.touch_id, t.started_at, t.claim_token, t.overlap_ms as before_ms, coalesce((
        select sum(s.overlap_ms) from spans s where ${isSpanOf('t')} and s.presence = 'active'), 0)::int as overlap_ms
      from touches t
      where t.user_id = ${userId} and t.started_at >= ${from}::bigint and t.started_at < ${to}::bigint
    ), changed as (
      update touches t set active_ms = t.active_ms + c.before_ms - c.overlap_ms, overlap_ms = c.overlap_ms
      from counted c
      where t.journal = c.journal and t.touch_id = c.touch_id and t.started_at = c.started_at and c.overlap_ms <> c.before_ms
      returning c.claim_token, c.before_ms - c.overlap_ms as more_ms
    ), by_claim as (
      select claim_token, sum(more_ms)::bigint as more_ms from changed group by claim_token
    ), activity as (
      update claim_activity w set active_ms = w.active_ms + b.more_ms
      from by_claim b where w.claim_token = b.claim_token and w.user_id = ${userId}
    )
    insert into dirty_claims (claim_tokens) select array_agg(claim_token) from by_claim having count(*) > 0`
