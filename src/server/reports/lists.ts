import type { HiddenWorkRow, Page, SpanRow, TouchRow } from '../../shared/contract/reports.ts'
import { decodeCursor, encodeCursor, type CursorKey, type PageRequest } from '../database/cursor.ts'
import { hexOf, join, name, sql, where, type Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import {
  payerCondition,
  peopleCondition,
  startCondition,
  touchPayerCondition,
  type Filters,
} from '../rollups/filters.ts'

export interface SpanFilter {
  readonly presence: string | undefined
  readonly activity: string | undefined
  readonly ratings: readonly string[] | undefined
  /** A kind, or `any`. */
  readonly hiddenKind: string | undefined
  readonly onlyUnattributed: boolean
}

interface Keyed {
  readonly key: CursorKey
}

/** The order of a list: by start, then by journal and by what tells two records of one start and journal apart. */
export interface ListOrder {
  /** Alias of the records. */
  readonly of: string
  readonly last: 'seq' | 'touch_id' | 'hidden_id' | 'manual_time_id'
}

export const orderColumns = ({ of, last }: ListOrder): Sql =>
  join(['started_at', 'journal', last].map((column) => name(`${of}.${column}`)))

/**
 * One page of a list, in its order.
 * @param rows the statement of the rows that a condition on the page selects; each has `key`, as {@link keyColumn} makes it
 */
export async function readPage<Row extends object>(
  scope: Scope,
  order: ListOrder,
  { limit, cursor }: PageRequest,
  rows: (page: { readonly after: Sql | null; readonly order: Sql }) => Sql,
): Promise<Page<Row>> {
  const columns = orderColumns(order)
  // One row more than asked for tells whether there is a next page.
  const found = await scope.query<Row & Keyed>(
    rows({ after: afterCursor(order, cursor), order: sql`order by ${columns} limit ${limit + 1}` }),
  )
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  return {
    rows: shown.map(({ key: _key, ...row }) => row as unknown as Row),
    nextCursor: found.length > limit && last ? encodeCursor(last.key) : null,
  }
}

/** `… as key`: what the cursor after a row is made of. */
export const keyColumn = (order: ListOrder): Sql => sql`json_build_array(${orderColumns(order)}) as key`

function afterCursor(order: ListOrder, cursor: string | undefined): Sql | null {
  if (cursor === undefined) return null
  const [start, journal, last] = decodeCursor(cursor)
  const id = order.last === 'seq' ? sql`${last}::bigint` : sql`${last}::text`
  return sql`(${orderColumns(order)}) > (${start}::bigint, ${journal}::int, ${id})`
}

const isTagOf = sql`h.journal = s.journal and h.span_seq = s.seq`
/** The kinds of hidden work that a span `s` is tagged with. */
const kindsOfSpan: Sql = sql`coalesce((
  select array_agg(distinct h.kind order by h.kind) from hidden_tags h where ${isTagOf}), '{}')`

/** Spans that start in the period, in order of their start. */
export async function listSpans(
  scope: Scope,
  filters: Filters,
  { presence, activity, ratings, hiddenKind, onlyUnattributed }: SpanFilter,
  page: PageRequest,
): Promise<Page<SpanRow>> {
  const order = { of: 's', last: 'seq' } as const
  const kind = hiddenKind === undefined || hiddenKind === 'any' ? null : sql`h.kind = ${hiddenKind}`
  const conditions = [
    startCondition(filters, 's'),
    peopleCondition(scope, filters, 's'),
    payerCondition(filters, 's'),
    presence === undefined ? null : sql`s.presence = ${presence}`,
    activity === undefined ? null : sql`s.activity = ${activity}`,
    ratings === undefined ? null : sql`s.rating = any(${ratings}::text[])`,
    onlyUnattributed ? sql`s.claim_token is null` : null,
    hiddenKind === undefined ? null : sql`exists (select 1 from hidden_tags h ${where([isTagOf, kind])})`,
  ]
  return readPage<SpanRow>(
    scope,
    order,
    page,
    ({ after, order: orderBy }) =>
      sql`select s.user_id as "userId", u.name as "userName", j.device_id as "deviceId", s.seq, s.started_at as "startedAt",
       s.ended_at as "endedAt", s.presence, s.activity, s.rating, s.system, s.system_kind as "systemKind", s.payer, s.app,
       s.rule_id as "ruleId", ${hexOf(sql`s.claim_token`)} as "claimToken", ${kindsOfSpan} as "hiddenKinds", ${keyColumn(order)}
     from spans s join users u on u.user_id = s.user_id join journals j on j.journal = s.journal
     ${where([...conditions, after])}
     ${orderBy}`,
  )
}

/** Touches that start in the period, in order of their start. */
export async function listTouches(scope: Scope, filters: Filters, page: PageRequest): Promise<Page<TouchRow>> {
  const order = { of: 't', last: 'touch_id' } as const
  const conditions = [startCondition(filters, 't'), peopleCondition(scope, filters, 't'), touchPayerCondition(filters)]
  return readPage<TouchRow>(
    scope,
    order,
    page,
    ({ after, order: orderBy }) =>
      sql`select t.user_id as "userId", u.name as "userName", t.touch_id as "touchId", ${hexOf(sql`t.claim_token`)} as "claimToken",
       t.started_at as "startedAt", t.ended_at as "endedAt", t.active_ms as "activeMs", t.span_count as "spanCount", ${keyColumn(order)}
     from touches t join users u on u.user_id = t.user_id
     ${where([...conditions, after])}
     ${orderBy}`,
  )
}

/**
 * Hidden-work records, each the sum of its tags that start in the period, so that the rows add up to the number they are behind. A record that
 * covers two payers or systems names none.
 */
export async function listHiddenWork(
  scope: Scope,
  filters: Filters,
  kind: string | undefined,
  page: PageRequest,
): Promise<Page<HiddenWorkRow>> {
  const order = { of: 'r', last: 'hidden_id' } as const
  const asked = (alias: string) => [
    startCondition(filters, alias),
    peopleCondition(scope, filters, alias),
    payerCondition(filters, alias),
    kind === undefined ? null : sql`${name(`${alias}.kind`)} = ${kind}`,
  ]
  const isOfRecord = (alias: string) =>
    ['record', 'kind', 'user_id'].map((column) => sql`${name(`${alias}.${column}`)} = ${name(`r.${column}`)}`)
  const earlier = [...isOfRecord('e'), ...asked('e'), sql`(e.started_at, e.seq) < (r.started_at, r.seq)`]
  const same = (column: Sql) => sql`case when min(${column}) = max(${column}) then min(${column}) end`
  // A record is listed at its first tag. The others are looked up only for the records shown.
  return readPage<HiddenWorkRow>(
    scope,
    order,
    page,
    ({ after, order: orderBy }) =>
      sql`select r.user_id as "userId", u.name as "userName", r.hidden_id as "hiddenId", r.kind, r.started_at as "startedAt", whole."endedAt",
       whole.ms, whole.payer, whole.system, whole."claimToken", ${keyColumn(order)}
     from (
       select r.journal, r.user_id, r.hidden_id, r.kind, r.record, r.started_at
       from hidden_tags r
       ${where([...asked('r'), sql`not exists (select 1 from hidden_tags e ${where(earlier)})`, after])}
       ${orderBy}
     ) r
     join users u on u.user_id = r.user_id
     cross join lateral (
       select max(h.ended_at) as "endedAt", sum(h.ended_at - h.started_at)::bigint as ms, ${same(sql`h.payer`)} as payer,
         ${same(sql`h.system`)} as system, ${same(hexOf(sql`h.claim_token`))} as "claimToken"
       from hidden_tags h
       ${where([...isOfRecord('h'), ...asked('h')])}
     ) whole
     order by ${orderColumns(order)}`,
  )
}
