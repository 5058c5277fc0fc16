import { isDenialDimension, isTimeDimension, isWorkedDenialDimension } from '../../shared/metrics/index.ts'
import { HOUR_MS } from '../../shared/time.ts'
import { joinWorkByPerson } from '../claim-activity/touch-statistics.ts'
import { alsoColumns, name, sql, where, type Sql } from '../database/sql.ts'
import { visiblePeople, type Scope } from '../identity/scope.ts'
import { touchedByDay } from '../rollups/distinct-rows.ts'
import { peopleCondition, startCondition } from '../rollups/filters.ts'
import { isFiltered } from './claims-touched.ts'
import { denialConditions, denialDimension, ageAt, isAmong, timeDimension } from './dimension-sql.ts'
import {
  isDenialWork,
  isWorked,
  keyColumns,
  keysOf,
  ratioOf,
  splitsTime,
  sumOf,
  type MetricQuery,
  type MetricSources,
  type Population,
} from './metric-query.ts'
import { isPersonDimension, joinPeople, personKey } from './people-keys.ts'
import { workRows } from './recorded-rows.ts'
import { denialWorkByDenial } from './time-source.ts'

const FTE_DAY_MS = 8 * HOUR_MS

const ratio = (denominator: number) =>
  ratioOf(sql`sum(numerator)`, sql`sum(denominator)`, { numerator: 1, denominator })

/** What work recovered, and how much work a day holds. */
export const recoverySources: MetricSources = {
  recovery_yield: (scope, query) => ({
    ...sumOf(sql`sum(numerator)`),
    population: 'recoveries',
    rows: recoveries(scope, query),
  }),
  recovery_per_hour: (scope, query) => ({
    ...ratio(HOUR_MS),
    ...recoveriesAndWork(scope, query),
  }),
  cost_to_recover: (scope, query) => ({
    ...ratioOf(sql`sum(denominator) * ${query.laborCentsPerHour ?? 0}::numeric`, sql`sum(numerator)`, {
      numerator: HOUR_MS,
      denominator: 1,
    }),
    ...(query.laborCentsPerHour === null && { present: sql`false` }),
    ...recoveriesAndWork(scope, query),
  }),
  denials_worked_per_fte: (scope, query) => ({
    ...ratio(FTE_DAY_MS),
    population: 'denials by day and time',
    rows: sql`${workedByDay(scope, query)} union all ${recorded(scope, query, isWorked('a'))}`,
  }),
}

/** Recovered dollars as numerators, and the ms of denial work as denominators: by the denial where the question splits or filters by it. */
function recoveriesAndWork(scope: Scope, query: MetricQuery): Population {
  const ofDenials =
    query.dimensions.some((dimension) => dimension === 'payer' || isWorkedDenialDimension(dimension)) ||
    query.denialPayer !== null ||
    isFiltered(query)
  const work = ofDenials
    ? sql`select 0::numeric, w.ms::numeric${keysOf(query)} from (${denialWorkByDenial(scope, query)}) w`
    : recorded(scope, query, isDenialWork('a'))
  return { population: 'recoveries and work', rows: sql`${recoveries(scope, query)} union all ${work}` }
}

/** Recovered dollars of denials resolved in the period, split by the active time of those who have touched them by now. */
function recoveries(scope: Scope, query: MetricQuery): Sql {
  const { filters, denialFilters, dimensions, now } = query
  const age = ageAt(query)
  // People are those who worked, not the owner.
  const ofDenial = dimensions.filter(isDenialDimension).filter((dimension) => !isPersonDimension(dimension))
  const key = keyColumns(query, sql`d.resolved_at`, (dimension) => {
    if (isPersonDimension(dimension)) return personKey(dimension)
    return isDenialDimension(dimension) ? name(`d.${dimension}_key`) : sql`null`
  })
  const columns = ofDenial.map((dimension) => sql`${denialDimension(dimension, age)} as ${name(`${dimension}_key`)}`)
  const conditions = [
    sql`d.resolved_at >= ${filters.from}::bigint`,
    sql`d.resolved_at < ${filters.to}::bigint`,
    sql`d.state <> 'reversed'`,
    sql`d.recovered_cents is not null`,
    query.denialPayer === null ? null : isAmong(sql`d.payer`, query.denialPayer),
    ...denialConditions(denialFilters, age),
  ]
  const people = [
    filters.userId === null ? null : sql`person.user_id = ${filters.userId}`,
    filters.team === null ? null : sql`person.team = ${filters.team}`,
    visiblePeople(scope, 'person'),
  ]
  return sql`select case when d.ms is null or d.all_ms = 0 then d.recovered_cents else d.recovered_cents::numeric * d.ms / d.all_ms end as numerator,
      0::numeric as denominator${key}
    from (
      select d.recovered_cents, d.resolved_at, work.user_id, work.ms, sum(work.ms) over (partition by d.denial_no) as all_ms${alsoColumns(columns)}
      from denials d${joinWorkByPerson(sql`${now}::bigint`)}
      ${where(conditions)}
    ) d
    left join users person on person.user_id = d.user_id
    ${where(people)}`
}

/** Recorded time as denominators. */
function recorded(scope: Scope, query: MetricQuery, which: Sql): Sql {
  return sql`select 0::numeric, a.ms::numeric${keyColumns(query, sql`a.at`, personKey)}
    from (${workRows(scope, query)}) a${joinPeople(query, 'a')}
    where ${which}`
}

/** Each denial once for a person and day of the tenant's zone. */
function workedByDay(scope: Scope, query: MetricQuery): Sql {
  if (splitsTime(query)) return workedByDayLookedUp(scope, query)
  return sql`select t.denials::numeric as numerator, 0::numeric as denominator${keyColumns(query, sql`null::bigint`, personKey)}
    from (${touchedByDay(scope, query.filters, query.zone)}) t${joinPeople(query, 't')}`
}

/** The same from the touches, whose days are the dimension. */
function workedByDayLookedUp(scope: Scope, query: MetricQuery): Sql {
  const day = timeDimension('day', sql`t.started_at`, query.zone)
  const key = query.dimensions.map((dimension, index) => {
    const value = isTimeDimension(dimension)
      ? sql`to_char(date_trunc(${dimension}, t.day::timestamp), 'YYYY-MM-DD')`
      : personKey(dimension)
    return sql`${value} as ${name(`k${index}`)}`
  })
  return sql`select 1::numeric as numerator, 0::numeric as denominator${alsoColumns(key)}
    from (
      select t.user_id, t.claim_token, ${day} as day from touches t
      ${where([startCondition(query.filters, 't'), peopleCondition(scope, query.filters, 't')])}
      group by t.user_id, t.claim_token, day
    ) t${joinPeople(query, 't')}`
}
