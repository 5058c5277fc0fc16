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
  readonly measures: readonly Measure[]
  /** For daily rollups: the 15-minute rollup they are built from; null if built from raw records. */
  readonly from: string | null
}

/** A column that adds up time. */
export interface Measure {
  readonly name: Sql
  /** Which time of rows with a presence and a rating; null: all of it. */
  readonly only: Sql | null
}

export interface KeyColumn {
  readonly name: Sql
  /** The same of a fact `f`. */
  readonly fromFact: Sql
  /** The same of a person `m` of rolled_up_members, where the 15 minutes do not have it. */
  readonly fromMember?: Sql
}

// A key column cannot be null: '' stands for "none named".
const named = (column: string): KeyColumn => ({
  name: name(column),
  fromFact: sql`coalesce(${name(`f.${column}`)}, '')`,
})
const plain = (column: string): KeyColumn => ({ name: name(column), fromFact: name(`f.${column}`) })

/** How a claim came to the time of a fact; '' without one. What was seen is so also of agents that do not attribute. */
const attribution: KeyColumn = {
  name: name('attribution'),
  fromFact: sql`case when f.claim_token is not null then 'seen' when f.attributed_token is not null then coalesce(f.attribution, '') else '' end`,
}

const user = plain('user_id')
/** Facts get it where they are read: {@link joinMember}. */
const team: KeyColumn = { name: name('team'), fromFact: sql`f.team`, fromMember: sql`m.team` }
export const activityColumns: readonly KeyColumn[] = [
  plain('presence'),
  ...['activity', 'rating', 'system', 'payer'].map(named),
  attribution,
  plain('call'),
]
export const personColumns: readonly KeyColumn[] = [plain('presence'), named('rating')]
export const hiddenColumns: readonly KeyColumn[] = [plain('kind'), named('payer')]
export const taggedColumns: readonly KeyColumn[] = [named('payer')]
/** The claim that was seen, else the one that the time is attributed to. */
export const claimColumns: readonly KeyColumn[] = [
  { name: name('claim_token'), fromFact: sql`coalesce(f.claim_token, f.attributed_token)` },
  named('payer'),
  attribution,
]

const allTime: readonly Measure[] = [{ name: name('ms'), only: null }]
const timeThat = (column: string, only: Sql): Measure => ({ name: name(column), only })
export const personMeasures: readonly Measure[] = [
  timeThat('active_ms', sql`presence = 'active'`),
  timeThat('idle_ms', sql`presence = 'idle'`),
  timeThat('away_ms', sql`presence = 'away'`),
  timeThat('core_ms', sql`presence = 'active' and rating = 'core'`),
]

/** SQL of the sums of time, one for each measure. @param ms of a row */
const measured = (measures: readonly Measure[], ms: Sql): Sql =>
  join(
    measures.map(({ only }) =>
      only === null ? sql`sum(${ms})::bigint` : sql`coalesce(sum(${ms}) filter (where ${only}), 0)::bigint`,
    ),
  )

/** Condition on a fact `f` that {@link claimColumns} are of: its attribution is not ''. */
export const ON_A_CLAIM = sql`f.presence = 'active' and (f.claim_token is not null or (f.attributed_token is not null and f.attribution is not null))`

const rollup = (table: Table, of: Rollup['of'], key: readonly KeyColumn[], from?: Table): Rollup => ({
  table: table.name,
  of,
  by: 'bucket' in table.columns ? 'bucket' : 'day',
  key,
  only: null,
  measures: allTime,
  from: from?.name ?? null,
})

