import type { HiddenWorkRow, Page, SpanRow, TouchRow } from '../../shared/contract/reports.ts'
import type { Queries } from '../database/database.ts'
import { decodeCursor, encodeCursor } from '../database/cursor.ts'
import type { CursorKey } from '../database/cursor.ts'
import { statementParameters } from '../database/parameters.ts'
import type { Parameters } from '../database/parameters.ts'
import { payerFilter, startFilter, touchPayerFilter, userFilter } from '../rollups/time-rows.ts'
import type { Slice } from '../rollups/time-rows.ts'

export interface PageRequest {
  readonly limit: number
  readonly cursor: string | undefined
}

export interface SpanFilter {
  readonly presence: string | undefined
  readonly activity: string | undefined
  readonly ratings: readonly string[] | undefined
  /** A kind, or `any`. */
  readonly hiddenKind: string | undefined
  readonly onlyUnattributed: boolean
}

export interface Keyed {
  readonly key: CursorKey
}

/** Reads one row more than asked for, to know whether there is a next page. */
export function toPage<Row extends object>(rows: readonly (Row & Keyed)[], limit: number): Page<Row> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    rows: shown.map(({ key: _key, ...row }) => row as unknown as Row),
    nextCursor: rows.length > limit && last ? encodeCursor(last.key) : null,
  }
}

export function afterCursor(
  page: PageRequest,
  parameters: Parameters,
  columns: string,
  lastType: 'text' | 'bigint',
): string {
  if (page.cursor === undefined) return ''
  const [start, device, generation, last] = decodeCursor(page.cursor).map((part) => parameters.add(part))
  return ` and (${columns}) > (${start}::bigint, ${device}::text, ${generation}::text, ${last}::${lastType})`
}

/** Kinds a span `s` is tagged with. */
const kindsOfSpan = `coalesce((
  select array_agg(distinct h.kind order by h.kind) from hidden_tags h
  where h.tenant_id = s.tenant_id and h.device_id = s.device_id and h.generation = s.generation and h.span_seq = s.seq), '{}')`

/** Spans that start in the slice, in order of their start. */
export async function listSpans(
  queries: Queries,
  slice: Slice,
  filter: SpanFilter,
  page: PageRequest,
): Promise<Page<SpanRow>> {
  const parameters = statementParameters()
  const equal = (column: string, value: string | undefined) =>
    value === undefined ? '' : ` and s.${column} = ${parameters.add(value)}`
  const tagged =
    filter.hiddenKind === undefined
      ? ''
      : ` and exists (
        select 1 from hidden_tags h
        where h.tenant_id = s.tenant_id and h.device_id = s.device_id and h.generation = s.generation and h.span_seq = s.seq${
          filter.hiddenKind === 'any' ? '' : ` and h.kind = ${parameters.add(filter.hiddenKind)}`
        })`
  const rows = await queries.query<SpanRow & Keyed>(
    `select s.user_id as "userId", u.name as "userName", s.device_id as "deviceId", s.seq, s.started_at as "startedAt",
       s.ended_at as "endedAt", s.presence, s.activity, s.rating, s.system, s.system_kind as "systemKind", s.payer, s.app,
       s.rule_id as "ruleId", s.claim_token as "claimToken", ${kindsOfSpan} as "hiddenKinds",
       json_build_array(s.started_at, s.device_id, s.generation, s.seq) as key
     from spans s join users u on u.tenant_id = s.tenant_id and u.user_id = s.user_id
     where s.tenant_id = ${parameters.add(slice.tenantId)}${startFilter(slice, parameters, 's')}${userFilter(
       slice,
       parameters,
       's',
     )}${payerFilter(slice, parameters, 's')}${equal('presence', filter.presence)}${equal('activity', filter.activity)}${
       filter.ratings === undefined ? '' : ` and s.rating = any(${parameters.add(filter.ratings)}::text[])`
     }${filter.onlyUnattributed ? ' and s.claim_token is null' : ''}${tagged}${afterCursor(
       page,
       parameters,
       's.started_at, s.device_id, s.generation, s.seq',
       'bigint',
     )}
     order by s.started_at, s.device_id, s.generation, s.seq
     limit ${parameters.add(page.limit + 1)}`,
    parameters.values,
  )
  return toPage<SpanRow>(rows, page.limit)
}

