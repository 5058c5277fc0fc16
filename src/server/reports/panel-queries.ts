import type { PersonRow } from '../../shared/contract/reports.ts'
import type { HiddenKind } from '../../shared/contract/work.ts'
import type { Queries } from '../database/database.ts'
import { statementParameters } from '../database/parameters.ts'
import type { Parameters } from '../database/parameters.ts'
import { listPeople } from './people.ts'
import { readDaySpans, readRibbonDay } from './ribbon-queries.ts'
import type { Day, DaySpan } from './ribbon-queries.ts'
import { recordsByKind, touchedByAll, touchedByPerson } from '../rollups/distinct-rows.ts'
import { activityTotals, hiddenTotals, personRows, taggedRows, taggedTotals, userFilter } from '../rollups/time-rows.ts'
import type { Slice } from '../rollups/time-rows.ts'

/** The period asked for, and the same length of time just before it. */
export type PeriodName = 'current' | 'previous'

/** Sums at several levels of grouping; a column that is not of the level is null. */
export interface ActivityGroup {
  readonly level: 'team' | 'activity' | 'payer'
  readonly period: PeriodName
  readonly presence: string
  readonly rating: string | null
  readonly activity: string | null
  readonly payer: string | null
  readonly attributed: boolean | null
  readonly ms: number
}
/** A person's time in the period. */
export interface PersonTime {
  readonly userId: string
  readonly activeMs: number
  readonly idleMs: number
  readonly awayMs: number
  readonly coreMs: number
}
export interface HiddenGroup {
  readonly period: PeriodName
  readonly kind: HiddenKind
  readonly ms: number
}
export interface TaggedGroup {
  readonly level: 'team' | 'payer'
  readonly period: PeriodName
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

export interface PanelFacts {
  readonly people: readonly PersonRow[]
  readonly activity: readonly ActivityGroup[]
  readonly persons: readonly PersonTime[]
  readonly hidden: readonly HiddenGroup[]
  readonly hiddenRecords: readonly { readonly kind: HiddenKind; readonly records: number }[]
  readonly tagged: readonly TaggedGroup[]
  /** Tagged time of the period. */
  readonly taggedByPerson: readonly { readonly userId: string; readonly ms: number }[]
  readonly touches: readonly TouchGroup[]
  readonly payers: readonly string[]
  readonly teams: readonly string[]
  readonly latestEndedAt: number | null
  readonly day: Day | null
  readonly daySpans: readonly DaySpan[]
}

/** What a panel asks, each in one statement. Every one is measured: bench/panel.ts. */
export const panelReads = {
  people: (queries: Queries, slice: Slice) => listPeople(queries, slice),
  activity: readActivity,
  persons: readPersons,
  hidden: readHidden,
  hiddenRecords: readHiddenRecords,
  tagged: readTagged,
  taggedByPerson: readTaggedByPerson,
  touchesByPerson: readTouchesByPerson,
  touches: (queries: Queries, slice: Slice) => readTouches(queries, slice, 'current'),
  touchesBefore: (queries: Queries, slice: Slice) => readTouches(queries, slice, 'previous'),
  payers: readPayers,
  teams: readTeams,
  latest: readLatest,
} as const

export async function readPanelFacts(queries: Queries, slice: Slice, zone: string): Promise<PanelFacts> {
  const day = readRibbonDay(queries, slice, zone)
  const [
    people,
    activity,
    persons,
    hidden,
    hiddenRecords,
    tagged,
    taggedByPerson,
    byPerson,
    touches,
    touchesBefore,
    payers,
    teams,
    latest,
    spans,
  ] = await Promise.all([
    panelReads.people(queries, slice),
    panelReads.activity(queries, slice),
    panelReads.persons(queries, slice),
    panelReads.hidden(queries, slice),
    panelReads.hiddenRecords(queries, slice),
    panelReads.tagged(queries, slice),
    panelReads.taggedByPerson(queries, slice),
    panelReads.touchesByPerson(queries, slice),
    panelReads.touches(queries, slice),
    panelReads.touchesBefore(queries, slice),
    panelReads.payers(queries, slice),
    panelReads.teams(queries, slice),
    panelReads.latest(queries, slice),
    day.then((found) => (found ? readDaySpans(queries, slice, found) : [])),
  ])
  return {
    people,
    activity,
    persons,
    hidden,
    hiddenRecords,
    tagged,
    taggedByPerson,
    touches: [...byPerson, ...touches, ...touchesBefore],
    payers,
    teams,
    latestEndedAt: latest,
    day: await day,
    daySpans: spans,
  }
}

/** The same length of time just before; null when there is none. */
function previousOf(slice: Slice): Slice | null {
  const from = Math.max(0, slice.from - (slice.to - slice.from))
  return from < slice.from ? { ...slice, from, to: slice.from } : null
}

/** Both periods' rows in one source, each with its period. */
function bothPeriods(
  rows: (slice: Slice, parameters: Parameters) => string,
  slice: Slice,
  parameters: Parameters,
): string {
  const previous = previousOf(slice)
  const current = `select 'current' as period, c.* from (${rows(slice, parameters)}) c`
  if (previous === null) return current
  return `${current} union all select 'previous' as period, p.* from (${rows(previous, parameters)}) p`
}

async function readActivity(queries: Queries, slice: Slice): Promise<ActivityGroup[]> {
  const parameters = statementParameters()
  return queries.query<ActivityGroup>(
    `select period, presence, rating, activity, payer, attributed, sum(ms)::bigint as ms,
       case grouping(activity, payer, attributed) when 3 then 'activity' when 5 then 'payer' else 'team' end as level
     from (${bothPeriods(activityTotals, slice, parameters)}) both_periods
     group by grouping sets ((period, presence, rating, attributed), (period, presence, rating, activity), (period, presence, payer))`,
    parameters.values,
  )
}

async function readPersons(queries: Queries, slice: Slice): Promise<PersonTime[]> {
  const parameters = statementParameters()
  const msOf = (which: string) => `coalesce(sum(ms) filter (where ${which}), 0)::float8`
  return queries.query<PersonTime>(
    `select user_id as "userId", ${msOf(`presence = 'active'`)} as "activeMs", ${msOf(`presence = 'idle'`)} as "idleMs",
       ${msOf(`presence = 'away'`)} as "awayMs", ${msOf(`presence = 'active' and rating = 'core'`)} as "coreMs"
     from (${personRows(slice, parameters)}) persons
     group by user_id`,
    parameters.values,
  )
}

async function readHidden(queries: Queries, slice: Slice): Promise<HiddenGroup[]> {
  const parameters = statementParameters()
  return queries.query<HiddenGroup>(
    `select period, kind, sum(ms)::bigint as ms from (${bothPeriods(hiddenTotals, slice, parameters)}) both_periods group by period, kind`,
    parameters.values,
  )
}

async function readHiddenRecords(queries: Queries, slice: Slice): Promise<{ kind: HiddenKind; records: number }[]> {
  const parameters = statementParameters()
  return queries.query(recordsByKind(slice, parameters), parameters.values)
}

async function readTagged(queries: Queries, slice: Slice): Promise<TaggedGroup[]> {
  const parameters = statementParameters()
  return queries.query<TaggedGroup>(
    `select period, payer, sum(ms)::bigint as ms, case grouping(payer) when 1 then 'team' else 'payer' end as level
     from (${bothPeriods(taggedTotals, slice, parameters)}) both_periods
     group by grouping sets ((period), (period, payer))`,
    parameters.values,
  )
}

async function readTaggedByPerson(queries: Queries, slice: Slice): Promise<{ userId: string; ms: number }[]> {
  const parameters = statementParameters()
  return queries.query(
    `select user_id as "userId", sum(ms)::bigint as ms from (${taggedRows(slice, parameters)}) tagged group by user_id`,
    parameters.values,
  )
}

async function readTouchesByPerson(queries: Queries, slice: Slice): Promise<TouchGroup[]> {
  const parameters = statementParameters()
  return queries.query<TouchGroup>(
    `select 'current' as period, user_id as "userId", touches, denials from (${touchedByPerson(slice, parameters)}) touched`,
    parameters.values,
  )
}

/** Of everybody in the slice, each denial once. */
async function readTouches(queries: Queries, slice: Slice, period: PeriodName): Promise<TouchGroup[]> {
  const of = period === 'current' ? slice : previousOf(slice)
  if (of === null) return []
  const parameters = statementParameters()
  return queries.query<TouchGroup>(
    `select '${period}' as period, null as "userId", touches, denials from (${touchedByAll(of, parameters)}) touched`,
    parameters.values,
  )
}

/** Payers of the slice, whichever of them it is narrowed to: the panel's choice. */
async function readPayers(queries: Queries, slice: Slice): Promise<string[]> {
  const parameters = statementParameters()
  const rows = await queries.query<{ payer: string }>(
    `select payer from (${activityTotals({ ...slice, payer: null }, parameters)}) named group by payer having payer <> '' order by payer`,
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
