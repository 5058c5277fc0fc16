import type { MetricAnswer } from '../../shared/contract/reports.ts'
import { metricDefinition } from '../../shared/metrics/index.ts'
import type { MetricId, MetricSlice } from '../../shared/metrics/index.ts'
import type { Queries } from '../database/database.ts'
import { statementParameters } from '../reports/parameters.ts'
import type { Parameters } from '../reports/parameters.ts'
import { activityRows, hiddenRows, startFilter, taggedRows, touchPayerFilter, userFilter } from '../reports/slice.ts'
import type { Slice } from '../reports/slice.ts'

type MetricRow = MetricAnswer['rows'][number]
interface Raw {
  /** '' where the key is not known. */
  readonly key: string
  /** Ms or a count. */
  readonly numerator: number
  readonly denominator: number | null
}

const MS_A_MINUTE = 60_000

/**
 * A metric over a slice, as a whole or by one of its slices.
 * A whole without data behind it is one row of nulls; a key without data has no row.
 */
export async function readMetric(
  queries: Queries,
  id: MetricId,
  slice: Slice,
  by: MetricSlice | undefined,
): Promise<MetricAnswer> {
  const { unit } = metricDefinition(id)
  const raw = await queryFor(queries, id, slice, by)
  const rows = raw.map((row): MetricRow => {
    const key = by === undefined ? '' : row.key === '' ? null : row.key
    const common = { key, keys: by === undefined ? [] : [key], p50: null, p90: null }
    if (unit === 'ratio') {
      const { numerator, denominator } = row
      if (denominator === null || denominator === 0)
        return { ...common, value: null, numerator: null, denominator: null }
      return {
        ...common,
        value: numerator / denominator,
        numerator: numerator / MS_A_MINUTE,
        denominator: denominator / MS_A_MINUTE,
      }
    }
    const value = unit === 'min' ? row.numerator / MS_A_MINUTE : row.numerator
    return { ...common, value, numerator: value, denominator: null }
  })
  return {
    id,
    unit,
    target: null,
    unattributedShare: null,
    rows: by === undefined && rows.length === 0 ? [emptyWhole] : rows,
  }
}

const emptyWhole: MetricRow = {
  key: '',
  keys: [],
  p50: null,
  p90: null,
  value: null,
  numerator: null,
  denominator: null,
}

function queryFor(queries: Queries, id: MetricId, slice: Slice, by: MetricSlice | undefined): Promise<Raw[]> {
  const parameters = statementParameters()
  return queries.query<Raw>(statementFor(id, slice, by, parameters), parameters.values)
}

function statementFor(id: MetricId, slice: Slice, by: MetricSlice | undefined, parameters: Parameters): string {
  const group = (source: string, numerator: string, denominator = 'null::bigint', having = '') =>
    grouped({ source, numerator, denominator, having }, slice, by, parameters)
  switch (id) {
    case 'active_minutes':
    case 'idle_minutes': {
      const ms = `sum(ms) filter (where presence = ${id === 'active_minutes' ? `'active'` : `'idle'`})`
      // A person with spans but none of these has zero minutes; an activity with none is just not there.
      const having = by === undefined || by === 'user' || by === 'team' ? '' : ` having ${ms} > 0`
      return group(activityRows(slice, parameters), `coalesce(${ms}, 0)::bigint`, undefined, having)
    }
    case 'touches':
      return group(touchesAndSpans(slice, parameters), 'count(denial_token)')
    case 'denials_touched':
      return group(touchesAndSpans(slice, parameters), 'count(distinct denial_token)')
    case 'hidden_minutes':
      return by === 'kind'
        ? group(hiddenRows(slice, parameters), 'sum(ms)::bigint')
        : group(hiddenAndWork(slice, parameters), 'sum(hidden)::bigint')
    case 'hidden_work_tax':
      return group(hiddenAndWork(slice, parameters), 'sum(hidden)::bigint', 'sum(work)::bigint')
  }
}

/** Where anything was recorded there are rows, so that "no touch" is 0 and "no data" is nothing. */
function touchesAndSpans(slice: Slice, parameters: Parameters): string {
  return `select t.user_id, t.denial_token from touches t
    where t.tenant_id = ${parameters.add(slice.tenantId)}${startFilter(slice, parameters, 't')}${userFilter(
      slice,
      parameters,
      't',
    )}${touchPayerFilter(slice, parameters)}
    union all select distinct a.user_id, null from (${activityRows(slice, parameters)}) a`
}

/** Tagged time, each span once, beside the active time on denial work. */
function hiddenAndWork(slice: Slice, parameters: Parameters): string {
  return `select t.user_id, t.payer, t.ms as hidden, 0::bigint as work from (${taggedRows(slice, parameters)}) t
    union all
    select a.user_id, a.payer, 0::bigint,
      case when a.presence = 'active' and a.rating in ('core', 'support', 'hidden') then a.ms else 0 end
    from (${activityRows(slice, parameters)}) a`
}

interface Grouping {
  readonly source: string
  readonly numerator: string
  readonly denominator: string
  readonly having: string
}

function grouped(grouping: Grouping, slice: Slice, by: MetricSlice | undefined, parameters: Parameters): string {
  const people =
    by === 'user' || by === 'team'
      ? ` join users person on person.tenant_id = ${parameters.add(slice.tenantId)} and person.user_id = rows.user_id`
      : ''
  return `select ${keyOf(by)} as key, ${grouping.numerator} as numerator, ${grouping.denominator} as denominator
    from (${grouping.source}) rows${people}
    group by 1${grouping.having}
    order by 1`
}

/** People are named, as they are in the filter `user=`. */
function keyOf(by: MetricSlice | undefined): string {
  if (by === undefined) return `''::text`
  if (by === 'user') return 'person.name'
  return by === 'team' ? `coalesce(person.team, '')` : `rows.${by}`
}
