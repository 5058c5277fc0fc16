import type { Finding } from '../../shared/contract/alerts.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { MetricAnswer } from '../../shared/contract/metrics.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { metricCatalog, type MetricId } from '../../shared/metrics/index.ts'
import {
  causesAccountingFor,
  causesOf,
  effortReport,
  judgedByTarget,
  measured,
  toldIgnored,
  type CauseAnswers,
  type Effort,
  type EffortMetric,
  type Period,
  type TrendPeriod,
} from '../../shared/performance/index.ts'
import { figuresOf, type Figures, type MeasuredMetric, type Trend } from './figures.ts'
import {
  capitalized,
  count,
  datesText,
  differenceText,
  dimensionName,
  dollars,
  durationText,
  metricText,
  momentText,
  monthDayText,
  percent,
  texts,
  valueName,
} from './texts.ts'

/** A filter, with the name of its value. */
export interface NamedFilter {
  readonly dimension: string
  readonly values: readonly string[]
}

/** What the page says is decided by the answers to the questions of the Performance screen, and nothing else. */
export interface PerformanceAnswers {
  readonly period: Period
  readonly before: Period
  readonly filters: readonly NamedFilter[]
  readonly zone: string
  readonly now: EpochMs
  /** Every metric in both periods. */
  readonly totals: ReadonlyMap<MetricId, readonly [now: MetricAnswer, before: MetricAnswer]>
  readonly weeks: readonly TrendPeriod[]
  /** When recording or the SLAs began, whichever is later: no first touch can be judged before. */
  readonly slaSince: EpochMs
  /** Of key metrics, by week. */
  readonly trends: ReadonlyMap<MetricId, readonly (number | null)[]>
  /** By payer. */
  readonly effort: ReadonlyMap<EffortMetric, MetricAnswer>
  /** By payer, reason and CARC. */
  readonly causes: CauseAnswers
  readonly causesBefore: CauseAnswers
  readonly findings: readonly Finding[]
}

/** A table or list of which the page shows as many rows as it has room for. */
export interface Listed<Row> {
  readonly lead: readonly string[]
  readonly rows: readonly Row[]
  /** What stands in place of rows; null: there are rows. */
  readonly none: string | null
  /** What is said of the rows from an index on, which are left out. */
  readonly leftOut: (from: number) => string
}

export interface WeekPoint {
  readonly week: string
  readonly value: string
}

/** What the printed page of the Performance screen says, in words. */
export interface ReportPage {
  readonly title: string
  readonly period: string
  readonly filters: string
  readonly made: string
  readonly madeAt: EpochMs
  readonly targets: string
  readonly missed: readonly string[]
  readonly figures: Figures
  readonly legend: string
  readonly sla: {
    readonly explanation: string
    /** Null: no data in any week. */
    readonly trend: Trend | null
    readonly points: readonly WeekPoint[]
  }
  readonly effort: Listed<readonly string[]>
  readonly causes: Listed<readonly string[]>
  readonly advice: Listed<{ readonly advice: string; readonly sentence: string }>
}

export function performancePage(answers: PerformanceAnswers): ReportPage {
  const { zone, weeks, trends } = answers
  const all = metricCatalog.map((metric) => {
    const [now = null, before = null] = answers.totals.get(metric.id) ?? []
    return measured(metric, now, before)
  })
  const { judged, missed } = judgedByTarget(all)
  const days = { from: weeks[0]?.from ?? 0, to: weeks.at(-1)?.to ?? 1 }
  const figures = figuresOf(all, trends, weeks, zone)
  return {
    title: texts.title,
    period: texts.header(datesText(answers.period, zone), datesText(answers.before, zone)),
    filters: filtersText(answers.filters),
    made: texts.made(momentText(answers.now, zone)),
    madeAt: answers.now,
    targets: judged.length === 0 ? texts.targets.none : texts.targets.met(judged.length - missed.length, judged.length),
    missed: missed.map(({ metric: { name, unit }, now, target }) =>
      texts.targets.one(name, metricText(unit, now), metricText(unit, target)),
    ),
    figures,
    legend: texts.figures.legend(datesText(days, zone)),
    sla: slaOf(all, figures, answers),
    effort: effortOf(answers.effort),
    causes: causesListed(answers.causes, answers.causesBefore),
    advice: adviceOf(answers.findings, answers.filters),
  }
}

function filtersText(filters: readonly NamedFilter[]): string {
  if (filters.length === 0) return texts.everything
  return filters
    .map(({ dimension, values }) =>
      texts.filter(dimensionName(dimension), values.map((value) => valueName(dimension, value)).join(', ')),
    )
    .join(' · ')
}

