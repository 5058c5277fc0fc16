import { FIFTEEN_MINUTES_MS } from '../../shared/contract/ingest.ts'
import { payerFilter, startFilter, userFilter } from './filters.ts'
import type { Slice } from './filters.ts'
import { waitingFacts } from './folded-rows.ts'
import type { Parameters } from './parameters.ts'

/** Rows `(at, presence, ms)` of everybody together: few a quarter hour, for whoever does not ask who. A slice of a user or team has none. */
export function quarterTotals(slice: Slice, parameters: Parameters): string {
  return quarters(slice, parameters, 'total_quarters', '')
}

/**
 * Rows `(user_id, at, presence, ms)` that add up to the time of the slice, each at the beginning of a quarter hour or at that of a span:
 * what is asked by the hour of the day, such as a shift, is a sum of whole quarter hours. Exact at any moment, as `foldedRows` is.
 */
export function quarterRows(slice: Slice, parameters: Parameters): string {
  return quarters(slice, parameters, 'activity_quarters', 'user_id')
}

function quarters(
  slice: Slice,
  parameters: Parameters,
  sums: 'activity_quarters' | 'total_quarters',
  who: 'user_id' | '',
): string {
  const person = (table: string) => (who === '' ? '' : `${table}.${who}, `)
  const tenant = parameters.add(slice.tenantId)
  const from = Math.ceil(slice.from / FIFTEEN_MINUTES_MS) * FIFTEEN_MINUTES_MS
  const to = Math.max(from, Math.floor(slice.to / FIFTEEN_MINUTES_MS) * FIFTEEN_MINUTES_MS)
  const [start, end] = [`${parameters.add(from)}::bigint`, `${parameters.add(to)}::bigint`]
  const payer = slice.payer === null ? '' : ` and q.payer = ${parameters.add(slice.payer)}`
  const spans = (source: string, when: string) =>
    `select ${person('f')}f.started_at, f.presence, f.ended_at - f.started_at
     from ${source}
     where f.tenant_id = ${tenant}${when}${payerFilter(slice, parameters, 'f')}${userFilter(slice, parameters, 'f')}`
  const edge = (period: { readonly from: number; readonly to: number }) =>
    period.from < period.to ? [spans('spans f', startFilter({ ...slice, ...period }, parameters, 'f'))] : []
  const parts = [
    `select ${person('q')}q.quarter as at, q.presence, q.ms from ${sums} q
     where q.tenant_id = ${tenant} and q.quarter >= ${start} and q.quarter < ${end}${payer}${userFilter(slice, parameters, 'q')}`,
    spans(waitingFacts('spans', tenant), ` and f.started_at >= ${start} and f.started_at < ${end}`),
    ...edge({ from: slice.from, to: Math.min(from, slice.to) }),
    ...edge({ from: to, to: slice.to }),
  ]
  return `select * from (
    with waiting as (
      select b.device_id, b.generation, unnest(b.seqs) as seq from unfolded_batches b where b.tenant_id = ${tenant}
    )
    ${parts.join(' union all ')}
  ) quarters`
}
