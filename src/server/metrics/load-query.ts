import type { MetricDefinition, MetricId, MetricSlice } from '../../shared/metrics/index.ts'
import { workedDenialSlices } from '../../shared/metrics/index.ts'
import type { Queries } from '../database/database.ts'
import { problem } from '../errors/problem.ts'
import type { Slice } from '../rollups/time-rows.ts'
import { readSettings } from '../settings/settings-store.ts'
import type { DenialFilter, MetricQuery } from './metric-query.ts'

/** Most slices at once. */
const MAX_SLICES = 4

/** What is asked for, beside the slice. */
export interface MetricQuestion {
  readonly by: readonly string[]
  readonly filter: DenialFilter
  readonly shift: string | undefined
}

export interface LoadedQuery {
  readonly query: MetricQuery
  /** What the tenant aims at, where it says so. */
  readonly target: number | undefined
  readonly ignoredFilters: readonly string[]
}

/**
 * A question to a metric with all it takes to answer: the tenant's calendar, SLAs, costs.
 * @throws HttpProblem 400 `bad_parameter` for slices the metric does not have, or not together.
 */
export async function loadMetricQuery(
  queries: Queries,
  definition: MetricDefinition<MetricId>,
  slice: Slice,
  question: MetricQuestion,
  { zone, now }: { readonly zone: string; readonly now: number },
): Promise<LoadedQuery> {
  const by = slicesOf(definition, question.by)
  const { filter, shift, ignoredFilters } = narrowing(definition, slice, question)
  checkTogether(definition, by, filter, shift)
  const { tenantId } = slice
  const [calendar, slas, economics, [first]] = await Promise.all([
    readSettings(queries, tenantId, 'calendar'),
    readSettings(queries, tenantId, 'slas'),
    readSettings(queries, tenantId, 'economics'),
    queries.query<{ received: number | null; recorded: number | null }>(
      `select (select min(d.received) from denials d where d.tenant_id = $1) as received,
         (select min(s.started_at) from spans s where s.tenant_id = $1) as recorded`,
      [tenantId],
    ),
  ])
  return {
    query: {
      slice,
      filter,
      shift,
      by,
      at: Math.min(slice.to, now),
      now,
      zone,
      calendars: calendar.body,
      slas: slas.body.slas,
      laborCentsPerHour: economics.body.laborCentsPerHour,
      firstReceived: first?.received ?? null,
      firstRecorded: first?.recorded ?? null,
    },
    target: economics.body.targets[definition.id],
    ignoredFilters,
  }
}

function slicesOf({ slices }: MetricDefinition, asked: readonly string[]): MetricSlice[] {
  const known = asked.flatMap((name) => slices.filter((slice) => slice === name))
  if (known.length !== asked.length || new Set(known).size !== known.length || known.length > MAX_SLICES) {
    throw badSlices(`expected ${slices.join(' or ')}, each once, at most ${MAX_SLICES}`)
  }
  return known
}

/** What a metric has no slice for it cannot be narrowed by either; the answer says so. */
function narrowing({ id, slices, about }: MetricDefinition, slice: Slice, { filter, shift }: MetricQuestion) {
  const asked = (Object.keys(filter) as (keyof DenialFilter)[]).filter((name) => filter[name] !== undefined)
  const possible = asked.filter((name) => slices.includes(name))
  const ignoredFilters: string[] = asked.filter((name) => !slices.includes(name))
  if (shift !== undefined && !slices.includes('shift')) ignoredFilters.push('shift')
  if (id === 'manual_minutes' && slice.payer !== null) ignoredFilters.push('payer')
  if (about === 'claims' && slice.team !== null) ignoredFilters.push('team')
  if (about === 'claims' && slice.userId !== null) ignoredFilters.push('user')
  return {
    filter: Object.fromEntries(possible.map((name) => [name, filter[name]])) as DenialFilter,
    shift: slices.includes('shift') ? shift : undefined,
    ignoredFilters,
  }
}

/** Recorded time is summed by what the window was, by the denial, or by the hour: each has its own sums. */
function checkTogether(
  { id }: MetricDefinition,
  by: readonly MetricSlice[],
  filter: DenialFilter,
  shift: string | undefined,
) {
  if (id !== 'active_minutes') return
  const ofDenials: readonly string[] = workedDenialSlices
  const kinds = [
    by.includes('shift') || shift !== undefined,
    by.some((slice) => ofDenials.includes(slice)) || Object.keys(filter).length > 0,
    by.some((slice) => slice === 'payer' || slice === 'activity' || slice === 'rating' || slice === 'system'),
  ]
  if (kinds.filter(Boolean).length > 1) {
    throw badSlices('what the window was, what belongs to a denial and the shift cannot be taken together')
  }
}

function badSlices(detail: string) {
  return problem(400, 'bad_parameter', 'Not valid: by', { errors: [{ pointer: '/by', detail }] })
}
