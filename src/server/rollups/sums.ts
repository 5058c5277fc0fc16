import { join, literal, name, sql, where, type Sql } from '../database/sql.ts'
import type { Table } from '../database/table.ts'
import * as tables from '../database/schema/rollups.ts'

/** A rollup: sums over spans or tags. */
export interface Rollup {
  readonly table: string
  /** The records that it adds up. */
  readonly of: 'spans' | 'tags' | 'tagged'
  readonly by: 'bucket' | 'day'
  /** The key after the time. */
  readonly key: readonly KeyColumn[]
  /** Which facts `f` count; null: all. */
  readonly only: Sql | null
  /** For daily rollups: the 15-minute rollup they are built from; null if built from raw records. */
  readonly from: string | null
}

export interface KeyColumn {
  readonly name: Sql
  /** The same of a fact `f`. */
  readonly fromFact: Sql
}

// A key column cannot be null: '' stands for "none named".
const named = (column: string): KeyColumn => ({
  name: name(column),
  fromFact: sql`coalesce(${name(`f.${column}`)}, '')`,
})
const plain = (column: string): KeyColumn => ({ name: name(column), fromFact: name(`f.${column}`) })

const user = plain('user_id')
export const activityColumns: readonly KeyColumn[] = [
  plain('presence'),
  ...['activity', 'rating', 'system', 'payer'].map(named),
  { name: name('attributed'), fromFact: sql`f.claim_token is not null` },
]
export const personColumns: readonly KeyColumn[] = [plain('presence'), named('rating')]
export const hiddenColumns: readonly KeyColumn[] = [plain('kind'), named('payer')]
export const taggedColumns: readonly KeyColumn[] = [named('payer')]
export const claimColumns: readonly KeyColumn[] = [plain('claim_token'), named('payer')]

/** Condition on a fact `f` that {@link claimColumns} are of. */
export const ON_A_CLAIM = sql`f.presence = 'active' and f.claim_token is not null`

const rollup = (table: Table, of: Rollup['of'], key: readonly KeyColumn[], from?: Table): Rollup => ({
  table: table.name,
  of,
  by: 'bucket' in table.columns ? 'bucket' : 'day',
  key,
  only: null,
  from: from?.name ?? null,
})

/** Every rollup there is. */
export const allRollups: readonly Rollup[] = [
  rollup(tables.activity15min, 'spans', [user, ...activityColumns]),
  rollup(tables.activityDays, 'spans', [user, ...activityColumns], tables.activity15min),
  rollup(tables.personDays, 'spans', [user, ...personColumns], tables.activity15min),
  { ...rollup(tables.claimDays, 'spans', [user, ...claimColumns]), only: ON_A_CLAIM },
  rollup(tables.total15min, 'spans', activityColumns),
  rollup(tables.totalDays, 'spans', activityColumns, tables.total15min),
  rollup(tables.hidden15min, 'tags', [user, ...hiddenColumns]),
  rollup(tables.hiddenDays, 'tags', [user, ...hiddenColumns], tables.hidden15min),
  rollup(tables.hiddenTotalDays, 'tags', hiddenColumns, tables.hidden15min),
  rollup(tables.tagged15min, 'tagged', [user, ...taggedColumns]),
  rollup(tables.taggedDays, 'tagged', [user, ...taggedColumns], tables.tagged15min),
  rollup(tables.taggedTotalDays, 'tagged', taggedColumns, tables.tagged15min),
]

/** `insert …`: adds facts `f` to a rollup. @param time SQL of a fact's bucket or day. @param from the facts, as a `from` item */
export function addFacts({ table, by, key, only }: Rollup, time: Sql, from: Sql, conditions: readonly Sql[] = []): Sql {
  const into = join([name(by), ...key.map((column) => column.name)])
  return sql`insert into ${name(table)} as known (${into}, ms, spans)
    select ${join([time, ...key.map(({ fromFact }) => fromFact)])}, sum(f.ended_at - f.started_at)::bigint, count(*)
    from ${from}
    ${where([...conditions, only])}
    group by ${join([time, ...key].map((_, index) => literal(index + 1)))}
    on conflict (${into}) do update set ms = known.ms + excluded.ms, spans = known.spans + excluded.spans`
}
