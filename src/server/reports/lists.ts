import { z } from 'zod'
import type { reportRoutes } from '../../shared/contract/routes/reports.ts'
import type { HiddenWorkRow, Page, SpanRow, TouchRow } from '../../shared/contract/reports.ts'
import { decodeKey, toPage, type PageRequest } from '../database/cursor.ts'
import { hexOf, join, name, sql, where, type Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import {
  payerCondition,
  peopleCondition,
  startCondition,
  touchPayerCondition,
  type Filters,
} from '../rollups/filters.ts'

/** The filters of spans beside those of every report, as requests name them. */
type SpanFilter = Pick<
  z.output<typeof reportRoutes.spans.params>,
  'presence' | 'activity' | 'rating' | 'hiddenKind' | 'denial' | 'call'
>

/** Start, journal and seq or id of a row. */
const cursorKey = z.tuple([z.number().int(), z.number().int(), z.union([z.string(), z.number().int()])])

/** The order of a list: by start, then by journal and by what tells two records of one start and journal apart. */
interface ListOrder {
  /** Alias of the records. */
  readonly of: string
  readonly last: 'seq' | 'touch_id' | 'hidden_id' | 'manual_time_id' | 'annotation_id'
}

const orderColumns = ({ of, last }: ListOrder): Sql =>
  join(['started_at', 'journal', last].map((column) => name(`${of}.${column}`)))

/** What a list shows. */
interface Listed {
  readonly columns: Sql
  /** Tables with the records and their user `u`. */
  readonly from: Sql
  readonly conditions: readonly (Sql | null)[]
}

/** One page of a list, in its order. */
export function listRecords<Row extends object>(
  scope: Scope,
  order: ListOrder,
  page: PageRequest,
  { columns, from, conditions }: Listed,
): Promise<Page<Row>> {
  return readPage(
    scope,
    order,
    page,
    (after, ordered, key) => sql`select ${columns}, ${key} from ${from} ${where([...conditions, after])} ${ordered}`,
  )
}

/**
 * The same of any statement.
 * @param rows the statement of the rows after those of the page before, in order; each has the column `key`
 */
async function readPage<Row extends object>(
  scope: Scope,
  order: ListOrder,
  page: PageRequest,
  rows: (after: Sql | null, ordered: Sql, key: Sql) => Sql,
): Promise<Page<Row>> {
  const columns = orderColumns(order)
  // One row more than asked for tells whether there is a next page.
  const found = await scope.query<Row & { readonly key: z.infer<typeof cursorKey> }>(
    rows(
      afterCursor(order, page.cursor),
      sql`order by ${columns} limit ${page.limit + 1}`,
      sql`json_build_array(${columns}) as key`,
    ),
  )
  const shown = toPage(found, page, ({ key }) => key)
  return { ...shown, rows: shown.rows.map(({ key: _key, ...row }) => row as unknown as Row) }
}

function afterCursor(order: ListOrder, cursor: string | undefined): Sql | null {
  if (cursor === undefined) return null
  const [start, journal, last] = decodeKey(cursorKey, cursor)
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
  { presence, activity, rating, hiddenKind, denial, call }: SpanFilter,
  page: PageRequest,
): Promise<Page<SpanRow>> {
  const kind = hiddenKind === undefined || hiddenKind === 'any' ? null : sql`h.kind = ${hiddenKind}`
  const conditions = [
    startCondition(filters, 's'),
    peopleCondition(scope, filters, 's'),
    payerCondition(filters, 's'),
    presence === undefined ? null : sql`s.presence = ${presence}`,
    activity === undefined ? null : sql`s.activity = ${activity}`,
    rating === undefined ? null : sql`s.rating = any(${rating}::text[])`,
    denial === 'none' ? sql`s.claim_token is null` : null,
    call === undefined ? null : sql`s.call`,
    hiddenKind === undefined ? null : sql`exists (select 1 from hidden_tags h ${where([isTagOf, kind])})`,
  ]
  return listRecords(scope, { of: 's', last: 'seq' }, page, {
    columns: sql`s.user_id as "userId", u.name as "userName", j.device_id as "deviceId", s.seq, s.started_at as "startedAt",
      s.ended_at as "endedAt", s.presence, s.activity, s.rating, s.system, s.system_kind as "systemKind", s.payer, s.app,
      s.rule_id as "ruleId", ${hexOf(sql`s.claim_token`)} as "claimToken",
      ${hexOf(sql`s.attributed_token`)} as "attributedToken", s.attribution, s.call, ${kindsOfSpan} as "hiddenKinds"`,
    from: sql`spans s join users u on u.user_id = s.user_id join journals j on j.journal = s.journal`,
    conditions,
  })
}

/** The columns of a `TouchRow`, of a touch `t` and its user `u`. */
export const touchColumns: Sql = sql`t.user_id as "userId", u.name as "userName", t.touch_id as "touchId", ${hexOf(sql`t.claim_token`)} as "claimToken",
  t.started_at as "startedAt", t.ended_at as "endedAt", t.active_ms as "activeMs", t.span_count as "spanCount"`

/** Touches that start in the period, in order of their start. */
export async function listTouches(scope: Scope, filters: Filters, page: PageRequest): Promise<Page<TouchRow>> {
  return listRecords(scope, { of: 't', last: 'touch_id' }, page, {
    columns: touchColumns,
    from: sql`touches t join users u on u.user_id = t.user_id`,
    conditions: [startCondition(filters, 't'), peopleCondition(scope, filters, 't'), touchPayerCondition(filters)],
  })
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
  return readPage(
    scope,
    order,
    page,
    (after, ordered, key) =>
      sql`select r.user_id as "userId", u.name as "userName", r.hidden_id as "hiddenId", r.kind, r.started_at as "startedAt", whole."endedAt",
       whole.ms, whole.payer, whole.system, whole."claimToken", ${key}
     from (
       select r.journal, r.user_id, r.hidden_id, r.kind, r.record, r.started_at
       from hidden_tags r
       ${where([...asked('r'), sql`not exists (select 1 from hidden_tags e ${where(earlier)})`, after])}
       ${ordered}
     ) r
     join users u on u.user_id = r.user_id
     cross join lateral (
       select max(h.ended_at) as "endedAt", sum(h.ended_at - h.started_at - h.overlap_ms)::bigint as ms, ${same(sql`h.payer`)} as payer,
         ${same(sql`h.system`)} as system, ${same(hexOf(sql`h.claim_token`))} as "claimToken"
       from hidden_tags h
       ${where([...isOfRecord('h'), ...asked('h')])}
     ) whole
     order by ${orderColumns(order)}`,
  )
}
