import type { PanelAnswer } from '../../shared/contract/reports.ts'
import { type Bar, BarList } from '../ui/bar-list.tsx'
import { Card } from '../ui/card.tsx'
import { CsvButton } from '../ui/csv-button.tsx'
import { counted, hours } from '../ui/format.ts'
import { hiddenKindLabel, hiddenKindMeaning } from '../ui/labels.ts'
import { useMetric } from '../metrics/use-metric.ts'
import styles from './hidden-kind-card.module.css'
import { MetricLink, usePanelLinks } from './panel-links.tsx'
import { denialFilterNames } from './panel-view.ts'

interface KindHours {
  readonly kind: string
  readonly ms: number
  readonly beforeMs: number | null
  /** How often the agents saw it; null of kinds only the endpoint sees. */
  readonly records: number | null
}

/** Hours of hidden work: what the agents saw, and what the endpoint sees across people and denials. */
export function HiddenKindCard({ answer, against }: { readonly answer: PanelAnswer; readonly against: string }) {
  const { view } = usePanelLinks()
  const metric = useMetric('hidden_minutes', 'kind')
  const waiting = useMetric('unclear_ownership_hours', undefined, { compare: false })
  const exact = denialFilterNames.every((name) => view.filters[name] === undefined)
  const minutes = (rows: NonNullable<typeof metric.answer>['rows'] | undefined, kind: string) =>
    rows?.find(({ key }) => key === kind)?.value ?? null
  const kinds: KindHours[] = metric.answer
    ? metric.answer.rows.flatMap(({ key, value }) =>
        key === null || value === null
          ? []
          : [
              {
                kind: key,
                ms: value * 60_000,
                beforeMs: scaled(minutes(metric.before?.rows, key)),
                records: exact ? seen(answer, key) : null,
              },
            ],
      )
    : answer.hiddenByKind.map(({ kind, ms, previousMs }) => ({
        kind,
        ms,
        beforeMs: previousMs,
        records: seen(answer, kind),
      }))
  const sorted = kinds.toSorted((a, b) => b.ms - a.ms)
  const bars = sorted.map(({ kind, ms, beforeMs, records }): Bar => {
    const amount = <b>{hours(ms)}</b>
    // A kind the panel does not count has no rows to compare with.
    const hasRows = exact && answer.hiddenByKind.some((row) => row.kind === kind)
    return {
      key: kind,
      name: hiddenKindLabel(kind),
      title: hiddenKindMeaning(kind),
      note: [
        records === null ? null : counted(records, 'time', 'times'),
        beforeMs === null ? null : `before ${hours(beforeMs)}`,
      ]
        .filter(Boolean)
        .join(' · '),
      amount: hasRows ? (
        <MetricLink drilldown={{ list: 'hidden', kind }} label={`Hidden work, ${hiddenKindLabel(kind)}`}>
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
  const unclear = waiting.answer?.rows[0]?.value ?? null
  return (
    <Card
      title="Hidden work by kind"
      explanation={`time that moved no denial; the line marks ${against}. A minute of two kinds stands in both`}
      aside={
        <CsvButton
          title="hidden work by kind"
          table={() => ({
            header: ['Kind', 'Hours', `Hours, ${against}`, 'Times'],
            rows: sorted.map(({ kind, ms, beforeMs, records }) => [
              hiddenKindLabel(kind),
              ms / 3_600_000,
              beforeMs === null ? null : beforeMs / 3_600_000,
              records,
            ]),
          })}
        />
      }
    >
      <BarList bars={bars} none="None was seen." />
      {unclear !== null && (
        <p className={styles.waiting}>
          <MetricLink drilldown={{ list: 'denials', metric: 'unclear_ownership_hours' }} label="Unclear ownership">
            <b>{unclear.toLocaleString('en-US', { maximumFractionDigits: 0 })} business hours</b>
          </MetricLink>{' '}
          of waiting with no clear owner stand beside it: they are nobody’s minutes.
        </p>
      )}
    </Card>
  )
}

/** How often the agents saw a kind. Of one that only the endpoint sees they keep no record: that is not "0 times". */
function seen(answer: PanelAnswer, kind: string): number | null {
  return answer.hiddenByKind.find((row) => row.kind === kind)?.records || null
}

function scaled(minutes: number | null): number | null {
  return minutes === null ? null : minutes * 60_000
}
