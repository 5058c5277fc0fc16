import type { MetricId, MetricSlice } from '../../shared/metrics/index.ts'
import { workedDenialSlices } from '../../shared/metrics/index.ts'
import type { Parameters } from '../reports/parameters.ts'
import { activityRows, startFilter, touchPayerFilter, userFilter } from '../reports/slice.ts'
import { denialConditions, denialDimension, isDenialSlice, isFiltered } from './denial-dimensions.ts'
import { workedDenial } from '../work/denial-work.ts'
import { instantSql, keyColumns, MS_A_DAY, MS_A_MINUTE } from './metric-query.ts'
import type { MetricQuery, MetricSource } from './metric-query.ts'
import { shiftSql } from './shift-sql.ts'
import { isPersonSlice, personKey } from './people-keys.ts'

const counts = { denominator: null, sample: null, scale: { numerator: 1, denominator: 1 } } as const

/** Metrics of touches that began in the period; null for another metric. */
export function touchSource(id: MetricId, query: MetricQuery, parameters: Parameters): MetricSource | null {
  switch (id) {
    case 'touches':
      return { ...counts, rows: touchesAndSpans(query, parameters), numerator: 'count(denial_token)' }
    case 'denials_touched':
      return { ...counts, rows: touchesAndSpans(query, parameters), numerator: 'count(distinct denial_token)' }
    case 'minutes_per_denial':
      return {
        rows: minutesByDenial(query, parameters),
        numerator: 'sum(ms)',
        denominator: 'count(*)',
        sample: 'ms',
        scale: { numerator: MS_A_MINUTE, denominator: 1 },
      }
    case 'days_between_touches':
      return {
        rows: gaps(query, parameters),
        numerator: 'sum(ms)',
        denominator: 'count(*)',
        sample: 'ms',
        scale: { numerator: MS_A_DAY, denominator: 1 },
      }
    default:
      return null
  }
}

const needsDenial = ({ by, filter }: MetricQuery) =>
  by.some((slice) => workedDenialSlices.some((known) => known === slice)) || isFiltered(filter)

/** Touches with their keys: of the person, of the shift they began in, of the denial they were on. */
function touchRows(query: MetricQuery, parameters: Parameters): string {
  const { slice, by } = query
  const at = instantSql(parameters, query.at)
  const tenant = parameters.add(slice.tenantId)
  const shift =
    by.includes('shift') || query.shift !== undefined ? shiftSql(query, parameters, 't.started_at', 'person.team') : ''
  const key = (name: MetricSlice) =>
    name === 'shift'
      ? shift
      : isPersonSlice(name)
        ? personKey(name)
        : isDenialSlice(name)
          ? denialDimension(name, at)
          : 'null'
  return `select t.denial_token, t.active_ms as ms${keyColumns(by, key)}
    from touches t
    join users person on person.tenant_id = t.tenant_id and person.user_id = t.user_id${needsDenial(query) ? workedDenial(tenant, 't.denial_token') : ''}
    where t.tenant_id = ${tenant}${startFilter(slice, parameters, 't')}${userFilter(slice, parameters, 't')}${touchPayerFilter(
      slice,
      parameters,
    )}${denialConditions(query.filter, parameters, at)}${query.shift === undefined ? '' : ` and coalesce(${shift}, '') = ${parameters.add(query.shift)}`}`
}

/** Where anything was recorded there are rows, so that "no touch" is 0 and "no data" is nothing. */
function touchesAndSpans(query: MetricQuery, parameters: Parameters): string {
  const touches = touchRows(query, parameters)
  if (query.shift !== undefined || !query.by.every(isPersonSlice) || isFiltered(query.filter)) return touches
  return `${touches}
    union all
    select null, 0${keyColumns(query.by, personKey)}
    from (select distinct a.user_id from (${activityRows(query.slice, parameters)}) a) seen
    join users person on person.tenant_id = ${parameters.add(query.slice.tenantId)} and person.user_id = seen.user_id`
}

/** The minutes of each denial touched; by person, of each person on it. */
function minutesByDenial(query: MetricQuery, parameters: Parameters): string {
  const keys = query.by.map((_, index) => `, k${index}`).join('')
  return `select sum(ms) as ms${keys} from (${touchRows(query, parameters)}) touched group by denial_token${keys}`
}

/** The pause before each touch that is not the first on its claim. */
function gaps(query: MetricQuery, parameters: Parameters): string {
  const { slice, by } = query
  const at = instantSql(parameters, query.at)
  const tenant = parameters.add(slice.tenantId)
  return `select t.started_at - before.ended_at as ms${keyColumns(by, (name) =>
    isDenialSlice(name) ? denialDimension(name, at) : 'null',
  )}
    from touches t
    join lateral (
      select max(earlier.ended_at) as ended_at from touches earlier
      where earlier.tenant_id = t.tenant_id and earlier.denial_token = t.denial_token and earlier.started_at < t.started_at
    ) before on before.ended_at <= t.started_at${workedDenial(tenant, 't.denial_token')}
    left join users o on o.tenant_id = d.tenant_id and o.name = d.owner
    where t.tenant_id = ${tenant}${startFilter(slice, parameters, 't')}${slice.userId === null ? '' : ` and o.user_id = ${parameters.add(slice.userId)}`}${
      slice.team === null ? '' : ` and o.team = ${parameters.add(slice.team)}`
    }${slice.payer === null ? '' : ` and d.payer = ${parameters.add(slice.payer)}`}${denialConditions(query.filter, parameters, at)}`
}
