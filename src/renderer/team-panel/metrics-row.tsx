import type { WorklistSummary } from '../../shared/contract/clients.ts'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { address, Link } from '../app/navigation.tsx'
import { count, dollars, hours, percent, share } from '../ui/format.ts'
import { MetricCard, Unit } from '../ui/metric-card.tsx'
import { metricParts, metricText } from '../ui/metric-value.ts'
import type { Polled } from '../ui/use-polled.ts'
import { Change } from '../metrics/change.tsx'
import { NotNarrowed } from '../metrics/metric-body.tsx'
import { type MetricState, useCatalogue, useMetric, useMetricScope, wholeOf } from '../metrics/use-metric.ts'
import { writeWorklistView } from '../worklist/worklist-view.ts'
import styles from './metrics-row.module.css'
import { worklistFilters } from './now-card.tsx'
import { MetricLink, usePanelLinks } from './panel-links.tsx'
import { denialFilterNames } from './panel-view.ts'

const WEEK_MS = 7 * 86_400_000

/** The four numbers of the panel. */
export function MetricsRow({
  answer,
  summary,
  against,
}: {
  readonly answer: PanelAnswer
  readonly summary: Polled<WorklistSummary>
  readonly against: string
}) {
  const { view } = usePanelLinks()
  const { people } = useMetricScope()
  const catalogue = useCatalogue()
  const sla = useMetric('worked_within_sla')
  const minutes = useMetric('minutes_per_denial')
  const perDenial = wholeOf(minutes.answer)
  const risk = summary.value?.risk
  const query = worklistFilters(view.filters, people)
  return (
    <div className={styles.cards}>
      <MetricCard
        title="At risk now"
        explanation="a touch, follow-up or appeal is due soon"
        tone={risk && risk.count > 0 ? 'risk' : undefined}
        value={
          <Link className={styles.link} to={address('/worklist', writeWorklistView({ ...query, due: 'risk' }))}>
            {risk ? count(risk.count) : '–'}
          </Link>
        }
        beside={risk && dollars(risk.deniedCents)}
      >
        {summary.value
          ? `${count(summary.value.late.count)} more are late already, ${dollars(summary.value.late.deniedCents)}`
          : ''}
      </MetricCard>
      <MetricCard
        title="Worked within SLA"
        explanation="met ÷ (met + missed), past due included"
        hint={catalogue.get('worked_within_sla')?.definition}
        value={<MetricValueLink metric={sla} id="worked_within_sla" label="Worked within SLA" />}
        beside={counts(sla, 'met of')}
      >
        <MetricChange state={sla} direction="up" against={against} />
      </MetricCard>
      <MetricCard
        title="Minutes per denial"
        explanation={`half take less · ${percent(minutes.answer?.unattributedShare ?? null)} not attributed`}
        hint={catalogue.get('minutes_per_denial')?.definition}
        value={
          <MetricValueLink
            metric={minutes}
            id="minutes_per_denial"
            label="Minutes per denial"
            value={perDenial?.p50 ?? perDenial?.value ?? null}
          />
        }
        beside={perDenial && perDenial.p90 !== null ? `p90 ${metricText('min', perDenial.p90)}` : undefined}
      >
        <MetricChange state={minutes} direction="down" against={against} median />
      </MetricCard>
      <HiddenTax answer={answer} against={against} />
    </div>
  )
}

function HiddenTax({ answer, against }: { readonly answer: PanelAnswer; readonly against: string }) {
  const { view } = usePanelLinks()
  const tax = useMetric('hidden_work_tax')
  const cost = useMetric('hidden_cost', undefined, { compare: false })
  const whole = wholeOf(tax.answer)
  const cents = wholeOf(cost.answer)?.value ?? null
  const weeks = Math.max(1, (Math.min(answer.to, answer.latestEndedAt ?? answer.to) - answer.from) / WEEK_MS)
  // Narrowed by what only denials have, the spans of the panel are not the metric's: then there are no rows to show.
  const exact = denialFilterNames.every((name) => view.filters[name] === undefined)
  const value = whole ? whole.value : share(answer.totals.hiddenMs, answer.totals.denialWorkMs)
  const hidden =
    whole?.numerator !== null && whole?.numerator !== undefined ? whole.numerator * 60_000 : answer.totals.hiddenMs
  const [number, suffix] = metricParts('ratio', value)
  const shown = (
    <>
      {number}
      <Unit>{suffix}</Unit>
    </>
  )
  return (
    <MetricCard
      title="Hidden-work tax"
      explanation="share of denial minutes that moved nothing"
      tone="hidden"
      value={
        exact ? (
          <MetricLink drilldown={{ list: 'spans', kind: 'any' }} label="Hidden-work tax">
            {shown}
          </MetricLink>
        ) : (
          shown
        )
      }
      beside={
        value !== null && (
          <>
            {hours(hidden)}
            {cents !== null && (
              <span title="at the labour cost in the settings"> · {dollars(cents / weeks)} a week</span>
            )}
          </>
        )
      }
    >
      <Change
        unit="ratio"
        now={value}
        before={wholeOf(tax.before)?.value ?? null}
        direction="down"
        against={against}
        target={tax.answer?.target}
      />
    </MetricCard>
  )
}

function MetricValueLink({
  metric,
  id,
  label,
  value,
}: {
  readonly metric: MetricState
  readonly id: string
  readonly label: string
  readonly value?: number | null
}) {
  const [number, suffix] = metricParts(
    metric.answer?.unit ?? '',
    value === undefined ? (wholeOf(metric.answer)?.value ?? null) : value,
  )
  return (
    <MetricLink drilldown={{ list: 'denials', metric: id }} label={label}>
      {number}
      {suffix !== '' && <Unit>{suffix}</Unit>}
    </MetricLink>
  )
}

function MetricChange({
  state,
  direction,
  against,
  median = false,
}: {
  readonly state: MetricState
  readonly direction: 'up' | 'down'
  readonly against: string
  readonly median?: boolean
}) {
  if (!state.answer) return state.problem ? <p>Cannot be shown: {state.problem.message}</p> : null
  const of = (answer: MetricState['answer']) => {
    const row = wholeOf(answer)
    return (median ? (row?.p50 ?? row?.value) : row?.value) ?? null
  }
  return (
    <>
      <Change
        unit={state.answer.unit}
        now={of(state.answer)}
        before={of(state.before)}
        direction={direction}
        against={against}
        target={state.answer.target}
      />
      <NotNarrowed answer={state.answer} />
    </>
  )
}

function counts(state: MetricState, words: string): string | undefined {
  const row = wholeOf(state.answer)
  return row && row.numerator !== null && row.denominator !== null && row.denominator > 0
    ? `${count(row.numerator)} ${words} ${count(row.denominator)}`
    : undefined
}
