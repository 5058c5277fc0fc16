import type { MetricId, MetricSlice } from '../../shared/metrics/index.ts'
import { touchedByDay } from '../rollups/distinct-rows.ts'
import type { Parameters } from '../database/parameters.ts'
import { denialConditions, denialDimension, isDenialSlice } from './denial-dimensions.ts'
import { denialWorkByPerson } from '../claim-activity/touch-statistics.ts'
import { instantSql, keyColumns, MS_AN_HOUR } from './metric-query.ts'
import type { MetricQuery, MetricSource } from './metric-query.ts'
import { isPersonSlice, people, personKey } from './people-keys.ts'
import { recordedRows } from './recorded-rows.ts'

/** A full-time day. */
const FTE_DAY_MS = 8 * MS_AN_HOUR

/** What work brought back, and how much of it a day holds; null for another metric. */
export function recoverySource(id: MetricId, query: MetricQuery, parameters: Parameters): MetricSource | null {
  const ratio = { numerator: 'sum(numerator)', denominator: 'sum(denominator)', sample: null } as const
  switch (id) {
    case 'recovery_yield':
      return {
        rows: yieldRows(query, parameters),
        numerator: 'sum(numerator)',
        denominator: null,
        sample: null,
        scale: { numerator: 1, denominator: 1 },
      }
    case 'recovery_per_hour':
      return {
        ...ratio,
        rows: `${yieldRows(query, parameters)} union all ${timeRows(query, parameters, `a.presence = 'active' and a.rating in ('core', 'support', 'hidden')`)}`,
        scale: { numerator: 1, denominator: MS_AN_HOUR },
      }
    case 'denials_worked_per_fte':
      return {
        ...ratio,
        rows: `${workedByDay(query, parameters)} union all ${timeRows(query, parameters, `a.presence in ('active', 'idle')`)}`,
        scale: { numerator: 1, denominator: FTE_DAY_MS },
      }
    default:
      return null
  }
}

/** What denials resolved in the period brought back, split by the active time of those who touched them. */
function yieldRows(query: MetricQuery, parameters: Parameters): string {
  const { slice, filter, by } = query
  const at = instantSql(parameters, query.at)
  const tenant = parameters.add(slice.tenantId)
  // d.owner is not who did the work: people are those of the touches.
  const key = (name: MetricSlice) =>
    name === 'user' ? 'person.name' : name === 'team' ? 'person.team' : isDenialSlice(name) ? `d.${name}_key` : 'null'
  const dimensions = by
    .filter((name) => !isPersonSlice(name) && isDenialSlice(name))
    .map((name) => (isDenialSlice(name) ? `, ${denialDimension(name, at)} as ${name}_key` : ''))
    .join('')
  return `select case when d.ms is null or d.all_ms = 0 then d.recovered_cents else d.recovered_cents::numeric * d.ms / d.all_ms end as numerator,
      0::numeric as denominator${keyColumns(by, key)}
    from (
      select d.recovered_cents, work.user_id, work.ms, sum(work.ms) over (partition by d.denial_no) as all_ms${dimensions}
      from denials d${denialWorkByPerson(tenant, at())}
      where d.tenant_id = ${tenant} and d.resolved_at >= ${parameters.add(slice.from)}::bigint
        and d.resolved_at < ${parameters.add(slice.to)}::bigint and d.recovered_cents is not null${
          slice.payer === null ? '' : ` and d.payer = ${parameters.add(slice.payer)}`
        }${denialConditions(filter, parameters, at)}
    ) d
    left join users person on person.tenant_id = ${tenant} and person.user_id = d.user_id
    where ${tenant}::text is not null${slice.userId === null ? '' : ` and person.user_id = ${parameters.add(slice.userId)}`}${
      slice.team === null ? '' : ` and person.team = ${parameters.add(slice.team)}`
    }`
}

function timeRows(query: MetricQuery, parameters: Parameters, which: string): string {
  return `select 0::numeric, a.ms::numeric${keyColumns(query.by, personKey)}
    from (${recordedRows(query, parameters)}) a${people(query, parameters, 'a')}
    where ${parameters.add(query.slice.tenantId)}::text is not null and ${which}`
}

/** Each denial once a person and day of the tenant's zone. */
function workedByDay(query: MetricQuery, parameters: Parameters): string {
  return `select t.denials::numeric as numerator, 0::numeric as denominator${keyColumns(query.by, personKey)}
    from (${touchedByDay(query.slice, query.zone, parameters)}) t${people(query, parameters, 't')}`
}
