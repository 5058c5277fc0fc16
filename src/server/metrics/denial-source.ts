import type { Parameters } from '../database/parameters.ts'
import type { Slice } from '../rollups/time-rows.ts'
import { denialConditions, denialDimension, isDenialSlice } from './denial-dimensions.ts'
import type { DenialMeasure } from './denial-measures.ts'
import { denialFirstTouch, denialWorkSince, pastDenialWork } from '../claim-activity/touch-statistics.ts'
import { instantSql, keyColumns } from './metric-query.ts'
import type { InstantSql, MetricQuery, MetricSource } from './metric-query.ts'

/** The denials of a measure, each with what it adds. */
export function denialSource(measure: DenialMeasure, query: MetricQuery, parameters: Parameters): MetricSource {
  const at = instantSql(parameters, query.at)
  const keys = keyColumns(query.by, (slice) => (isDenialSlice(slice) ? denialDimension(slice, at) : 'null::text'))
  return {
    rows: `select ${measure.numerator} as numerator, ${measure.denominator ?? 'null::int'} as denominator${keys}
      ${fromDenials(measure, query, parameters, at)}`,
    numerator: 'sum(numerator)',
    denominator: measure.denominator === undefined ? null : 'sum(denominator)',
    sample: measure.percentiles ? 'numerator' : null,
    scale: { numerator: measure.scale ?? 1, denominator: 1 },
  }
}

/** `from denials d … where …`: the denials of a measure in a query's slice; `o` is the owner's row in users. */
export function fromDenials(
  measure: DenialMeasure,
  query: MetricQuery,
  parameters: Parameters,
  at: InstantSql,
): string {
  const { slice, filter } = query
  const tenant = parameters.add(slice.tenantId)
  return `from denials d
    left join users o on o.tenant_id = d.tenant_id and o.name = d.owner${workOf(measure, query, tenant, parameters, at)}
    where d.tenant_id = ${tenant}${measure.about}${ownerConditions(slice, parameters)}${denialConditions(
      filter,
      parameters,
      at,
    )}`
}

function workOf(
  { work }: DenialMeasure,
  { slice, at: instant, now }: MetricQuery,
  tenant: string,
  parameters: Parameters,
  at: InstantSql,
): string {
  if (work === undefined) return ''
  if (work === 'first') return denialFirstTouch(tenant, at())
  const from = `${parameters.add(slice.from)}::bigint`
  return instant < now ? pastDenialWork(tenant, from, at()) : denialWorkSince(tenant, from, at())
}

/** ` and …` for the owner, the owner's team and the payer of a slice. */
export function ownerConditions(slice: Slice, parameters: Parameters): string {
  return [
    slice.userId === null ? '' : ` and o.user_id = ${parameters.add(slice.userId)}`,
    slice.team === null ? '' : ` and o.team = ${parameters.add(slice.team)}`,
    slice.payer === null ? '' : ` and d.payer = ${parameters.add(slice.payer)}`,
  ].join('')
}
