import type { MetricSlice } from '../../shared/metrics/index.ts'
import { workedDenialSlices } from '../../shared/metrics/index.ts'
import { claimsByCategory, TOUCHES_AND_MS } from '../claim-activity/touch-facts.ts'
import { workedDenial } from '../claim-activity/worked-denial.ts'
import type { Parameters } from '../database/parameters.ts'
import { startFilter, touchPayerFilter, userFilter } from '../rollups/time-rows.ts'
import { denialConditions, denialDimension, isDenialSlice, isFiltered } from './denial-dimensions.ts'
import { instantSql, keyColumns } from './metric-query.ts'
import type { MetricQuery } from './metric-query.ts'
import { isPersonSlice, people, personKey } from './people-keys.ts'
import { shiftRowsSql, shiftSql, teamsWithShifts } from './shift-sql.ts'

/**
 * Rows `(denials, touches, ms)`: each claim touched once, with what was done on it; once for each person, team or shift where these are asked for.
 *
 * Told apart by one thing that an index is in order of, the touches of each person, team, category or shift are read and counted by themselves: a claim is
 * looked for among a few, not among all that were touched.
 */
export function claimsTouched(query: MetricQuery, parameters: Parameters): string {
  if (isByPeople(query)) return claimsOfPeople(query, parameters)
  if (isByCategoryOfAll(query)) {
    const tenant = parameters.add(query.slice.tenantId)
    return `select 1 as denials, t.touches, t.ms${keyColumns(query.by, () => 't.category')}
      from (${claimsByCategory(tenant, (table) => startFilter(query.slice, parameters, table))}) t`
  }
  return isByShiftOfAll(query) ? claimsOfShifts(query, parameters) : claimsLookedUp(query, parameters)
}

const isNarrowed = ({ slice, shift, filter }: MetricQuery) =>
  slice.payer !== null || shift !== undefined || isFiltered(filter)
const isByPeople = (query: MetricQuery) => query.by.length > 0 && query.by.every(isPersonSlice) && !isNarrowed(query)
const isOfAll = (query: MetricQuery) => query.slice.userId === null && query.slice.team === null && !isNarrowed(query)
const isByShiftOfAll = (query: MetricQuery) =>
  query.by.length === 1 && query.by[0] === 'shift' && isOfAll(query) && teamsWithShifts(query).length === 0

/** Whether work of everybody is asked for by the category of its denial, and by nothing else. */
export const isByCategoryOfAll = (query: MetricQuery): boolean =>
  query.by.length === 1 && query.by[0] === 'category' && isOfAll(query)

/** A claim that two of a team touched is one of the team's. */
function claimsOfPeople({ slice, by }: MetricQuery, parameters: Parameters): string {
  const tenant = parameters.add(slice.tenantId)
  const member = `users member join touches t on t.tenant_id = ${tenant} and t.user_id = member.user_id${startFilter(slice, parameters, 't')}`
  const asked = (table: string) => `${table}.tenant_id = ${tenant}${userFilter(slice, parameters, table)}`
  const [keys, same] = by.includes('user')
    ? ['person.user_id, person.name, person.team', 'member.user_id = person.user_id']
    : [`distinct coalesce(person.team, '') as team`, `coalesce(member.team, '') = person.team`]
  return `select 1 as denials, t.touches, t.ms${keyColumns(by, personKey)}
    from (select ${keys} from users person where ${asked('person')}) person
    cross join lateral (
      select t.claim, ${TOUCHES_AND_MS} from ${member} where ${asked('member')} and ${same} group by t.claim
    ) t`
}

function claimsOfShifts(query: MetricQuery, parameters: Parameters): string {
  const { slice, by } = query
  const tenant = parameters.add(slice.tenantId)
  return `with stretches as materialized (select * from ${shiftRowsSql(query, parameters)})
    select 1 as denials, t.touches, t.ms${keyColumns(by, () => 'named.shift')}
    from (select distinct shift from stretches) named
    cross join lateral (
      select t.claim, ${TOUCHES_AND_MS} from stretches join touches t on t.started_at >= stretches.since and t.started_at < stretches.until
      where t.tenant_id = ${tenant}${startFilter(slice, parameters, 't')} and stretches.shift = named.shift
      group by t.claim
    ) t`
}

const needsDenial = ({ by, filter }: MetricQuery) =>
  by.some((slice) => workedDenialSlices.some((known) => known === slice)) || isFiltered(filter)

/** Any question: touches are added up before anything is looked for, as there are many on a claim. */
function claimsLookedUp(query: MetricQuery, parameters: Parameters): string {
  const { slice, by, filter } = query
  const at = instantSql(parameters, query.at)
  const tenant = parameters.add(slice.tenantId)
  const byShift = by.includes('shift')
  const needsShift = byShift || query.shift !== undefined
  const shift = needsShift ? shiftSql(query, parameters, 't.started_at', 'worker.team') : ''
  const groups = `t.claim${byShift ? ', shift' : ''}${by.some(isPersonSlice) ? ', t.user_id' : ''}`
  const key = (name: MetricSlice) =>
    name === 'shift'
      ? 't.shift'
      : isPersonSlice(name)
        ? personKey(name)
        : isDenialSlice(name)
          ? denialDimension(name, at)
          : 'null'
  const rows = `select 1 as denials, t.claim, t.touches, t.ms${keyColumns(by, key)}
    from (
      select t.claim, ${TOUCHES_AND_MS}${byShift ? `, ${shift} as shift` : ''}${by.some(isPersonSlice) ? ', t.user_id' : ''}
      from touches t${needsShift ? ' join users worker on worker.tenant_id = t.tenant_id and worker.user_id = t.user_id' : ''}
      where t.tenant_id = ${tenant}${startFilter(slice, parameters, 't')}${userFilter(slice, parameters, 't')}${touchPayerFilter(
        slice,
        parameters,
      )}${query.shift === undefined ? '' : ` and coalesce(${shift}, '') = ${parameters.add(query.shift)}`}
      group by ${groups}
    ) t${people(query, parameters, 't')}${needsDenial(query) ? workedDenial(tenant, 't.claim', `${parameters.add(slice.from)}::bigint`) : ''}
    where ${tenant}::text is not null${denialConditions(filter, parameters, at)}`
  if (!by.includes('team') || by.includes('user')) return rows
  // Two of a team may have been on one claim.
  const keys = by.map((_, index) => `, k${index}`).join('')
  return `select 1 as denials, sum(touches) as touches, sum(ms) as ms${keys} from (${rows}) of_people group by claim${keys}`
}
