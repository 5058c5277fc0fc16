import { name, sql, type Sql } from '../database/sql.ts'
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

type Source = Pick<Rollup, 'of' | 'only'>
const spans: Source = { of: 'spans', only: null }
const tags: Source = { of: 'tags', only: null }
const tagged: Source = { of: 'tagged', only: null }
const byBucket = (table: Table, source: Source, key: readonly KeyColumn[]): Rollup => ({
  ...source,
  table: table.name,
  by: 'bucket',
  key,
  from: null,
})
const byDay = (table: Table, source: Source, key: readonly KeyColumn[], from: Table | null): Rollup => ({
  ...source,
  table: table.name,
  by: 'day',
  key,
  from: from?.name ?? null,
})

/** Every rollup there is. */
export const allRollups: readonly Rollup[] = [
  byBucket(tables.activity15min, spans, [user, ...activityColumns]),
  byDay(tables.activityDays, spans, [user, ...activityColumns], tables.activity15min),
  byDay(tables.personDays, spans, [user, ...personColumns], tables.activity15min),
  byDay(tables.claimDays, { of: 'spans', only: ON_A_CLAIM }, [user, ...claimColumns], null),
  byBucket(tables.total15min, spans, activityColumns),
  byDay(tables.totalDays, spans, activityColumns, tables.total15min),
  byBucket(tables.hidden15min, tags, [user, ...hiddenColumns]),
  byDay(tables.hiddenDays, tags, [user, ...hiddenColumns], tables.hidden15min),
  byDay(tables.hiddenTotalDays, tags, hiddenColumns, tables.hidden15min),
  byBucket(tables.tagged15min, tagged, [user, ...taggedColumns]),
  byDay(tables.taggedDays, tagged, [user, ...taggedColumns], tables.tagged15min),
  byDay(tables.taggedTotalDays, tagged, taggedColumns, tables.tagged15min),
]
