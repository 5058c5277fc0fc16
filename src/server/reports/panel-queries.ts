import type { PersonRow, SpanRow } from '../../shared/contract/reports.ts'
import { QUARTER_HOUR_MS } from '../../shared/contract/ingest.ts'
import type { HiddenKind } from '../../shared/contract/work.ts'
import type { Queries } from '../database/database.ts'
import { statementParameters } from './parameters.ts'
import type { Parameters } from './parameters.ts'
import { listPeople } from './people.ts'
import {
  activityRows,
  hiddenRows,
  payerFilter,
  startFilter,
  taggedRows,
  touchPayerFilter,
  userFilter,
} from './slice.ts'
import type { Slice } from './slice.ts'

/** The period asked for, and the same length of time just before it. */
export type PeriodName = 'current' | 'previous'

/** Sums at several levels of grouping; a column that is not of the level is null. */
export interface ActivityGroup {
  readonly level: 'team' | 'user' | 'activity' | 'payer'
  readonly period: PeriodName
  readonly userId: string | null
  readonly presence: string
  readonly rating: string | null
  readonly activity: string | null
  readonly payer: string | null
  readonly attributed: boolean | null
  readonly ms: number
}
export interface HiddenGroup {
  readonly period: PeriodName
  readonly kind: HiddenKind
  readonly ms: number
}
export interface TaggedGroup {
  readonly level: 'team' | 'user' | 'payer'
  readonly period: PeriodName
  readonly userId: string | null
  readonly payer: string | null
  readonly ms: number
}
/** userId null: the whole team, each denial once. */
export interface TouchGroup {
  readonly period: PeriodName
  readonly userId: string | null
  readonly touches: number
  readonly denials: number
}
export interface Day {
  readonly from: number
  readonly to: number
}
export type DaySpan = Pick<
  SpanRow,
  'userId' | 'startedAt' | 'endedAt' | 'presence' | 'activity' | 'rating' | 'system' | 'payer' | 'hiddenKinds'
>

export interface PanelFacts {
  readonly people: readonly PersonRow[]
  readonly activity: readonly ActivityGroup[]
  readonly hidden: readonly HiddenGroup[]
  readonly hiddenRecords: readonly { readonly kind: HiddenKind; readonly records: number }[]
  readonly tagged: readonly TaggedGroup[]
  readonly touches: readonly TouchGroup[]
  readonly payers: readonly string[]
  readonly teams: readonly string[]
  readonly latestEndedAt: number | null
  readonly day: Day | null
  readonly daySpans: readonly DaySpan[]
}

export async function readPanelFacts(queries: Queries, slice: Slice, zone: string): Promise<PanelFacts> {
  const day = readRibbonDay(queries, slice, zone)
  const [people, activity, hidden, hiddenRecords, tagged, touches, payers, teams, latestEndedAt, daySpans] =
    await Promise.all([
      listPeople(queries, slice),
      readActivity(queries, slice),
      readHidden(queries, slice),
      readHiddenRecords(queries, slice),
      readTagged(queries, slice),
      readTouches(queries, slice),
      readPayers(queries, slice),
      readTeams(queries, slice),
      readLatest(queries, slice),
      day.then((found) => (found ? readDaySpans(queries, slice, found) : [])),
    ])
  return {
    people,
    activity,
    hidden,
    hiddenRecords,
    tagged,
    touches,
    payers,
    teams,
    latestEndedAt,
    day: await day,
    daySpans,
  }
}

/** Both periods' rows in one source, each with its period. */
function bothPeriods(
  rows: (slice: Slice, parameters: Parameters) => string,
  slice: Slice,
  parameters: Parameters,
): string {
  const previous = { ...slice, from: Math.max(0, slice.from - (slice.to - slice.from)), to: slice.from }
  const current = `select 'current' as period, c.* from (${rows(slice, parameters)}) c`
  if (previous.from >= previous.to) return current
  return `${current} union all select 'previous' as period, p.* from (${rows(previous, parameters)}) p`
}

async function readActivity(queries: Queries, slice: Slice): Promise<ActivityGroup[]> {
  const parameters = statementParameters()
  return queries.query<ActivityGroup>(
    `select period, user_id as "userId", presence, rating, activity, payer, attributed, sum(ms)::bigint as ms,
       case grouping(user_id, activity, payer, attributed) when 7 then 'user' when 11 then 'activity' when 13 then 'payer' else 'team' end
         as level
     from (${bothPeriods(activityRows, slice, parameters)}) both_periods
     group by grouping sets (
       (period, presence, rating, attributed), (period, presence, rating, user_id), (period, presence, rating, activity),
       (period, presence, payer)
     )`,
    parameters.values,
  )
}

async function readHidden(queries: Queries, slice: Slice): Promise<HiddenGroup[]> {
  const parameters = statementParameters()
  return queries.query<HiddenGroup>(
    `select period, kind, sum(ms)::bigint as ms from (${bothPeriods(hiddenRows, slice, parameters)}) both_periods group by period, kind`,
    parameters.values,
  )
}

async function readHiddenRecords(queries: Queries, slice: Slice): Promise<{ kind: HiddenKind; records: number }[]> {
  const parameters = statementParameters()
  return queries.query(
    `select h.kind, count(distinct (h.device_id, h.epoch, h.hidden_id)) as records
     from hidden_tags h
     where h.tenant_id = ${parameters.add(slice.tenantId)}${startFilter(slice, parameters, 'h')}${userFilter(
       slice,
       parameters,
       'h',
     )}${payerFilter(slice, parameters, 'h')}
     group by h.kind`,
    parameters.values,
  )
}

