import type { ValueBandId } from '../../shared/denials/index.ts'
import { isWorkedDenialDimension, type Dimension } from '../../shared/metrics/index.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/time.ts'
import { categoryOfWork, workedCategories } from '../claim-activity/claim-day-categories.ts'
import { workedDenials } from '../claim-activity/worked-denial.ts'
import { join, literal, name, nothing, sql, where, type Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import { coversEverybody } from '../rollups/filters.ts'
import { manualTimeRows } from '../rollups/manual-time-rows.ts'
import { rowsBy15min } from '../rollups/rows-by-15min.ts'
import { hiddenRows, hiddenTotals, taggedRows, taggedTotals } from '../rollups/time-rows.ts'
import { namesClaim } from './attributed.ts'
import { isFiltered } from './claims-touched.ts'
import { isInSet } from './denial-sets.ts'
import { ownerConditions } from './denial-source.ts'
import { denialConditions, denialKey, ageAt, isAmong } from './dimension-sql.ts'
import {
  isDenialWork,
  keyColumns,
  keysOf,
  ratioOf,
  splitsTime,
  sumOf,
  type Measure,
  type MetricQuery,
  type MetricSource,
  type MetricSources,
  type Population,
} from './metric-query.ts'
import { isPersonDimension, joinPeople, keysOfRows, personKey } from './people-keys.ts'
import { callRows, claimWorkRows, recordedRows, rowsZone, workByClaimRows, workRows } from './recorded-rows.ts'
import { shiftCondition, shiftSql, teamsWithShifts } from './shift-sql.ts'

/** Metrics of recorded time. */
export const timeSources: MetricSources = {
  active_minutes: (scope, query) => ({ ...presenceSum('active', query), ...activeTime(scope, query) }),
  idle_minutes: (scope, query) => ({ ...presenceSum('idle', query), ...windowTime(scope, query) }),
  // Without a call there is no row: whether nobody was on one, or calls were not observed, no record tells.
  call_minutes: (scope, query) => ({
    ...sumOf(sql`sum(ms)`, MINUTE_MS),
    population: 'time on calls',
    rows: sql`select a.ms${keysOfRows(query, 'a')} from (${callRows(scope, query)}) a${joinPeople(query, 'a')}
      where a.call and a.presence = 'active'`,
  }),
  attributed_share: (scope, query) => ({
    ...ratioOf(sql`coalesce(sum(ms) filter (where named), 0)`, sql`sum(ms)`, {
      numerator: MINUTE_MS,
      denominator: MINUTE_MS,
    }),
    population: 'denial work by claim',
    rows: denialWorkByClaim(scope, query),
  }),
  time_per_denial: (scope, query) => ({
    ...ratioOf(sql`sum(ms)`, sql`count(*)`, { numerator: MINUTE_MS, denominator: 1 }),
    population: 'denials worked on',
    rows: sql`select sum(w.ms) as ms${keysOf(query)} from (${workOnDenials(scope, query)}) w group by w.denial_no${keysOf(query)}`,
  }),
  high_value_time_share: (scope, query) => timeShareOf(['2000_9999', '10000_up'], scope, query),
  low_value_time_share: (scope, query) => timeShareOf(['under_100'], scope, query),
  all_labor_per_denial: (scope, query) => laborPerDenial(1, scope, query),
  loaded_cost_per_denial: (scope, query) => laborPerDenial(query.overheadFactor, scope, query),
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

/** Denial work, and whether it names a claim. */
function denialWorkByClaim(scope: Scope, query: MetricQuery): Sql {
  return sql`select ${namesClaim('a', query)} as named, a.ms${keysOfRows(query, 'a')}
    from (${workByClaimRows(scope, query)}) a${joinPeople(query, 'a')} where ${isDenialWork('a')}`
}

/** Active time on denials of some value bands, of all on denials. */
function timeShareOf(bands: readonly ValueBandId[], scope: Scope, query: MetricQuery): MetricSource {
  const band = name(`k${query.dimensions.length}`)
  const among = sql`${band} in (${join(bands.map((id) => literal(id)))})`
  const ms = (condition: Sql) => sql`sum(ms) filter (where ${condition})`
  return {
    ...ratioOf(sql`coalesce(${ms(among)}, 0)`, ms(sql`${band} is not null`), {
      numerator: MINUTE_MS,
      denominator: MINUTE_MS,
    }),
    population: 'time by value band',
    rows: workedTime(scope, { ...query, dimensions: [...query.dimensions, 'value_band'] }),
  }
}

/** The labor of all denial work, and the denials resolved. @param factor of the labor; null: not known */
function laborPerDenial(factor: number | null, scope: Scope, query: MetricQuery): MetricSource {
  const { laborCentsPerHour, filters } = query
  const cost = ratioOf(sql`sum(ms) * ${(laborCentsPerHour ?? 0) * (factor ?? 0)}::numeric`, sql`sum(denials)`, {
    numerator: HOUR_MS,
    denominator: 1,
  })
  const conditions = [isInSet('resolved', query), ...ownerConditions(scope, filters)]
  return {
    ...cost,
    ...((laborCentsPerHour === null || factor === null) && { present: sql`false` }),
    population: 'denial work and resolved denials',
    rows: sql`select a.ms, 0 as denials${keysOfRows(query, 'a')} from (${workRows(scope, query)}) a where ${isDenialWork('a')}
      union all
      select 0, 1${keyColumns(query, sql`d.resolved_at`, () => sql`null`)}
      from denials d left join users o on o.name = d.owner ${where(conditions)}`,
  }
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
    ? { population: 'active time by denial', rows: workedTime(scope, { ...query, manualTime: 'apart' }) }
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
  const onClaims = workOnClaims(scope, query, sql`'active' as presence, c.ms`)
  return wantsNamed(query)
    ? onClaims
    : sql`${onClaims} union all ${workOnNoClaim(scope, query, sql`'active' as presence, a.ms`, sql`a.presence = 'active'`)}`
}

/** Rows `(ms)` of denial work by the denial it was for, and that which names no claim. */
export function denialWorkByDenial(scope: Scope, query: MetricQuery): Sql {
  const onClaims = workOnClaims(scope, query, sql`c.ms`)
  return wantsNamed(query)
    ? onClaims
    : sql`${onClaims} union all ${workOnNoClaim(scope, query, sql`a.ms`, isDenialWork('a'))}`
}

/** Rows `(denial_no, ms)` of the active time on known denials. */
function workOnDenials(scope: Scope, query: MetricQuery): Sql {
  return workOnClaims(scope, query, sql`d.denial_no, c.ms`, sql`d.denial_no is not null`)
}

/** Whether the filters let through only work on known denials. */
const wantsNamed = ({ denialFilters, denialPayer }: MetricQuery) =>
  [...Object.values(denialFilters), denialPayer ?? undefined].some((value) => value !== undefined && value !== '')

/**
 * Active time on claims, with the denial `d` that it was for.
 * @param columns SQL of columns of a row `c` and of `d`. @param only condition on `d`, whose number is then known
 */
function workOnClaims(scope: Scope, query: MetricQuery, columns: Sql, only: Sql | null = null): Sql {
  const { filters, denialFilters, denialPayer, dimensions } = query
  const age = ageAt(query)
  const ofPeople = dimensions.some(isPersonDimension)
  const zone = rowsZone(query)
  const rows = sql`select r.* from (${claimWorkRows(scope, query)}) r where ${namesClaim('r', query)}`
  // A claim has a few rows for each day, but its denial is looked up once, or not at all where the category cached with the rows is enough.
  const groups = sql`${ofPeople ? sql`user_id, ` : nothing}${zone === undefined ? nothing : sql`at, `}claim_token`
  const [worked, denials] =
    only === null && needsCategoryAlone(query)
      ? [workedCategories(rows, ofPeople), sql`cross join lateral (select ${categoryOfWork} as category) d`]
      : [
          sql`worked as materialized (
          select ${groups}, sum(ms) as ms from (${rows}) claim_rows group by ${groups}
        ), ${workedDenials('worked', sql`${filters.from}::bigint`)}`,
          sql`left join worked_denials d on d.claim_token = c.claim_token`,
        ]
  const conditions = [
    only,
    denialPayer === null ? null : isAmong(sql`d.payer`, denialPayer),
    ...denialConditions(denialFilters, age),
  ]
  return sql`select * from (
    with ${worked}
    select ${columns}${workKeys(query, sql`c.at`, (dimension) => denialKey(dimension, age))}
    from worked c${joinPeople(query, 'c')} ${denials}
    ${where(conditions)}
  ) on_claims`
}

/** Recorded time that names no claim. @param columns SQL of columns of a row `a`, which `which` is a condition on */
function workOnNoClaim(scope: Scope, query: MetricQuery, columns: Sql, which: Sql): Sql {
  return sql`select ${columns}${workKeys(query, sql`a.at`, () => sql`null`)}
    from (${workByClaimRows(scope, query)}) a${joinPeople(query, 'a')}
    where ${which} and not ${namesClaim('a', query)}`
}

const workKeys = (query: MetricQuery, at: Sql, of: (dimension: Dimension) => Sql): Sql =>
  keyColumns(query, at, (dimension) => (isPersonDimension(dimension) ? personKey(dimension) : of(dimension)))

const needsCategoryAlone = (query: MetricQuery) =>
  !splitsTime(query) &&
  query.denialPayer === null &&
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

/** Tagged time beside the time on denial work. By kind a minute counts in each of its kinds, else once. */
function hiddenWork(scope: Scope, query: MetricQuery): Population {
  const { filters, dimensions } = query
  const byKind = dimensions.includes('kind')
  const [ofKinds, ofSpans] = dimensions.some(isPersonDimension)
    ? [hiddenRows, taggedRows]
    : [hiddenTotals, taggedTotals]
  const tagged = (byKind ? ofKinds : ofSpans)(scope, filters, rowsZone(query))
  const hidden = sql`select t.ms as hidden, 0::bigint as work${keysOfRows(query, 't')} from (${tagged}) t${joinPeople(query, 't')}`
  const work = sql`select 0::bigint, case when ${isDenialWork('a')} then a.ms else 0 end${keysOfRows(query, 'a')}
    from (${workRows(scope, query)}) a${joinPeople(query, 'a')}`
  return { population: 'hidden work', rows: byKind ? hidden : sql`${hidden} union all ${work}` }
}
