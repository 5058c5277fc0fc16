import type { Queries } from '../database/database.ts'
import { hiddenTags, spans, taggedSpans } from '../database/schema/facts.ts'
import { name, sql, type Sql } from '../database/sql.ts'
import { bucketOf, calendarOf } from './calendar.ts'
import { joinMember, TEAM_OF } from './team-of.ts'
import { pendingRecords } from './rolled-up-rows.ts'
import type { Rollup } from './sums.ts'

// Facts that change after they were rolled up correct the rollups in the same transaction.

/** The tables of facts: the column with the span's seq, and the one by which a fact waits to be rolled up. */
export const factTables = {
  spans: { table: spans, spanSeq: 'seq', pendingSeq: 'seq' },
  tags: { table: hiddenTags, spanSeq: 'span_seq', pendingSeq: 'seq' },
  tagged: { table: taggedSpans, spanSeq: 'span_seq', pendingSeq: 'first_seq' },
} as const satisfies Record<Rollup['of'], unknown>

/** Keeps the rollups as they are until the transaction ends. @returns the zone of their days; null: nothing was rolled up yet */
export async function lockRollups(queries: Queries): Promise<string | null> {
  const [state] = await queries.query<{ zone: string | null }>(sql`select zone from rollup_state for update`)
  return state?.zone ?? null
}

/**
 * Common table expressions, the last of them `rolled_up`: those of the facts in `before` that do not wait to be rolled up, with their `day`.
 * @param zone of the rollups
 */
export function rolledUpBefore(kind: Rollup['of'], zone: string | null): Sql {
  return sql`${pendingRecords}, rolled_up as materialized (
      select b.*, c.day, c.next_day, ${TEAM_OF} as team
      from before b${joinMember('b')}
      cross join lateral (${calendarOf(sql`select ${bucketOf(sql`b.started_at`)} as bucket`, zone ?? 'UTC')}) c
      where not exists (select 1 from pending p where p.journal = b.journal and p.seq = b.${name(factTables[kind].pendingSeq)})
    )`
}

/** Condition that a fact `t` is one of `before`, `b`. */
export function isOneBefore(kind: Rollup['of']): Sql {
  const seq = name(factTables[kind].spanSeq)
  const tag = kind === 'tags' ? sql` and t.seq = b.seq` : sql``
  return sql`t.journal = b.journal and t.${seq} = b.${seq} and t.started_at = b.started_at${tag}`
}
