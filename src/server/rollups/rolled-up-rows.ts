import { FIFTEEN_MINUTES_MS } from '../../shared/contract/ingest.ts'
import { join, name, nothing, sql, where, type Sql } from '../database/sql.ts'
import { payerCondition, peopleCondition, type Filters } from './filters.ts'
import type { Period } from './period.ts'
import { knownDays, pendingWithin, type KnownState, type StateScope } from './known-state.ts'
import { COUNTED_MS, type KeyColumn, type Measure } from './sums.ts'

export type FactTable = 'spans' | 'hidden_tags' | 'tagged_spans'

/** Where rows of one shape come from. */
export interface RolledUp {
  readonly days: string
  /** Whether an index has its days by person: a range of days is then as good as naming them. */
  readonly daysByPerson: boolean
  /** The same by team; left out: there is none. */
  readonly teamDays?: string | undefined
  /** The 15-minute rollup; null: what lies outside whole days comes from the facts. */
  readonly buckets: string | null
  readonly facts: FactTable
  readonly columns: readonly KeyColumn[]
  /** Which facts `f` count; left out: all. */
  readonly only?: Sql
  /** The columns that the days have in place of `ms`, as the rows have then. */
  readonly measures?: readonly Measure[]
  /** Whether the rows have a `user_id`; left out: they do. */
  readonly perPerson?: boolean
  /** IANA. With it the rows have `at`, an instant of the local day that their time belongs to. */
  readonly zone?: string | undefined
}

/**
 * Rows `(user_id, …columns, ms)`, or without user_id, that add up to the time of a period: whole days and 15 minutes from rollups, the ends
 * from facts, and pending records one by one. One statement sees one state, so the sum is exact (docs/decisions/0008).
 */