/** Every rollup there is. */
export const allRollups: readonly Rollup[] = [
  rollup(tables.activity15min, 'spans', [user, ...activityColumns]),
  rollup(tables.activityDays, 'spans', [user, ...activityColumns], tables.activity15min),
  rollup(tables.personDays, 'spans', [user, ...personColumns], tables.activity15min),
  { ...rollup(tables.personTimeDays, 'spans', [user], tables.activity15min), measures: personMeasures },
  {
    ...rollup(tables.personPayerTimeDays, 'spans', [user, named('payer')], tables.activity15min),
    measures: personMeasures,
  },
  rollup(tables.teamDays, 'spans', [team, ...activityColumns], tables.activity15min),
  { ...rollup(tables.claimDays, 'spans', [user, ...claimColumns]), only: ON_A_CLAIM },
  rollup(tables.total15min, 'spans', activityColumns),
  rollup(tables.totalDays, 'spans', activityColumns, tables.total15min),
  rollup(tables.hidden15min, 'tags', [user, ...hiddenColumns]),
  rollup(tables.hiddenDays, 'tags', [user, ...hiddenColumns], tables.hidden15min),
  rollup(tables.hiddenTeamDays, 'tags', [team, ...hiddenColumns], tables.hidden15min),
  rollup(tables.hiddenTotalDays, 'tags', hiddenColumns, tables.hidden15min),
  rollup(tables.tagged15min, 'tagged', [user, ...taggedColumns]),
  rollup(tables.taggedDays, 'tagged', [user, ...taggedColumns], tables.tagged15min),
  rollup(tables.taggedPersonDays, 'tagged', [user], tables.tagged15min),
  rollup(tables.taggedTeamDays, 'tagged', [team, ...taggedColumns], tables.tagged15min),
  rollup(tables.taggedTotalDays, 'tagged', taggedColumns, tables.tagged15min),
]

/** SQL of the time of a fact `f` that counts: without what the person worked on another device just then. */
export const COUNTED_MS = sql`f.ended_at - f.started_at - f.overlap_ms`

/** The rollups of all spans but those on claims: all of them are sums of {@link sumSpans}. */
export const ofSums = ({ of, only }: Rollup): boolean => of === 'spans' && only === null

/** `select …`: spans `f` with a `day`, summed by everything but the team that any of these rollups knows of them. */
export function sumSpans(bucket: Sql, from: Sql): Sql {
  const key = [user, ...activityColumns]
  return sql`select ${bucket} as bucket, f.day, ${join(key.map((column) => sql`${column.fromFact} as ${column.name}`))},
      sum(${COUNTED_MS})::bigint as ms, count(*) as spans
    from ${from}
    group by ${join(['bucket', 'day', ...key].map((_, index) => literal(index + 1)))}`
}

/** `insert …`: adds such sums to one of these rollups. Their groups are fewer than the spans, and each rollup would group these again. */
export function addSums({ table, by, key, measures }: Rollup, from: Sql): Sql {
  const into = join([name(by), ...key.map((column) => column.name)])
  return sql`insert into ${name(table)} as known (${into}, ${columnsOf(measures)}, spans)
    select ${into}, ${measured(measures, sql`ms`)}, sum(spans)::bigint from ${from} group by ${into}
    on conflict (${into}) do update set ${addedTo(measures)}`
}

const columnsOf = (measures: readonly Measure[]): Sql => join(measures.map((measure) => measure.name))

/** Of a row `known`, what a row of the same key adds to it. */
const addedTo = (measures: readonly Measure[]): Sql =>
  join(
    [...measures.map((measure) => measure.name), name('spans')].map(
      (column) => sql`${column} = known.${column} + excluded.${column}`,
    ),
  )

/** `insert …`: sums of rows of 15 minutes by a key, into an empty rollup. @param read SQL of the key. @param from the rows, as a `from` item */
export function insertSums({ table, by, key, measures }: Rollup, read: Sql, from: Sql): Sql {
  return sql`insert into ${name(table)} (${join([name(by), ...key.map((column) => column.name)])}, ${columnsOf(measures)}, spans)
    select ${read}, ${measured(measures, sql`ms`)}, sum(spans)::bigint
    from ${from}
    group by ${read}`
}

/** What facts `f` add to a rollup. */
interface Added {
  readonly ms: Sql
  readonly spans: Sql
}

/** `insert …`: adds facts `f` to a rollup. @param time SQL of a fact's bucket or day. @param from the facts, as a `from` item */
export function addFacts(
  { table, by, key, only, measures }: Rollup,
  time: Sql,
  from: Sql,
  conditions: readonly Sql[] = [],
  { ms, spans }: Added = { ms: COUNTED_MS, spans: sql`count(*)` },
): Sql {
  const into = join([name(by), ...key.map((column) => column.name)])
  return sql`insert into ${name(table)} as known (${into}, ${columnsOf(measures)}, spans)
    select ${join([time, ...key.map(({ fromFact }) => fromFact)])}, ${measured(measures, ms)}, ${spans}
    from ${from}
    ${where([...conditions, only])}
    group by ${join([time, ...key].map((_, index) => literal(index + 1)))}
    on conflict (${into}) do update set ${addedTo(measures)}`
}
