import { useTranslations } from 'use-intl'
import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { HOUR_MS, MINUTE_MS } from '../../shared/time.ts'
import type { MetricAnswer } from '../../shared/contract/metrics.ts'
import { MetricBody } from '../metrics/metric-body.tsx'
import { denialFilterNames } from '../metrics/filters.ts'
import { totalOf } from '../../shared/performance/index.ts'
import { type MetricState, useMetric } from '../metrics/use-metric.ts'
import { type Bar, BarList } from '../ui/bar-list.tsx'
import { Card } from '../ui/card.tsx'
import { CsvButton } from '../ui/csv-button.tsx'
import { hours } from '../ui/format.ts'
import { hiddenKindLabel, hiddenKindMeaning } from '../ui/labels.ts'
import styles from './hidden-kind-card.module.css'
import { linkTag, MetricLink, usePanelLinks } from './panel-links.tsx'
import { useMetricTotal } from './panel-totals.ts'

interface KindHours {
  readonly kind: string
  readonly ms: number
  readonly beforeMs: number | null
  /** Number of occurrences that agents recorded; null for kinds that only the endpoint detects. */
  readonly records: number | null
}

/** Hours of hidden work by kind: recorded by agents, or detected by the endpoint across people and denials. */
export function HiddenKindCard({ answer, against }: { readonly answer: PanelAnswer; readonly against: string }) {
  const t = useTranslations('team.hiddenKinds')
  const { view } = usePanelLinks()
  const metric = useMetric('hidden_minutes', ['kind'])
  const unassigned = totalOf(useMetricTotal('unclear_ownership_hours').answer)?.value ?? null
  const hasRows = denialFilterNames.every((name) => view.filters[name] === undefined)
  const kinds = kindHours(metric, hasRows ? answer : null)
  const bars = kinds.map(({ kind, ms, beforeMs, records }): Bar => {
    const amount = <b>{hours(ms)}</b>
    const notes = [
      records === null ? null : t('times', { count: records }),
      beforeMs === null ? null : t('before', { period: against, hours: hours(beforeMs) }),
    ]
    return {
      key: kind,
      name: hiddenKindLabel(kind),
      title: hiddenKindMeaning(kind),
      note: notes.filter((note) => note !== null).join(' · '),
      // A kind that the panel does not count has no rows.
      amount:
        hasRows && answer.hiddenByKind.some((row) => row.kind === kind) ? (
          <MetricLink drilldown={{ list: 'hidden', kind }} label={t('linkOf', { kind: hiddenKindLabel(kind) })}>
            {amount}
          </MetricLink>
        ) : (
          amount
        ),
      value: ms,
      mark: beforeMs,
      shade: 'hidden',
    }
  })
  return (
    <Card
      title={t('title')}
      explanation={t('explanation', { period: against })}
      aside={
        <CsvButton
          title={t('tableOf')}
          table={() => ({
            header: [t('csv.kind'), t('csv.hours'), t('csv.hoursBefore', { period: against }), t('csv.times')],
            rows: kinds.map(({ kind, ms, beforeMs, records }) => [
              hiddenKindLabel(kind),
              ms / HOUR_MS,
              beforeMs === null ? null : beforeMs / HOUR_MS,
              records,
            ]),
          })}
        />
      }
    >
      <MetricBody metric={metric}>{() => <BarList bars={bars} none={t('none')} />}</MetricBody>
      {unassigned !== null && (
        <p className={styles.waiting}>
          {t.rich('unassigned', {
            hours: Math.round(unassigned),
            link: linkTag({ list: 'denials', metric: 'unclear_ownership_hours' }, t('unassignedLink'), 'strong'),
          })}
        </p>
      )}
    </Card>
  )
}

/** @param panel for the number of occurrences; null if its filters are not those of the metric */
function kindHours(metric: MetricState, panel: PanelAnswer | null): readonly KindHours[] {
  const msOf = (answer: MetricAnswer | null, kind: string) => {
    const minutes = answer?.rows.find(({ key }) => key === kind)?.value ?? null
    return minutes === null ? null : minutes * MINUTE_MS
  }
  const kinds = metric.answer?.rows.flatMap(({ key }) => (key === null ? [] : [key])) ?? []
  return kinds
    .flatMap((kind): KindHours[] => {
      const ms = msOf(metric.answer, kind)
      if (ms === null) return []
      // Agents keep no record of a kind that only the endpoint detects, so 0 means "not known".
      const records = panel?.hiddenByKind.find((row) => row.kind === kind)?.records || null
      return [{ kind, ms, beforeMs: msOf(metric.before, kind), records }]
    })
    .toSorted((a, b) => b.ms - a.ms)
}
