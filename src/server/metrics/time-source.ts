import { isWorkedDenialDimension, type Dimension } from '../../shared/metrics/index.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/time.ts'
import { categoryOfWork, workedCategories } from '../claim-activity/claim-day-categories.ts'
import { workedDenials } from '../claim-activity/worked-denial.ts'
import { literal, nothing, sql, where, type Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import { coversEverybody } from '../rollups/filters.ts'
import { manualTimeRows } from '../rollups/manual-time-rows.ts'
import { rowsBy15min } from '../rollups/rows-by-15min.ts'
import {
  activityRows,
  activityTotals,
  claimRows,
  hiddenRows,
  hiddenTotals,
  taggedRows,
  taggedTotals,
} from '../rollups/time-rows.ts'
import { isFiltered } from './claims-touched.ts'
import { denialConditions, denialKey, elapsedAge } from './dimension-sql.ts'
import {
  isDenialWork,
  keyColumns,
  ratioOf,
  splitsTime,
  sumOf,
  type Measure,
  type MetricQuery,
  type MetricSources,
  type Population,
} from './metric-query.ts'
import { isPersonDimension, joinPeople, keysOfRows, personKey } from './people-keys.ts'
import { recordedRows, rowsZone } from './recorded-rows.ts'
import { shiftCondition, shiftSql, teamsWithShifts } from './shift-sql.ts'

/** Metrics of recorded time. */
export const timeSources: MetricSources = {
  active_minutes: (scope, query) => ({ ...presenceSum('active', query), ...activeTime(scope, query) }),
  idle_minutes: (scope, query) => ({ ...presenceSum('idle', query), ...windowTime(scope, query) }),
  // Manual time has no window, and so none of a window's dimensions.
  manual_minutes: (scope, query) => ({
    ...sumOf(sql`sum(ms)`, MINUTE_MS),
    population: 'manual time',
    rows: sql`select o.ms${keysOfRows(query, 'o')} from (${manualTimeRows(scope, query.filters)}) o${joinPeople(query, 'o')}`,
  }),
  hidden_minutes: (scope, query) => ({ ...sumOf(sql`sum(hidden)`, MINUTE_MS), ...hiddenWork(scope, query) }),
  hidden_cost: (scope, query) => ({
    ...sumOf(sql`sum(hidden) * ${query.laborCentsPerHour}::numeric`, HOUR_MS),
    ...hiddenWork(scope, query),
  }),
  hidden_work_tax: (scope, query) => ({
    ...ratioOf(sql`sum(hidden)`, sql`sum(work)`, { numerator: MINUTE_MS, denominator: MINUTE_MS }),
    ...hiddenWork(scope, query),
  }),
}

function presenceSum(presence: 'active' | 'idle', { dimensions }: MetricQuery): Measure {
  const ms = sql`sum(ms) filter (where presence = ${literal(presence)})`
  const sum = sumOf(sql`coalesce(${ms}, 0)`, MINUTE_MS)
  // A person with spans but none of these has zero minutes; an activity with none has no row.
  return dimensions.every(isPersonDimension) ? sum : { ...sum, present: sql`coalesce(${ms}, 0) > 0` }
}

/** Active time, from whatever has the dimensions asked for. */
function activeTime(scope: Scope, query: MetricQuery): Population {
  if (query.shift !== undefined || query.dimensions.includes('shift')) {
    return { population: 'time by shift', rows: shiftTime(scope, query) }
  }
  return query.dimensions.some(isWorkedDenialDimension) || isFiltered(query)
    ? { population: 'time by denial', rows: workedTime(scope, query) }
    : windowTime(scope, query)
}

/** By what the window was. */
function windowTime(scope: Scope, query: MetricQuery): Population {
  return {
    population: 'time by window',
    rows: sql`select a.presence, a.ms${keysOfRows(query, 'a')} from (${recordedRows(scope, query)}) a${joinPeople(query, 'a')}`,
  }
}

/** By the denial that the work was for. Work on no known denial has none of its dimensions. */
function workedTime(scope: Scope, query: MetricQuery): Sql {
  const { filters, denialFilters, dimensions } = query
  const age = elapsedAge(query.at)
  const ofPeople = dimensions.some(isPersonDimension)
  const zone = rowsZone(query)
  const rows = claimRows(scope, filters, zone)
  const key = (at: Sql, of: (dimension: Dimension) => Sql) =>
    keyColumns(query, at, (dimension) => (isPersonDimension(dimension) ? personKey(dimension) : of(dimension)))
  // A claim has a few rows for each day, but its denial is looked up once, or not at all where the category cached with the rows is enough.
  const groups = sql`${ofPeople ? sql`user_id, ` : nothing}${zone === undefined ? nothing : sql`at, `}claim_token`
  const [worked, denials] = needsCategoryAlone(query)
    ? [workedCategories(rows, ofPeople), sql`cross join lateral (select ${categoryOfWork} as category) d`]
    : [
        sql`worked as materialized (
          select ${groups}, sum(ms) as ms from (${rows}) claim_rows group by ${groups}
        ), ${workedDenials('worked', sql`${filters.from}::bigint`)}`,
        sql`left join worked_denials d on d.claim_token = c.claim_token`,
      ]
  const onClaims = sql`select * from (
    with ${worked}
    select 'active' as presence, c.ms${key(sql`c.at`, (dimension) => denialKey(dimension, age))}
    from worked c${joinPeople(query, 'c')} ${denials}
    ${where(denialConditions(denialFilters, age))}
  ) on_claims`
  const wantsNamed = Object.values(denialFilters).some((value) => value !== undefined && value !== '')
  if (wantsNamed) return onClaims
  const recorded = ofPeople ? activityRows(scope, filters, zone) : activityTotals(scope, filters, zone)
  return sql`${onClaims}
    union all
    select a.presence, a.ms${key(sql`a.at`, () => sql`null`)}
    from (${recorded}) a${joinPeople(query, 'a')}
    where a.presence = 'active' and not a.attributed`
}

const needsCategoryAlone = (query: MetricQuery) =>
  !splitsTime(query) &&
  [
    ...query.dimensions.filter((dimension) => !isPersonDimension(dimension)),
    ...Object.entries(query.denialFilters).flatMap(([parameter, value]) => (value === undefined ? [] : [parameter])),
  ].every((asked) => asked === 'category')

/** By the hour of the day, from the 15-minute rollup: every shift is a sum of its buckets. Who worked matters only where teams have their own shifts. */
function shiftTime(scope: Scope, query: MetricQuery): Sql {
  const { filters, dimensions } = query
  const sameForAll =
    coversEverybody(scope, filters) && !dimensions.some(isPersonDimension) && teamsWithShifts(query).length === 0
  const shift = () => shiftSql(query, sql`timed.at`, sql`person.team`)
  const key = keyColumns(query, sql`timed.at`, (dimension) => (dimension === 'shift' ? shift() : personKey(dimension)))
  const timed = sameForAll
    ? sql`(${rowsBy15min(scope, filters, false)}) timed`
    : sql`(${rowsBy15min(scope, filters)}) timed join users person on person.user_id = timed.user_id`
  return sql`select timed.presence, timed.ms${key} from ${timed} ${where([shiftCondition(query, shift)])}`
}

/** Tagged time beside the active time on denial work. By kind a minute counts in each of its kinds, else once. */
function hiddenWork(scope: Scope, query: MetricQuery): Population {
  const { filters, dimensions } = query
  const byKind = dimensions.includes('kind')
  const [ofKinds, ofSpans] = dimensions.some(isPersonDimension)
    ? [hiddenRows, taggedRows]
    : [hiddenTotals, taggedTotals]
  const tagged = (byKind ? ofKinds : ofSpans)(scope, filters, rowsZone(query))
  const hidden = sql`select t.ms as hidden, 0::bigint as work${keysOfRows(query, 't')} from (${tagged}) t${joinPeople(query, 't')}`
  const work = sql`select 0::bigint, case when ${isDenialWork('a')} then a.ms else 0 end${keysOfRows(query, 'a')}
    from (${recordedRows(scope, query)}) a${joinPeople(query, 'a')}`
  return { population: 'hidden work', rows: byKind ? hidden : sql`${hidden} union all ${work}` }
}
