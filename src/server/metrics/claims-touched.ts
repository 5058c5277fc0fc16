import { isTimeDimension, isWorkedDenialDimension } from '../../shared/metrics/index.ts'
import { claimsByCategory, TOUCHES_AND_MS } from '../claim-activity/touch-facts.ts'
import { joinWorkedDenial } from '../claim-activity/worked-denial.ts'
import { alsoColumns, name, nothing, sql, where, type Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import { peopleCondition, startCondition, touchPayerCondition } from '../rollups/filters.ts'
import { denialConditions, denialKey, ageAt, timeDimension } from './dimension-sql.ts'
import { keyColumns, keysOf, type MetricQuery } from './metric-query.ts'
import { isPersonDimension, joinPeople, personKey } from './people-keys.ts'
import { shiftCondition, shiftRows, shiftSql, teamsWithShifts } from './shift-sql.ts'

/**
 * Rows `(denials, touches, ms)`: each claim touched once, for each person, team, shift or day that the question splits by. A question that splits
 * by one of person, team, category or shift alone is read along an index in that order, so that claims are counted in small sets.
 */
export function claimsTouched(scope: Scope, query: MetricQuery): Sql {
  if (isByPeople(query)) return claimsOfPeople(scope, query)
  if (isByCategoryAlone(scope, query)) {
    const rows = claimsByCategory((table) => startCondition(query.filters, table))
    return sql`select 1 as denials, t.touches, t.ms${keyColumns(query, ofNoInstant, () => sql`t.category`)} from (${rows}) t`
  }
  return isByShiftAlone(scope, query) ? claimsOfShifts(query) : claimsLookedUp(scope, query)
}

const ofNoInstant: Sql = sql`null::bigint`

export const isFiltered = ({ denialFilters }: Pick<MetricQuery, 'denialFilters'>): boolean =>
  Object.values(denialFilters).some((value) => value !== undefined)

const isNarrowed = (query: MetricQuery) =>
  query.filters.payer !== null || query.shift !== undefined || isFiltered(query)
const isByPeople = (query: MetricQuery) =>
  query.dimensions.length > 0 && query.dimensions.every(isPersonDimension) && !isNarrowed(query)
const isOfEverybody = (scope: Scope, query: MetricQuery) =>
  peopleCondition(scope, query.filters, 't') === null && !isNarrowed(query)
const isByShiftAlone = (scope: Scope, query: MetricQuery) =>
  query.dimensions.join() === 'shift' && isOfEverybody(scope, query) && teamsWithShifts(query).length === 0

/** Whether the question splits the work of everybody by the category of its denial, and by nothing else. */
export const isByCategoryAlone = (scope: Scope, query: MetricQuery): boolean =>
  query.dimensions.join() === 'category' && isOfEverybody(scope, query)

/** A claim that two of a team touched is one of the team's. */
function claimsOfPeople(scope: Scope, query: MetricQuery): Sql {
  const { filters, dimensions } = query
  const asked = (table: string) => peopleCondition(scope, filters, table)
  const [columns, same] = dimensions.includes('user')
    ? [sql`person.user_id, person.name, person.team`, sql`member.user_id = person.user_id`]
    : [sql`distinct coalesce(person.team, '') as team`, sql`coalesce(member.team, '') = person.team`]
  return sql`select 1 as denials, t.touches, t.ms${keyColumns(query, ofNoInstant, personKey)}
    from (select ${columns} from users person ${where([asked('person')])}) person
    cross join lateral (
      select t.claim_token, ${TOUCHES_AND_MS}
      from users member join touches t on t.user_id = member.user_id and ${startCondition(filters, 't')}
      ${where([asked('member'), same])} group by t.claim_token
    ) t`
}

function claimsOfShifts(query: MetricQuery): Sql {
  const conditions = [startCondition(query.filters, 't'), sql`segments.shift = named.shift`]
  return sql`select * from (with segments as materialized (select * from ${shiftRows(query)})
    select 1 as denials, t.touches, t.ms${keyColumns(query, ofNoInstant, () => sql`named.shift`)}
    from (select distinct shift from segments) named
    cross join lateral (
      select t.claim_token, ${TOUCHES_AND_MS}
      from segments join touches t on t.started_at >= segments.since and t.started_at < segments.until
      ${where(conditions)}
      group by t.claim_token
    ) t) by_shift`
}

/** Any question: touches are added up before a denial is looked for, as there are many on a claim. */
function claimsLookedUp(scope: Scope, query: MetricQuery): Sql {
  const { filters, dimensions, denialFilters } = query
  const byPeople = dimensions.some(isPersonDimension)
  const age = ageAt(query)
  const shift = () => shiftSql(query, sql`t.started_at`, sql`worker.team`)
  const workers =
    dimensions.includes('shift') || query.shift !== undefined
      ? sql` join users worker on worker.user_id = t.user_id`
      : nothing
  // What touches are grouped by, apart from their claim: by its name where that is no column of a table.
  const groups = [
    ...(byPeople ? [{ as: name('user_id'), value: sql`t.user_id`, by: sql`t.user_id` }] : []),
    ...(dimensions.includes('shift') ? [{ as: name('shift_name'), value: shift(), by: name('shift_name') }] : []),
    ...dimensions.filter(isTimeDimension).map((unit) => ({
      as: name(`by_${unit}`),
      value: timeDimension(unit, sql`t.started_at`, query.zone),
      by: name(`by_${unit}`),
    })),
  ]
  const conditions = [
    startCondition(filters, 't'),
    peopleCondition(scope, filters, 't'),
    touchPayerCondition(filters),
    shiftCondition(query, shift),
  ]
  const key = (dimension: MetricQuery['dimensions'][number]) => {
    if (isTimeDimension(dimension)) return name(`t.by_${dimension}`)
    if (dimension === 'shift') return sql`t.shift_name`
    if (isPersonDimension(dimension)) return personKey(dimension)
    return denialKey(dimension, age)
  }
  const needsDenial = dimensions.some(isWorkedDenialDimension) || isFiltered(query)
  const keyed = dimensions.map((dimension, index) => sql`${key(dimension)} as ${name(`k${index}`)}`)
  const grouped = groups.map(({ as, value }) => sql`${value} as ${as}`)
  const rows = sql`select 1 as denials, t.claim_token, t.touches, t.ms${alsoColumns(keyed)}
    from (
      select t.claim_token, ${TOUCHES_AND_MS}${alsoColumns(grouped)}
      from touches t${workers}
      ${where(conditions)}
      group by t.claim_token${alsoColumns(groups.map(({ by }) => by))}
    ) t${joinPeople(query, 't')}${needsDenial ? joinWorkedDenial(sql`t.claim_token`, sql`${filters.from}::bigint`) : nothing}
    ${where(denialConditions(denialFilters, age))}`
  if (!dimensions.includes('team') || dimensions.includes('user')) return rows
  // Two of a team may have been on one claim.
  const keys = keysOf(query)
  return sql`select 1 as denials, sum(touches) as touches, sum(ms) as ms${keys} from (${rows}) of_people group by claim_token${keys}`
}