/** Without the weeks before anything could be judged: they say nothing and take the room of what does. */
function slaOf(
  all: readonly MeasuredMetric[],
  { rows }: Figures,
  { weeks, trends, slaSince, zone }: PerformanceAnswers,
): ReportPage['sla'] {
  const own = all.find(({ metric }) => metric.id === 'worked_within_sla')
  const unit = own?.metric.unit ?? 'ratio'
  const trend = rows.find(({ name }) => own !== undefined && name.startsWith(own.metric.name))?.trend ?? null
  const target = own?.target ?? null
  const values = trends.get('worked_within_sla') ?? []
  const first = weeks.findIndex(({ to }, index) => to > slaSince && (values[index] ?? null) !== null)
  const shown = first === -1 ? [] : weeks.slice(first)
  const start = first > 0 ? (shown[0]?.from ?? null) : null
  return {
    explanation: texts.sla.explanation(
      start === null ? null : monthDayText(start, zone),
      target === null ? null : metricText(unit, target),
    ),
    trend: trend === null || first === -1 ? null : { ...trend, values: trend.values.slice(first) },
    points: shown.map(({ from }, index) => ({
      week: monthDayText(from, zone),
      value: metricText(unit, values[first + index] ?? null),
    })),
  }
}

function effortOf(answers: ReadonlyMap<EffortMetric, MetricAnswer>): ReportPage['effort'] {
  const { rows, unattributed } = effortReport((id) => answers.get(id) ?? null)
  const rated = rows.filter(({ centsPerHour }) => centsPerHour !== null)
  const [best, worst] = [rated[0], rated.at(-1)]
  const rate = (row: Effort) => metricText('cents_per_hour', row.centsPerHour)
  return {
    lead: [
      ...(best && worst && best !== worst ? [texts.effort.lead(best.payer, rate(best), worst.payer, rate(worst))] : []),
      ...notFiltered([...answers].flatMap(([id, answer]) => toldIgnored(id, answer))),
      ...(unattributed && unattributed.share > 0 ? [texts.effort.notAttributed(percent(unattributed.share))] : []),
    ],
    rows: rows.map((row) => [
      row.payer,
      dollars(row.centsPerHour),
      dollars(row.recoveredCents),
      dollars(row.deniedCents),
      row.minutes === null ? metricText('min', null) : durationText(row.minutes * MINUTE_MS),
      percent(row.overturnRate),
      worthText(row),
    ]),
    none: rows.length === 0 ? texts.effort.none : null,
    leftOut: (from) => texts.effort.more(rows.length - from),
  }
}

const notFiltered = (dimensions: readonly string[]): readonly string[] =>
  dimensions.length === 0 ? [] : [texts.notFiltered([...new Set(dimensions)].map(dimensionName))]

function worthText({ verdict, cost, averageCentsPerHour }: Effort): string {
  switch (verdict) {
    case 'pays':
    case 'costs':
      return texts.effort[verdict](dollars(100 / (cost ?? 1)))
    case 'above':
    case 'below':
      return texts.effort[verdict](metricText('cents_per_hour', averageCentsPerHour))
    case 'nothing':
    case 'noTime':
      return texts.effort[verdict]
  }
}

/** The dimensions of root causes on the page: those that the Root causes screen begins with. */
export const causeDimensions = ['payer', 'category', 'carc'] as const

function causesListed(now: CauseAnswers, before: CauseAnswers): ReportPage['causes'] {
  const causes = causesOf(now, before)
  const total = causes.reduce((sum, { cents }) => sum + cents, 0)
  return {
    lead:
      causes.length === 0 ? [] : [texts.causes.lead(dollars(total), causesAccountingFor(causes, 0.8), causes.length)],
    rows: causes.map(({ keys, cents, changeCents, denials }) => [
      ...causeDimensions.map((id, index) => capitalized(causeName(id, keys[index] ?? null))),
      dollars(cents),
      changeCents === null ? '' : dollarChange(changeCents),
      denials === null ? '' : count(denials),
    ]),
    none: causes.length === 0 ? texts.causes.none : null,
    leftOut: (from) => {
      const left = causes.slice(from)
      return texts.causes.more(left.length, dollars(left.reduce((sum, { cents }) => sum + cents, 0)))
    },
  }
}

/** A CARC stands alone below its heading. */
const causeName = (id: string, value: string | null): string => (id === 'carc' && value ? value : valueName(id, value))

function dollarChange(cents: number): string {
  if (cents === 0) return texts.figures.same
  const amount = differenceText('cents', cents)
  return cents > 0 ? texts.figures.up(amount) : texts.figures.down(amount)
}

/** Findings are of a period and a team. */
function adviceOf(findings: readonly Finding[], filters: readonly NamedFilter[]): ReportPage['advice'] {
  const ignored = filters.map(({ dimension }) => dimension).filter((dimension) => dimension !== 'team')
  const rows = findings.toSorted((a, b) => b.weight - a.weight)
  return {
    lead: notFiltered(ignored),
    rows: rows.map(({ advice, sentence }) => ({ advice, sentence: sentence.map(({ text }) => text).join('') })),
    none: rows.length === 0 ? texts.advice.none : null,
    leftOut: (from) => texts.advice.more(rows.length - from),
  }
}
