import type { EpochMs } from '../../shared/contract/brands.ts'
import type { MetricAnswer } from '../../shared/contract/metrics.ts'
import { dimensions, metricCatalog, type Dimension, type MetricId } from '../../shared/metrics/index.ts'
import {
  askedApart,
  effortMetrics,
  seriesOf,
  trendPeriods,
  trendQuestion,
  type Period,
} from '../../shared/performance/index.ts'
import { sql } from '../database/sql.ts'
import type { FindingsSource } from '../findings/read-findings.ts'
import type { Scope } from '../identity/scope.ts'
import { metricAnswer, type MetricReader } from '../metrics/answer-metric.ts'
import { loadTerms, type MetricQuestion } from '../metrics/metric-question.ts'
import { keyMetrics } from './figures.ts'
import { causeDimensions, type NamedFilter, type PerformanceAnswers } from './page.ts'

/** Where the screens' own answers come from. */
export interface ReportSources {
  readonly readMetric: MetricReader
  readonly findings: FindingsSource
}

/** What a page is about. */
export interface ReportRequest extends Pick<MetricQuestion, 'filters' | 'denialFilters' | 'shift' | 'attributions'> {
  readonly period: Period
  readonly before: Period
}

/** Asks what the Performance screen asks, one question after the other, so that a report keeps nobody waiting. */
export async function readPerformanceAnswers(
  scope: Scope,
  { period, before, filters, denialFilters, shift, attributions }: ReportRequest,
  { readMetric, findings }: ReportSources,
  { zone, now }: { readonly zone: string; readonly now: EpochMs },
): Promise<PerformanceAnswers> {
  const terms = await loadTerms(scope, { zone, now })
  /** The answers of each metric, one for each period. */
  const ask = async <Id extends MetricId>(
    metrics: readonly Id[],
    asked: Pick<MetricQuestion, 'dimensions' | 'periods'>,
  ): Promise<ReadonlyMap<Id, readonly MetricAnswer[]>> => {
    const { answers, asOf } = await readMetric(
      scope,
      { metrics, ...asked, filters, denialFilters, shift, attributions },
      terms,
    )
    return new Map(
      answers.map((answer) => [
        answer.id as Id,
        asked.periods.map(({ from }, index) => metricAnswer(answer, index, { ...terms, asOf }, from)),
      ]),
    )
  }

  const totals = new Map<MetricId, readonly [MetricAnswer, MetricAnswer]>()
  for (const set of askedApart(metricCatalog.map(({ id }) => id))) {
    for (const [id, [current, prior]] of await ask(set, { dimensions: [], periods: [period, before] }))
      if (current && prior) totals.set(id, [current, prior])
  }
  const weeks = trendPeriods('week', period, now, zone)
  const trends = new Map<MetricId, readonly (number | null)[]>()
  for (const set of askedApart(keyMetrics)) {
    for (const [id, answers] of await ask(set, trendQuestion(set, 'week', weeks)))
      trends.set(id, seriesOf(id, answers, weeks, false)[0]?.values ?? [])
  }
  const effort = await ask(effortMetrics, { dimensions: ['payer'], periods: [period] })
  const causes = await ask(['denied_amount', 'denials_received'], {
    dimensions: causeDimensions,
    periods: [period, before],
  })
  const causesIn = (index: number) => ({
    amounts: causes.get('denied_amount')?.[index] ?? null,
    counts: causes.get('denials_received')?.[index] ?? null,
  })
  const { rows } = await findings(scope, { ...period, team: filters.team, userId: null, payer: null }, zone)
  return {
    ...{ period, before, zone, now, totals, weeks, trends },
    slaSince: Math.max(terms.firstRecorded ?? 0, terms.slaStart ?? 0),
    filters: await namedFilters(scope, { filters, denialFilters, shift, attributions }),
    effort: new Map([...effort].flatMap(([id, [answer]]) => (answer ? [[id, answer] as const] : []))),
    causes: causesIn(0),
    causesBefore: causesIn(1),
    findings: rows,
  }
}

/** The filters that are set, in the registry's order, with the name of the person. */
async function namedFilters(
  scope: Scope,
  { filters, denialFilters, shift, attributions }: Omit<ReportRequest, 'period' | 'before'>,
): Promise<readonly NamedFilter[]> {
  const [person] =
    filters.userId === null
      ? []
      : await scope.query<{ name: string }>(sql`select u.name from users u where u.user_id = ${filters.userId}`)
  const values: Partial<Record<Dimension, string | readonly string[] | null | undefined>> = {
    user: person?.name,
    team: filters.team,
    payer: filters.payer,
    shift,
    attribution: attributions,
  }
  return dimensions.flatMap(({ id, parameter }) => {
    const value =
      values[id] ??
      (parameter === null ? undefined : (denialFilters as Record<string, string | readonly string[]>)[parameter])
    return value === undefined || value === null
      ? []
      : [{ dimension: id, values: typeof value === 'string' ? [value] : value }]
  })
}