async function readTagged(queries: Queries, slice: Slice): Promise<TaggedGroup[]> {
  const parameters = statementParameters()
  return queries.query<TaggedGroup>(
    `select period, user_id as "userId", payer, sum(ms)::bigint as ms,
       case grouping(user_id, payer) when 1 then 'user' when 2 then 'payer' else 'team' end as level
     from (${bothPeriods(taggedRows, slice, parameters)}) both_periods
     group by grouping sets ((period), (period, user_id), (period, payer))`,
    parameters.values,
  )
}

async function readTouches(queries: Queries, slice: Slice): Promise<TouchGroup[]> {
  const parameters = statementParameters()
  const started = (period: Slice, filters: Parameters) =>
    `select t.user_id, t.denial_token from touches t
     where t.tenant_id = ${filters.add(period.tenantId)}${startFilter(period, filters, 't')}${userFilter(
       period,
       filters,
       't',
     )}${touchPayerFilter(period, filters)}`
  return queries.query<TouchGroup>(
    `select period, user_id as "userId", count(*) as touches, count(distinct denial_token) as denials
     from (${bothPeriods(started, slice, parameters)}) both_periods
     group by grouping sets ((period), (period, user_id))`,
    parameters.values,
  )
}

/** Payers of the slice, whichever of them it is narrowed to: the panel's choice. */
async function readPayers(queries: Queries, slice: Slice): Promise<string[]> {
  const parameters = statementParameters()
  const rows = await queries.query<{ payer: string }>(
    `select payer from (${activityRows({ ...slice, payer: null }, parameters)}) named group by payer having payer <> '' order by payer`,
    parameters.values,
  )
  return rows.map(({ payer }) => payer)
}

async function readTeams(queries: Queries, slice: Slice): Promise<string[]> {
  const rows = await queries.query<{ team: string }>(
    'select distinct team from users where tenant_id = $1 and team is not null order by team',
    [slice.tenantId],
  )
  return rows.map(({ team }) => team)
}

async function readLatest(queries: Queries, slice: Slice): Promise<number | null> {
  const parameters = statementParameters()
  const [row] = await queries.query<{ latest: number | null }>(
    `select max(d.latest_ended_at) as latest from devices d
     where d.tenant_id = ${parameters.add(slice.tenantId)}${userFilter(slice, parameters, 'd')}`,
    parameters.values,
  )
  return row?.latest ?? null
}

/** How far back from the newest work a day is looked for. */
const RIBBON_SEARCH_MS = 8 * 86_400_000

/**
 * The day the ribbons show, by the calendar of the zone: the last one on which at least half as many people worked as on the busiest of the last
 * days of the period. One person's Sunday does not push the team's Friday off the screen.
 */
async function readRibbonDay(queries: Queries, slice: Slice, zone: string): Promise<Day | null> {
  const parameters = statementParameters()
  const zoned = parameters.add(zone)
  const tenant = parameters.add(slice.tenantId)
  const inPeriod = `q.tenant_id = ${tenant} and q.quarter > ${parameters.add(slice.from - QUARTER_HOUR_MS)}
    and q.quarter < ${parameters.add(slice.to)}${userFilter(slice, parameters, 'q')}`
  const [row] = await queries.query<Day>(
    `select (extract(epoch from midnight at time zone ${zoned}) * 1000)::bigint as "from",
       (extract(epoch from (midnight + interval '1 day') at time zone ${zoned}) * 1000)::bigint as "to"
     from (
       select date_trunc('day', to_timestamp(q.quarter / 1000.0) at time zone ${zoned}) as midnight, count(distinct q.user_id) as people
       from activity_quarters q
       where ${inPeriod} and q.quarter > ${parameters.add(-RIBBON_SEARCH_MS)}::bigint + (
         select q.quarter from activity_quarters q where ${inPeriod} order by q.quarter desc limit 1)
       group by 1
     ) days
     order by (people * 2 >= max(people) over ()) desc, midnight desc limit 1`,
    parameters.values,
  )
  return row ?? null
}

/** Everything of that day inside the period, not narrowed to a payer: a ribbon with holes would look like absence. */
async function readDaySpans(queries: Queries, slice: Slice, day: Day): Promise<DaySpan[]> {
  const parameters = statementParameters()
  const period = { ...slice, from: Math.max(slice.from, day.from), to: Math.min(slice.to, day.to) }
  return queries.query<DaySpan>(
    `select s.user_id as "userId", s.started_at as "startedAt", s.ended_at as "endedAt", s.presence, s.activity, s.rating, s.system,
       s.payer, coalesce((
         select array_agg(distinct h.kind order by h.kind) from hidden_tags h
         where h.tenant_id = s.tenant_id and h.device_id = s.device_id and h.epoch = s.epoch and h.span_seq = s.seq), '{}')
         as "hiddenKinds"
     from spans s
     where s.tenant_id = ${parameters.add(slice.tenantId)}${startFilter(period, parameters, 's')}${userFilter(period, parameters, 's')}
     order by s.user_id, s.started_at, s.device_id, s.seq`,
    parameters.values,
  )
}
