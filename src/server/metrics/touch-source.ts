import type { MetricId, MetricSlice } from '../../shared/metrics/index.ts'
import { workedDenialSlices } from '../../shared/metrics/index.ts'
import type { Parameters } from '../reports/parameters.ts'
import { activityRows, startFilter, touchPayerFilter, userFilter } from '../reports/slice.ts'
import { denialConditions, denialDimension, isDenialSlice, isFiltered } from './denial-dimensions.ts'
import { workedDenial } from '../claim-work/worked-denial.ts'
import { instantSql, keyColumns, MS_A_DAY, MS_A_MINUTE } from './metric-query.ts'
import type { MetricQuery, MetricSource } from './metric-query.ts'
import { shiftSql } from './shift-sql.ts'
import { isPersonSlice, personKey } from './people-keys.ts'

const counts = { denominator: null, sample: null, scale: { numerator: 1, denominator: 1 } } as const

/** Metrics of touches that began in the period; null for another metric. */
export function touchSource(id: MetricId, query: MetricQuery, parameters: Parameters): MetricSource | null {
  switch (id) {
    case 'touches':
      return { ...counts, rows: touchesAndSpans(query, parameters), numerator: 'count(claim)' }
    case 'denials_touched':
      return { ...counts, rows: touchesAndSpans(query, parameters), numerator: 'count(distinct claim)' }
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

const needsPerson = ({ by, shift }: MetricQuery) =>
  shift !== undefined || by.some((slice) => slice === 'shift' || isPersonSlice(slice))

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
  return `select t.claim, t.active_ms as ms${keyColumns(by, key)}
    from touches t${needsPerson(query) ? ' join users person on person.tenant_id = t.tenant_id and person.user_id = t.user_id' : ''}${needsDenial(query) ? workedDenial(tenant, 't.claim', `${parameters.add(slice.from)}::bigint`) : ''}
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
  return `select sum(ms) as ms${keys} from (${touchRows(query, parameters)}) touched group by claim${keys}`
}

/**
 * The pause before each touch that is not the first on its claim: since the latest end of those begun before it. Of what lies before the period
 * that is looked up once a claim, not once a touch.
 */
function gaps(query: MetricQuery, parameters: Parameters): string {
  const { slice, by } = query
  const at = instantSql(parameters, query.at)
  const tenant = parameters.add(slice.tenantId)
  const from = `${parameters.add(slice.from)}::bigint`
  const inPeriod = (table: string) => `${table}.tenant_id = ${tenant}${startFilter(slice, parameters, table)}`
  return `select t.started_at - t.before_at as ms${keyColumns(by, (name) =>
    isDenialSlice(name) ? denialDimension(name, at) : 'null',
  )}
    from (
      select p.tenant_id, p.claim, p.started_at, greatest(earlier.ended_at, max(p.ended_at) over (
        partition by p.claim order by p.started_at groups between unbounded preceding and 1 preceding)) as before_at
      from touches p
      join (
        select c.claim, (
          select max(e.ended_at) from touches e
          where e.tenant_id = ${tenant} and e.denial_token = c.denial_token and e.started_at < ${from}) as ended_at
        from (select f.claim, min(f.denial_token) as denial_token from touches f where ${inPeriod('f')} group by f.claim) c
      ) earlier on earlier.claim = p.claim
      where ${inPeriod('p')}
    ) t${workedDenial(tenant, 't.claim', from)}
    left join users o on o.tenant_id = d.tenant_id and o.name = d.owner
    where t.tenant_id = ${tenant} and t.before_at <= t.started_at${slice.userId === null ? '' : ` and o.user_id = ${parameters.add(slice.userId)}`}${
      slice.team === null ? '' : ` and o.team = ${parameters.add(slice.team)}`
    }${slice.payer === null ? '' : ` and d.payer = ${parameters.add(slice.payer)}`}${denialConditions(query.filter, parameters, at)}`
}
