import { isDenialDimension } from '../../shared/metrics/index.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/time.ts'
import { pauses, pausesByCategory } from '../claim-activity/touch-facts.ts'
import { joinWorkedDenial } from '../claim-activity/worked-denial.ts'
import { nothing, sql, where, type Sql } from '../database/sql.ts'
import { type Scope, visibleDenials } from '../identity/scope.ts'
import { touchedByAll, touchedByPerson } from '../rollups/distinct-rows.ts'
import { peopleCondition, startCondition, type Filters } from '../rollups/filters.ts'
import { personRows } from '../rollups/time-rows.ts'
import { claimsTouched, isByCategoryAlone, isFiltered } from './claims-touched.ts'
import { ownerConditions } from './denial-source.ts'
import { denialConditions, denialKey, ageAt } from './dimension-sql.ts'
import {
  isDenialWork,
  keyColumns,
  keysOf,
  ratioOf,
  sumOf,
  type MetricQuery,
  type MetricSources,
  type Population,
} from './metric-query.ts'
import { isPersonDimension, joinPeople, keysOfRows, personKey } from './people-keys.ts'
import { workRows } from './recorded-rows.ts'

const perClaim = (scope: Scope, query: MetricQuery): Population => ({
  population: 'claims touched',
  rows: claimsTouched(scope, query),
})

/** Metrics of touches that started in the period. */
export const touchSources: MetricSources = {
  touches: (scope, query) => ({
    ...sumOf(sql`sum(touches)`),
    ...(touchCounts(scope, query) ?? perClaim(scope, query)),
  }),
  denials_touched: (scope, query) => ({ ...sumOf(sql`sum(denials)`), ...denialCounts(scope, query) }),
  touches_per_denial: (scope, query) => ({
    ...ratioOf(sql`sum(touches)`, sql`count(*)`),
    ...perClaim(scope, query),
    sample: sql`touches`,
  }),
  minutes_per_denial: (scope, query) => ({
    ...ratioOf(sql`sum(ms)`, sql`count(*)`, { numerator: MINUTE_MS, denominator: 1 }),
    ...perClaim(scope, query),
    sample: sql`ms`,
  }),
  all_minutes_per_denial: (scope, query) => ({
    ...ratioOf(sql`sum(ms)`, sql`sum(denials)`, { numerator: MINUTE_MS, denominator: 1 }),
    population: 'denial work and denials',
    rows: sql`select 0::bigint as ms, t.denials${keysOf(query)} from (${denialCounts(scope, query).rows}) t
      union all
      select a.ms, 0${keysOfRows(query, 'a')} from (${workRows(scope, query)}) a${joinPeople(query, 'a')} where ${isDenialWork('a')}`,
  }),
  days_between_touches: (scope, query) => ({
    ...ratioOf(sql`sum(pause_ms)`, sql`count(*)`, { numerator: DAY_MS, denominator: 1 }),
    population: 'pauses',
    rows: pauseRows(scope, query),
    sample: sql`pause_ms`,
  }),
}

/** Rows with `denials`, each claim once. */
function denialCounts(scope: Scope, query: MetricQuery): Population {
  // A claim that two of a team touched is one of the team's: the counts of people do not know that.
  const byTeam = query.dimensions.includes('team') && !query.dimensions.includes('user')
  const counts = byTeam ? withRecorded(scope, query, perClaim(scope, query)) : touchCounts(scope, query)
  return counts ?? perClaim(scope, query)
}

const isOfPeople = (query: MetricQuery) =>
  query.shift === undefined && query.dimensions.every(isPersonDimension) && !isFiltered(query)

/** Rows `(touches, denials)` from the counts of people; null where these do not answer the question. */
function touchCounts(scope: Scope, query: MetricQuery): Population | null {
  if (!isOfPeople(query)) return null
  const rows =
    query.dimensions.length === 0
      ? // A count of none is no data.
        sql`select t.touches, t.denials from (${touchedByAll(scope, query.filters)}) t where t.touches > 0`
      : sql`select t.touches, t.denials${keyColumns(query, sql`null::bigint`, personKey)}
          from (${touchedByPerson(scope, query.filters)}) t${joinPeople(query, 't')}`
  return withRecorded(scope, query, { population: 'touch counts', rows })
}

/** The same with a row of zeros for everybody of whom anything was recorded: for them no touch is 0, not "no data". */
function withRecorded(scope: Scope, query: MetricQuery, { population, rows }: Population): Population | null {
  if (!isOfPeople(query)) return null
  return {
    population: `${population} of people`,
    rows: sql`select touches, denials${keysOf(query)} from (${rows}) touched
      union all
      select 0, 0${keyColumns(query, sql`null::bigint`, personKey)}
      from (select distinct a.user_id from (${personRows(scope, query.filters)}) a) recorded
      join users person on person.user_id = recorded.user_id`,
  }
}

/** The gap before each touch begun in the period that is not the first on its claim. People are the owners of the claims. */
function pauseRows(scope: Scope, query: MetricQuery): Sql {
  const { filters, denialFilters, dimensions } = query
  const asked = (table: string) => startCondition(filters, table)
  if (isByCategoryAlone(scope, query)) {
    const key = keyColumns(query, sql`null::bigint`, () => sql`t.category`)
    return sql`select t.pause_ms${key} from (${pausesByCategory(asked)}) t`
  }
  const age = ageAt(query)
  const ofOwner = filters.userId !== null || filters.team !== null || dimensions.includes('team')
  const ofDenial =
    ofOwner ||
    dimensions.some(isDenialDimension) ||
    filters.payer !== null ||
    isFiltered(query) ||
    visibleDenials(scope) !== null
  const key = keyColumns(query, sql`t.started_at`, (dimension) => denialKey(dimension, age))
  const denial = ofDenial
    ? joinWorkedDenial(sql`t.claim_token`, sql`${filters.from}::bigint`, ownedBy(scope, filters))
    : nothing
  return sql`select t.pause_ms${key}
    from (${pauses(asked)}) t${denial}${ofOwner ? sql` left join users o on o.name = d.owner` : nothing}
    ${where([...(ofDenial ? ownerConditions(scope, filters) : []), ...denialConditions(denialFilters, age)])}`
}

/** Condition on denials `r` of the owners that are asked for: few, so that touches are looked for among few. */
function ownedBy(scope: Scope, filters: Filters): Sql | null {
  if (filters.userId === null && filters.team === null) return null
  return sql`r.owner in (select owners.name from users owners ${where([peopleCondition(scope, filters, 'owners')])})`
}
