import {
  denialFilters as filterDefinitions,
  isWorkedDenialDimension,
  metricDefinition,
  type Dimension,
  type MetricDefinition,
  type MetricId,
} from '../../shared/metrics/index.ts'
import type { Attribution } from '../../shared/contract/work.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import type { Scope } from '../identity/scope.ts'
import type { Filters } from '../rollups/filters.ts'
import type { Period } from '../rollups/period.ts'
import { slaStartOf } from '../deadlines/sla-start.ts'
import { readSettings } from '../settings/settings-store.ts'
import type { DenialFilters } from './dimension-sql.ts'
import type { MetricQuery, MetricTerms } from './metric-query.ts'

const MAX_DIMENSIONS = 4

/** A question to some metrics. Each of them answers for each period, split by the dimensions. */
export interface MetricQuestion {
  readonly metrics: readonly MetricId[]
  readonly periods: readonly Period[]
  readonly dimensions: readonly string[]
  readonly filters: Omit<Filters, 'from' | 'to'>
  readonly denialFilters: DenialFilters
  readonly shift: string | undefined
  /** See {@link MetricQuery.attributions}; left out: every way. */
  readonly attributions?: readonly Attribution[] | undefined
}

/** The settings and facts that the numbers of a tenant depend on, with its own targets by metric. */
export interface LoadedTerms extends MetricTerms {
  readonly targets: Readonly<Record<string, number>>
  /** Facts that begin before this instant were dropped. */
  readonly recordsFrom: number
}

export async function loadTerms(
  scope: Scope,
  { zone, now }: { readonly zone: string; readonly now: number },
): Promise<LoadedTerms> {
  const [calendar, slas, economics, [first]] = await Promise.all([
    readSettings(scope, 'calendar'),
    readSettings(scope, 'slas'),
    readSettings(scope, 'economics'),
    scope.query<{ received: number | null; recorded: number | null; recordsFrom: number }>(
      sql`select (select min(d.received) from denials d) as received, t.facts_from as "recordsFrom", case
          when t.facts_from = 0 then (select min(s.started_at) from spans s)
          else least((select min(s.started_at) from spans s), (select min(q.bucket) from total_15min q))
        end as recorded
        from tenant t`,
    ),
  ])
  return {
    now,
    zone,
    calendars: calendar.body,
    slas: slas.body.slas,
    slaStart: slaStartOf(slas.body, zone),
    laborCentsPerHour: economics.body.laborCentsPerHour,
    overheadFactor: economics.body.overheadFactor,
    manualTime: economics.body.manualTime,
    targets: economics.body.targets,
    firstReceived: first?.received ?? null,
    firstRecorded: first?.recorded ?? null,
    recordsFrom: first?.recordsFrom ?? 0,
  }
}

/** What one metric is asked, with the filters that apply to it. */
export interface MetricPlan
  extends
    Pick<MetricQuestion, 'filters' | 'denialFilters' | 'shift'>,
    Pick<MetricQuery, 'denialPayer' | 'attributions'> {
  readonly id: MetricId
  readonly dimensions: readonly Dimension[]
  /** Ids of the dimensions of filters that the metric cannot apply. */
  readonly ignoredFilters: readonly string[]
}

/** @throws HttpProblem 400 `bad_parameter` for dimensions that the metric does not have, or not together */
export function planMetric(id: MetricId, question: MetricQuestion): MetricPlan {
  const definition = metricDefinition(id)
  const plan = { id, dimensions: dimensionsOf(definition, question.dimensions), ...applicable(definition, question) }
  checkTogether(plan)
  return plan
}

export function metricQuery(plan: MetricPlan, { from, to }: Period, terms: MetricTerms): MetricQuery {
  const { id: _id, ignoredFilters: _ignored, filters, ...rest } = plan
  const applied = { ...rest, filters: { ...filters, from, to } }
  return { ...terms, ...applied, at: Math.min(to, terms.now) }
}

function dimensionsOf({ dimensions }: MetricDefinition, asked: readonly string[]): Dimension[] {
  const known = asked.flatMap((id) => dimensions.filter((dimension) => dimension === id))
  if (known.length !== asked.length || new Set(known).size !== known.length || known.length > MAX_DIMENSIONS) {
    throw badDimensions(`expected ${dimensions.join(' or ')}, each once, at most ${MAX_DIMENSIONS}`)
  }
  return known
}

/** A metric without a dimension cannot be filtered by it either; the answer says so. */
function applicable(
  { dimensions, population, ignoresPayer, ofDenialPayer, ofAttributedTime }: MetricDefinition,
  { filters, denialFilters, shift, attributions }: MetricQuestion,
): Omit<MetricPlan, 'id' | 'dimensions'> {
  const asked = filterDefinitions.filter(({ parameter }) => denialFilters[parameter] !== undefined)
  const applied = asked.filter(({ id }) => dimensions.includes(id))
  const ofClaims = population === 'claims'
  const hasShift = dimensions.includes('shift')
  const ignored: readonly (Dimension | false)[] = [
    ...asked.filter((filter) => !applied.includes(filter)).map(({ id }) => id),
    shift !== undefined && !hasShift && 'shift',
    filters.payer !== null && ignoresPayer === true && 'payer',
    attributions !== undefined && ofAttributedTime !== true && 'attribution',
    filters.team !== null && ofClaims && 'team',
    filters.userId !== null && ofClaims && 'user',
  ]
  return {
    filters: {
      userId: ofClaims ? null : filters.userId,
      team: ofClaims ? null : filters.team,
      payer: ignoresPayer || ofDenialPayer ? null : filters.payer,
    },
    denialPayer: ofDenialPayer ? filters.payer : null,
    denialFilters: Object.fromEntries(applied.map(({ parameter }) => [parameter, denialFilters[parameter]])),
    shift: hasShift ? shift : undefined,
    attributions: ofAttributedTime ? (attributions ?? null) : null,
    ignoredFilters: ignored.filter((id) => id !== false),
  }
}

/** Rollups have recorded time by what the window was, by the denial, or by the hour: not by several of these at once. */
function checkTogether({ id, dimensions, denialFilters, shift }: MetricPlan): void {
  if (id !== 'active_minutes') return
  const kinds = [
    dimensions.includes('shift') || shift !== undefined,
    dimensions.some(isWorkedDenialDimension) || Object.keys(denialFilters).length > 0,
    (['payer', 'activity', 'rating', 'system', 'attribution'] as const).some((ofWindow) =>
      dimensions.includes(ofWindow),
    ),
  ]
  if (kinds.filter(Boolean).length > 1) {
    throw badDimensions('dimensions of the window, of the denial and of the shift cannot be taken together')
  }
}

function badDimensions(detail: string) {
  return problem(400, 'bad_parameter', 'Not valid: by', { errors: [{ pointer: '/by', detail }] })
}
