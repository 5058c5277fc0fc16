import { FIFTEEN_MINUTES_MS } from '../../shared/contract/ingest.ts'
import { join, name, sql, where, type Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import { payerCondition, peopleCondition, type Filters, type Period } from './filters.ts'
import type { KeyColumn } from './sums.ts'

export type FactTable = 'spans' | 'hidden_tags' | 'tagged_spans'

/** Where rows of one shape come from. */
export interface RolledUp {
  readonly days: string
  /** The 15-minute rollup; null: what lies outside whole days comes from the facts. */
  readonly buckets: string | null
  readonly facts: FactTable
  readonly columns: readonly KeyColumn[]
  /** Which facts `f` count; left out: all. */
  readonly only?: Sql
  /** Whether the rows have a `user_id`; left out: they do. */
  readonly perPerson?: boolean
  /** IANA. With it the rows have `at`, an instant of the local day that their time belongs to. */
  readonly zone?: string | undefined
}

/**
 * Rows `(user_id, …columns, ms)`, or without user_id, that add up to the time of a period: whole days and 15 minutes from rollups, the ends
 * from facts, and pending records one by one. One statement sees one state, so the sum is exact (docs/decisions/0008).
 */
export function rolledUpRows(scope: Scope, source: RolledUp, filters: Filters): Sql {
  const { from, to } = wholeBuckets(filters)
  const [since, until] = [sql`${filters.from}::bigint`, sql`${filters.to}::bigint`]
  const payer = filters.payer === null ? null : sql`r.payer = ${filters.payer}`
  const person = (alias: string) => (source.perPerson === false ? [] : [name(`${alias}.user_id`)])
  const start = (column: Sql) => (source.zone === undefined ? [] : [sql`${column} as at`])

  const rollup = (table: string, time: 'day' | 'bucket', begin: Sql, end: Sql) =>
    sql`select ${join([...person('r'), ...source.columns.map((column) => sql`r.${column.name}`), ...start(sql`r.${name(time)}`), sql`r.ms`])}
     from ${name(table)} r
     ${where([sql`r.${name(time)} >= ${begin}`, sql`r.${name(time)} < ${end}`, payer, peopleCondition(scope, filters, 'r')])}`
  const facts = (table: Sql, when: Sql) =>
    sql`select ${join([...person('f'), ...source.columns.map(({ fromFact }) => fromFact), ...start(sql`f.started_at`)])}, f.ended_at - f.started_at as ms
     from ${table}
     ${where([when, source.only ?? null, payerCondition(filters, 'f'), peopleCondition(scope, filters, 'f')])}`
  const stored = (begin: Sql, end: Sql) => facts(sql`${name(source.facts)} f`, between(begin, end))
  const pending = (begin: Sql, end: Sql) => facts(pendingFacts(source.facts), between(begin, end))

  const parts = [rollup(source.days, 'day', FIRST_DAY, END_OF_DAYS)]
  let none = until
  if (source.buckets === null) {
    parts.push(
      pending(FIRST_DAY, END_OF_DAYS),
      // Bounds that the planner cannot see: told the whole period, it would read all of it.
      ...AROUND_DAYS.map(([begin, end]) => stored(begin, end)),
    )
  } else {
    const [begin, end] = [sql`${from}::bigint`, sql`${to}::bigint`]
    none = end
    parts.push(
      rollup(source.buckets, 'bucket', begin, FIRST_DAY),
      rollup(source.buckets, 'bucket', END_OF_DAYS, end),
      pending(begin, end),
    )
    if (filters.from < from) parts.push(stored(since, sql`${Math.min(from, filters.to)}::bigint`))
    if (filters.to > to) parts.push(stored(sql`${Math.max(to, filters.from)}::bigint`, until))
  }
  return sql`select * from (
    with ${wholeDays(since, until, none, source.zone)}, ${pendingRecords}
    ${join(parts, ' union all ')}
  ) rolled_up`
}

/** The 15 minutes of the clock that lie in a period as a whole. */
export function wholeBuckets(filters: Period): Period {
  const from = Math.ceil(filters.from / FIFTEEN_MINUTES_MS) * FIFTEEN_MINUTES_MS
  return { from, to: Math.max(from, Math.floor(filters.to / FIFTEEN_MINUTES_MS) * FIFTEEN_MINUTES_MS) }
}

/** Common table expression `pending (journal, seq, started_at)`: the spans and tags that are stored and not rolled up yet. */
export const pendingRecords: Sql = sql`pending as (
  select b.journal, unnest(b.seqs) as seq, unnest(b.starts) as started_at from pending_batches b
)`

/** `from` item: the pending facts `f`, of the expression {@link pendingRecords}. A tagged span is pending with the tag that it counts with. */
export function pendingFacts(facts: FactTable): Sql {
  // The start tells PostgreSQL which partition holds the record.
  const of = (table: string, alias: string) =>
    sql`pending p join ${name(table)} ${name(alias)} on ${isRecord(alias, 'p')}`
  if (facts !== 'tagged_spans') return of(facts, 'f')
  return sql`${of('hidden_tags', 'h')} join tagged_spans f on f.journal = h.journal and f.span_seq = h.span_seq
    and f.started_at = h.started_at and f.first_seq = h.seq`
}

/** Condition: a fact is the one that a row of `(journal, seq, started_at)` names. @param fact its alias, as is `row` */
export const isRecord = (fact: string, row: string): Sql =>
  join(
    ['journal', 'seq', 'started_at'].map((column) => sql`${name(`${fact}.${column}`)} = ${name(`${row}.${column}`)}`),
    ' and ',
  )

/** Start of the first whole day and end of the last one, of the expression that {@link wholeDays} gives. */
export const FIRST_DAY: Sql = sql`(select whole.first from whole)`
export const END_OF_DAYS: Sql = sql`(select whole.last from whole)`
/** The rest of the period, before the first whole day and after the last one: begin and end of each. */
export const AROUND_DAYS: readonly (readonly [begin: Sql, end: Sql])[] = [
  [sql`(select whole.since from whole)`, sql`(select whole.head from whole)`],
  [sql`(select whole.tail from whole)`, sql`(select whole.until from whole)`],
]

/**
 * Common table expression `whole` of one row: the whole local days of a period that have anything in them, from `first` to `last`, the end of
 * the last one. Both are `none` without any. `[since, head)` and `[tail, until)` are the rest of the period.
 * @param zone IANA; days of another zone do not count
 */
export function wholeDays(since: Sql, until: Sql, none = until, zone?: string): Sql {
  const ofZone = zone === undefined ? null : sql`(select s.zone from rollup_state s) = ${zone}`
  return sql`whole as materialized (
    select days.first, days.last, ${since} as since, least(days.first, ${until}) as head, greatest(days.last, ${since}) as tail, ${until} as until
    from (
      select coalesce(min(d.day), ${none}) as first, coalesce(max(d.next_day), ${none}) as last
      from rolled_up_days d ${where([sql`d.day >= ${since}`, sql`d.next_day <= ${until}`, ofZone])}
    ) days
  )`
}

const between = (begin: Sql, end: Sql): Sql => sql`f.started_at >= ${begin} and f.started_at < ${end}`
