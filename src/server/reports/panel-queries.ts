import type { KnownPerson } from '../../shared/contract/reports.ts'
import type { HiddenKind } from '../../shared/contract/work.ts'
import { readValue } from '../database/database.ts'
import { literal, nothing, sql, where, type Sql } from '../database/sql.ts'
import { visiblePeople, type Scope } from '../identity/scope.ts'
import { recordsByKind } from '../rollups/distinct-rows.ts'
import { peopleCondition, type Filters } from '../rollups/filters.ts'
import type { Period } from '../rollups/period.ts'
import { manualPersonRows } from '../rollups/manual-time-rows.ts'
import { atOneState } from '../rollups/at-one-state.ts'
import type { KnownScope, StateScope } from '../rollups/known-state.ts'
import { activityTotals, hiddenTotals, personTimeRows, taggedPersonRows, taggedTotals } from '../rollups/time-rows.ts'
import { readTouched, readTouchedByAll } from '../rollups/touched-claims.ts'
import { readSettings } from '../settings/settings-store.ts'
import { readRibbonDay, readRibbonHours } from './ribbon-queries.ts'

/** The period asked for, and the same length of time just before it. */
export type PeriodName = 'current' | 'previous'

/** Sums at several levels of grouping; a column of another level is null. */
export interface ActivityGroup {
  readonly level: 'team' | 'activity' | 'payer'
  readonly period: PeriodName
  readonly presence: string
  readonly rating: string | null
  readonly activity: string | null
  readonly payer: string | null
  readonly attribution: string | null
  /** Null: nothing in it passes the payer filter. */
  readonly ms: number | null
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
/** Of the previous period there is only the team's sum. */
export interface TaggedGroup {
  readonly level: 'team' | 'payer' | 'person'
  readonly period: PeriodName
  readonly payer: string | null
  readonly userId: string | null
  readonly ms: number
}
/** Manual time that counts as effort. */
export interface ManualWork {
  readonly period: PeriodName
  readonly ms: number
}
/** userId null: the whole team, each denial once. */
export interface TouchGroup {
  readonly period: PeriodName
  readonly userId: string | null
  readonly touches: number
  readonly denials: number
}
export interface PanelPeople {
  readonly people: readonly KnownPerson[]
  readonly teams: readonly string[]
  readonly latestEndedAt: number | null
}

export interface PanelFacts extends PanelPeople {
  readonly activity: readonly ActivityGroup[]
  readonly persons: readonly PersonTime[]
  readonly hidden: readonly HiddenGroup[]
  readonly hiddenRecords: readonly { readonly kind: HiddenKind; readonly records: number }[]
  readonly tagged: readonly TaggedGroup[]
  readonly touches: readonly TouchGroup[]
  readonly manualWork: readonly ManualWork[]
  readonly recordedFrom: number
  readonly day: Period | null
  readonly ribbonHours: Period | null
}

/** The statements of a panel, apart from the ribbons' day: one for each population. */
export const panelReads = {
  people: readPeople,
  activity: readActivity,
  persons: readPersons,
  hidden: readHidden,
  hiddenRecords: readHiddenRecords,
  tagged: readTagged,
  touches: readTouches,
  previousTouches: readPreviousTouches,
  manualWork: readManualWork,
} as const

/** All of it at one state, so that the numbers of a screen fit together. */
export async function readPanelFacts(scope: Scope, filters: Filters, zone: string): Promise<PanelFacts> {
  return atOneState(scope, filters, previousOf(filters)?.from ?? filters.from, async (at) => {
    const ribbonDay = readRibbonDay(at, filters, zone)
    const [
      day,
      ribbonHours,
      people,
      touches,
      previousTouches,
      persons,
      activity,
      tagged,
      hiddenRecords,
      hidden,
      manualWork,
    ] = await Promise.all([
      ribbonDay,
      ribbonDay.then((found) => (found ? readRibbonHours(at, filters, found) : null)),
      panelReads.people(at, filters),
      panelReads.touches(at, filters),
      panelReads.previousTouches(at, filters),
      panelReads.persons(at, filters),
      panelReads.activity(at, filters),
      panelReads.tagged(at, filters),
      panelReads.hiddenRecords(at, filters),
      panelReads.hidden(at, filters),
      panelReads.manualWork(at, filters),
    ])
    const touched = [...touches, ...previousTouches]
    return {
      ...people,
      activity,
      persons,
      hidden,
      hiddenRecords,
      tagged,
      touches: touched,
      manualWork,
      day,
      ribbonHours,
      recordedFrom: recordedFrom(at, filters),
    }
  })
}

/** Where the first days with records come after the start of the period, recording began with them. */
function recordedFrom({ known }: StateScope, { from }: Filters): number {
  return Math.max(from, known?.days[0]?.from ?? from)
}

/** The same length of time just before; null when there is none. */
function previousOf(filters: Filters): Filters | null {
  const from = Math.max(0, filters.from - (filters.to - filters.from))
  return from < filters.from ? { ...filters, from, to: filters.from } : null
}

/** Rows of both periods, each with the name of its period. */
function bothPeriods(filters: Filters, rows: (filters: Filters) => Sql): Sql {
  const before = previousOf(filters)
  const ofPeriod = (name: PeriodName, period: Filters) =>
    sql`select ${literal(name)} as period, p.* from (${rows(period)}) p`
  return sql`${ofPeriod('current', filters)}${before === null ? nothing : sql` union all ${ofPeriod('previous', before)}`}`
}

/** The people of the filters by name, when anything was last recorded of them, and the teams that there are. */
async function readPeople(scope: Scope, filters: Filters): Promise<PanelPeople> {
  const [people, teams, latest] = await Promise.all([
    scope.query<KnownPerson>(
      sql`select u.user_id as id, u.name, u.team, u.sample from users u ${where([peopleCondition(scope, filters, 'u')])} order by u.name`,
    ),
    scope.query<{ team: string | null }>(
      sql`select distinct u.team from users u ${where([visiblePeople(scope, 'u')])}`,
    ),
    readValue<number>(
      scope,
      sql`select max(d.latest_ended_at) from devices d ${where([peopleCondition(scope, filters, 'd')])}`,
    ),
  ])
  return { people, teams: inOrder(teams.map(({ team }) => team)), latestEndedAt: latest }
}

/** Different names in order, without nulls and empty ones. */
export function inOrder(names: readonly (string | null)[]): string[] {
  const named = names.filter((one): one is string => one !== null && one !== '')
  return [...new Set(named)].sort(new Intl.Collator('en-US').compare)
}

/** Read without the payer filter, since the panel offers all payers to choose from; `ms` follows the filter. */
async function readActivity(scope: Scope, filters: Filters): Promise<ActivityGroup[]> {
  const rows = bothPeriods({ ...filters, payer: null }, (period) => activityTotals(scope, period))
  const passing = filters.payer === null ? nothing : sql` filter (where payer = ${filters.payer})`
  return scope.query<ActivityGroup>(
    sql`select period, presence, rating, activity, payer, attribution, (sum(ms)${passing})::bigint as ms,
       case grouping(activity, payer, attribution) when 3 then 'activity' when 5 then 'payer' else 'team' end as level
     from (${rows}) both_periods
     group by grouping sets ((period, presence, rating, attribution), (period, presence, rating, activity), (period, presence, payer))`,
  )
}

async function readManualWork(scope: Scope, filters: Filters): Promise<readonly ManualWork[]> {
  const { body } = await readSettings(scope, 'economics')
  if (body.manualTime === 'apart') return []
  const rows = bothPeriods(filters, (period) => manualPersonRows(scope, period))
  return scope.query<ManualWork>(sql`select period, sum(ms)::float8 as ms from (${rows}) both_periods group by period`)
}

async function readPersons(scope: Scope, filters: Filters): Promise<PersonTime[]> {
  return scope.query<PersonTime>(
    sql`select user_id as "userId", sum(active_ms)::bigint as "activeMs", sum(idle_ms)::bigint as "idleMs",
       sum(away_ms)::bigint as "awayMs", sum(core_ms)::bigint as "coreMs"
     from (${personTimeRows(scope, filters)}) persons
     group by user_id`,
  )
}

async function readHidden(scope: Scope, filters: Filters): Promise<HiddenGroup[]> {
  return scope.query<HiddenGroup>(
    sql`select period, kind, sum(ms)::bigint as ms
     from (${bothPeriods(filters, (period) => hiddenTotals(scope, period))}) both_periods group by period, kind`,
  )
}

async function readHiddenRecords(scope: Scope, filters: Filters): Promise<{ kind: HiddenKind; records: number }[]> {
  return scope.query(recordsByKind(scope, filters))
}

async function readTagged(scope: Scope, filters: Filters): Promise<TaggedGroup[]> {
  return scope.query<TaggedGroup>(
    sql`select period, payer, null::text as "userId", sum(ms)::bigint as ms,
       case grouping(payer) when 0 then 'payer' else 'team' end as level
     from (${bothPeriods(filters, (period) => taggedTotals(scope, period))}) both_periods
     group by grouping sets ((period), (period, payer))
     union all
     select 'current', null, user_id, sum(ms)::bigint, 'person' from (${taggedPersonRows(scope, filters)}) persons group by user_id`,
  )
}

async function readTouches(scope: KnownScope, filters: Filters): Promise<TouchGroup[]> {
  const { all, people } = await readTouched(scope, filters)
  return [
    { period: 'current', userId: null, ...all },
    ...[...people].map(([userId, touched]) => ({ period: 'current' as const, userId, ...touched })),
  ]
}

async function readPreviousTouches(scope: KnownScope, filters: Filters): Promise<TouchGroup[]> {
  const before = previousOf(filters)
  return before === null ? [] : [{ period: 'previous', userId: null, ...(await readTouchedByAll(scope, before)) }]
}