export function rolledUpRows(scope: StateScope, source: RolledUp, filters: Filters): Sql {
  const { from, to } = wholeBuckets(filters)
  const [since, until] = [sql`${filters.from}::bigint`, sql`${filters.to}::bigint`]
  const payer = filters.payer === null ? null : sql`r.payer = ${filters.payer}`
  const person = (alias: string) => (source.perPerson === false ? [] : [name(`${alias}.user_id`)])
  const start = (column: Sql) => (source.zone === undefined ? [] : [sql`${column} as at`])

  const time = (ms: Sql): Sql =>
    source.measures === undefined
      ? sql`${ms} as ms`
      : join(
          source.measures.map(
            ({ name: column, only }) => sql`case when ${only ?? sql`true`} then ${ms} else 0 end as ${column}`,
          ),
        )
  const sums =
    source.measures === undefined ? sql`r.ms` : join(source.measures.map(({ name: column }) => sql`r.${column}`))

  const rollup: Parts['rollup'] = (table, by, when, people = peopleCondition(scope, filters, 'r')) =>
    sql`select ${join([...person('r'), ...source.columns.map((column) => sql`r.${column.name}`), ...start(sql`r.${name(by)}`), by === 'day' ? sums : time(sql`r.ms`)])}
     from ${name(table)} r
     ${where([when, payer, people])}`
  const facts = (table: Sql, when: Sql) =>
    sql`select ${join([...person('f'), ...source.columns.map((column) => sql`${column.fromFact} as ${column.name}`), ...start(sql`f.started_at`), time(COUNTED_MS)])}
     from ${table}
     ${where([when, source.only ?? null, payerCondition(filters, 'f'), peopleCondition(scope, filters, 'f')])}`
  const stored = (begin: Sql, end: Sql) => facts(sql`${name(source.facts)} f`, between('f.started_at', begin, end))
  const pending = (begin: Sql, end: Sql) => facts(pendingFacts(source.facts), between('f.started_at', begin, end))

  // Days of another zone may lie in the known ones.
  if (scope.known && source.zone === undefined)
    return knownRows(scope, scope.known, source, filters, { rollup, stored, pending })
  const parts = [rollup(source.days, 'day', between('r.day', FIRST_DAY, END_OF_DAYS))]
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
      rollup(source.buckets, 'bucket', between('r.bucket', begin, FIRST_DAY)),
      rollup(source.buckets, 'bucket', between('r.bucket', END_OF_DAYS, end)),
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

/** SQL of the rows of one source between two instants. */
interface Parts {
  readonly rollup: (table: string, by: 'day' | 'bucket', when: Sql, people?: Sql | null) => Sql
  readonly stored: (begin: Sql, end: Sql) => Sql
  readonly pending: (begin: Sql, end: Sql) => Sql
}

/** The same rows at a known state: only the parts that have any. */
function knownRows(
  scope: StateScope,
  known: KnownState,
  source: RolledUp,
  filters: Filters,
  { rollup, stored, pending }: Parts,
): Sql {
  const instant = (at: number) => sql`${at}::bigint`
  const buckets = source.buckets === null ? null : wholeBuckets(filters)
  const days = knownDays(known, filters)
  const parts: Sql[] = []
  if (days !== null) {
    const range = between('r.day', instant(days.from), instant(days.to))
    const when = source.daysByPerson ? range : isOneOf(known, days, 'r.day')
    const team = source.teamDays === undefined ? null : teamAlone(scope, filters)
    parts.push(
      team === null || source.teamDays === undefined
        ? rollup(source.days, 'day', when)
        : rollup(source.teamDays, 'day', range, sql`r.team = ${team}`),
    )
  }
  if (buckets !== null && source.buckets !== null) {
    for (const { from, to } of around(buckets, days)) {
      parts.push(rollup(source.buckets, 'bucket', between('r.bucket', instant(from), instant(to))))
    }
  }
  for (const { from, to } of around(filters, buckets ?? days)) parts.push(stored(instant(from), instant(to)))
  const within = buckets ?? days
  const waiting = within === null ? null : pendingWithin(known, within)
  if (waiting !== null) parts.push(pending(instant(waiting.from), instant(waiting.to)))
  // A query without rows has the columns all the same.
  if (parts.length === 0) parts.push(rollup(source.days, 'day', sql`false`))
  const rows = join(parts, ' union all ')
  return waiting === null ? rows : sql`select * from (with ${pendingRecords} ${rows}) rolled_up`
}

/** The team whose rollups answer what is asked; null: another question, or somebody just came to the team or left it. */
export function teamAlone({ people, known }: StateScope, { team, userId }: Filters): string | null {
  // '' stands for no team there.
  const isTeam = people === 'everybody' && userId === null && team !== null && team !== ''
  return isTeam && known?.team?.name === team && known.team.isRolledUp ? team : null
}

/** What of a period lies before and after a part of it; without the part, all of it. */
export function around(period: Period, part: Period | null): Period[] {
  const inside = part ?? { from: period.to, to: period.to }
  return [
    { from: period.from, to: Math.min(inside.from, period.to) },
    { from: Math.max(inside.to, period.from), to: period.to },
  ].filter(({ from, to }) => from < to)
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
const FIRST_DAY: Sql = sql`(select whole.first from whole)`
const END_OF_DAYS: Sql = sql`(select whole.last from whole)`
/** The rest of the period, before the first whole day and after the last one: begin and end of each. */
const AROUND_DAYS: readonly (readonly [begin: Sql, end: Sql])[] = [
  [sql`(select whole.since from whole)`, sql`(select whole.head from whole)`],
  [sql`(select whole.tail from whole)`, sql`(select whole.until from whole)`],
]

/** Where the whole days of a period begin and end, and what lies around them. */
export interface DayBounds {
  /** Common table expressions that the others name. */
  readonly expressions: readonly Sql[]
  readonly first: Sql
  readonly end: Sql
  readonly around: readonly (readonly [begin: Sql, end: Sql])[]
  /** Condition that an instant lies in these days. @param column that of the instant */
  inDays(column: string): Sql
  /** Condition that a row of a daily rollup is of one of these days. @param column the day it is of */
  isDay(column: string): Sql
}

/** Of the whole days of a period: SQL that finds them, or the instants themselves where they are known. */
export function dayBounds({ known }: StateScope, period: Period): DayBounds {
  const instant = (at: number) => sql`${at}::bigint`
  if (known === undefined) {
    const expressions = [wholeDays(instant(period.from), instant(period.to))]
    const inDays = (column: string) => between(column, FIRST_DAY, END_OF_DAYS)
    return { expressions, first: FIRST_DAY, end: END_OF_DAYS, around: AROUND_DAYS, inDays, isDay: inDays }
  }
  const days = knownDays(known, period)
  const { from, to } = days ?? { from: period.to, to: period.to }
  return {
    expressions: [],
    first: instant(from),
    end: instant(to),
    around: around(period, days).map((part) => [instant(part.from), instant(part.to)]),
    inDays: (column) => between(column, instant(from), instant(to)),
    isDay: (column) => isOneOf(known, { from, to }, column),
  }
}

/** More days than these are a range: looking up each person on each day would take longer. */
const MOST_DAYS_NAMED = 31

/** Condition that a day is a known one of a period. Named one by one: the rows of some people are then looked up, and everybody else's not read. */
function isOneOf(known: KnownState, { from, to }: Period, column: string): Sql {
  const days = known.days.filter((day) => day.from >= from && day.to <= to).map((day) => day.from)
  return days.length > MOST_DAYS_NAMED
    ? between(column, sql`${from}::bigint`, sql`${to}::bigint`)
    : sql`${name(column)} = any(${days}::bigint[])`
}

/** `with …` of common table expressions; nothing without any. */
export const withAll = (expressions: readonly Sql[]): Sql =>
  expressions.length === 0 ? nothing : sql`with ${join(expressions)}`

/**
 * Common table expression `whole` of one row: the whole local days of a period that have anything in them, from `first` to `last`, the end of
 * the last one. Both are `none` without any. `[since, head)` and `[tail, until)` are the rest of the period.
 * @param zone IANA; days of another zone do not count
 */
function wholeDays(since: Sql, until: Sql, none = until, zone?: string): Sql {
  const ofZone = zone === undefined ? null : sql`(select s.zone from rollup_state s) = ${zone}`
  return sql`whole as materialized (
    select days.first, days.last, ${since} as since, least(days.first, ${until}) as head, greatest(days.last, ${since}) as tail, ${until} as until
    from (
      select coalesce(min(d.day), ${none}) as first, coalesce(max(d.next_day), ${none}) as last
      from rolled_up_days d ${where([sql`d.day >= ${since}`, sql`d.next_day <= ${until}`, ofZone])}
    ) days
  )`
}

/** Condition that a column lies in `[begin, end)`. */
export const between = (column: string, begin: Sql, end: Sql): Sql =>
  sql`${name(column)} >= ${begin} and ${name(column)} < ${end}`