/** Touches that start in the slice, in order of their start. */
export async function listTouches(queries: Queries, slice: Slice, page: PageRequest): Promise<Page<TouchRow>> {
  const parameters = statementParameters()
  const rows = await queries.query<TouchRow & Keyed>(
    `select t.user_id as "userId", u.name as "userName", t.touch_id as "touchId", t.claim_token as "claimToken",
       t.started_at as "startedAt", t.ended_at as "endedAt", t.active_ms as "activeMs", t.span_count as "spanCount",
       json_build_array(t.started_at, t.device_id, t.generation, t.touch_id) as key
     from touches t join users u on u.tenant_id = t.tenant_id and u.user_id = t.user_id
     where t.tenant_id = ${parameters.add(slice.tenantId)}${startFilter(slice, parameters, 't')}${userFilter(
       slice,
       parameters,
       't',
     )}${touchPayerFilter(slice, parameters)}${afterCursor(page, parameters, 't.started_at, t.device_id, t.generation, t.touch_id', 'text')}
     order by t.started_at, t.device_id, t.generation, t.touch_id
     limit ${parameters.add(page.limit + 1)}`,
    parameters.values,
  )
  return toPage<TouchRow>(rows, page.limit)
}

/**
 * Hidden-work records, each the sum of its tags that start in the slice: the rows add up to the number they stand behind. A record that
 * goes over two payers or systems names none.
 */
export async function listHiddenWork(
  queries: Queries,
  slice: Slice,
  kind: string | undefined,
  page: PageRequest,
): Promise<Page<HiddenWorkRow>> {
  const parameters = statementParameters()
  const tenant = parameters.add(slice.tenantId)
  const inSlice = (table: string) =>
    `${startFilter(slice, parameters, table)}${userFilter(slice, parameters, table)}${payerFilter(slice, parameters, table)}${
      kind === undefined ? '' : ` and ${table}.kind = ${parameters.add(kind)}`
    }`
  const only = (column: string) => `case when min(h.${column}) = max(h.${column}) then min(h.${column}) end`
  // A record is where its first tag is: the others are looked for only of the records shown.
  const rows = await queries.query<HiddenWorkRow & Keyed>(
    `select r.user_id as "userId", u.name as "userName", r.hidden_id as "hiddenId", r.kind, r.started_at as "startedAt", whole."endedAt", whole.ms,
       whole.payer, whole.system, whole."claimToken", json_build_array(r.started_at, r.device_id, r.generation, r.hidden_id) as key
     from (
       select f.tenant_id, f.device_id, f.generation, f.user_id, f.hidden_id, f.kind, f.record, f.started_at
       from hidden_tags f
       where f.tenant_id = ${tenant}${inSlice('f')} and not exists (
         select 1 from hidden_tags e
         where e.tenant_id = ${tenant} and e.record = f.record and e.kind = f.kind and e.user_id = f.user_id${inSlice('e')}
           and (e.started_at, e.seq) < (f.started_at, f.seq))${afterCursor(
             page,
             parameters,
             'f.started_at, f.device_id, f.generation, f.hidden_id',
             'text',
           )}
       order by f.started_at, f.device_id, f.generation, f.hidden_id
       limit ${parameters.add(page.limit + 1)}
     ) r
     join users u on u.tenant_id = r.tenant_id and u.user_id = r.user_id
     cross join lateral (
       select max(h.ended_at) as "endedAt", sum(h.ended_at - h.started_at)::bigint as ms, ${only('payer')} as payer,
         ${only('system')} as system, ${only('claim_token')} as "claimToken"
       from hidden_tags h
       where h.tenant_id = ${tenant} and h.record = r.record and h.kind = r.kind and h.user_id = r.user_id${inSlice('h')}
     ) whole
     order by r.started_at, r.device_id, r.generation, r.hidden_id`,
    parameters.values,
  )
  return toPage<HiddenWorkRow>(rows, page.limit)
}
