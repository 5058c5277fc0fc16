import { type FormEvent, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { Finding } from '../../shared/contract/alerts.ts'
import { MINUTE_MS } from '../../shared/time.ts'
import { Link } from '../app/navigation.tsx'
import { useTeamQuery } from '../query/use-team-query.ts'
import { useTeamWrite } from '../query/use-team-write.ts'
import { Button } from '../ui/button.tsx'
import { Card } from '../ui/card.tsx'
import { clock } from '../ui/format.ts'
import { asProblem } from '../ui/problem-text.ts'
import { useTeamZone } from '../denial/use-team-zone.ts'
import { findingFilterNames, ignoredBy } from '../metrics/filters.ts'
import { IgnoredFilters } from '../metrics/metric-body.tsx'
import { usePanelLinks } from './panel-links.tsx'
import styles from './insights-card.module.css'

const REFRESH_MS = MINUTE_MS
const SHOWN = 3

/** Insights with their evidence, the highest stake first. Each can be dismissed with a reason, and restored. */
export function InsightsCard({
  query,
}: {
  readonly query: { readonly from: number; readonly to: number; readonly team?: string | undefined }
}) {
  const t = useTranslations('team.insights')
  const tMetrics = useTranslations('metrics')
  const zone = useTeamZone()
  const { view } = usePanelLinks()
  const write = useTeamWrite()
  const { value, problem } = useTeamQuery('findings', query, { everyMs: REFRESH_MS })
  const [all, setAll] = useState(false)
  const [dismissed, setDismissed] = useState<Finding | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const change = async (act: () => Promise<unknown>, then: () => void) => {
    try {
      await act()
      then()
      setFailed(null)
    } catch (error) {
      setFailed(asProblem(error).message)
    }
  }
  const rows = value?.rows.toSorted((a, b) => b.weight - a.weight) ?? []
  return (
    <Card
      title={t('title')}
      explanation={value ? t('explanationAsOf', { time: clock(value.foundAt, zone) }) : t('explanation')}
    >
      {failed && (
        <p className={styles.failed} role="alert">
          {failed}
        </p>
      )}
      {dismissed && (
        <p className={styles.undone} role="status">
          {t('dismissed')}{' '}
          <Button
            small
            onClick={() =>
              void change(
                () => write('restoreFinding', { id: dismissed.id }, null),
                () => setDismissed(null),
              )
            }
          >
            {t('restore')}
          </Button>
        </p>
      )}
      {rows.length > 0 ? (
        <ul className={styles.insights}>
          {(all ? rows : rows.slice(0, SHOWN)).map((finding) => (
            <Insight
              key={finding.id}
              finding={finding}
              onDismiss={(reason) =>
                change(
                  () => write('dismissFinding', { id: finding.id }, { reason }),
                  () => setDismissed(finding),
                )
              }
            />
          ))}
        </ul>
      ) : (
        <p className={styles.quiet}>
          {value
            ? t('none', { count: value.considered })
            : problem
              ? tMetrics('failed', { reason: problem.message })
              : t('loading')}
        </p>
      )}
      {rows.length > SHOWN && (
        <Button kind="quiet" small onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t('showFewer') : t('showMore', { count: rows.length - SHOWN })}
        </Button>
      )}
      <IgnoredFilters ids={ignoredBy(findingFilterNames, view.filters)} />
    </Card>
  )
}

/** The sentence of an insight; its figures are emphasized. */
export function InsightSentence({ finding }: { readonly finding: Finding }) {
  return finding.sentence.map(({ text, figure }, index) =>
    figure ? <b key={index}>{text}</b> : <span key={index}>{text}</span>,
  )
}

function Insight({
  finding,
  onDismiss,
}: {
  readonly finding: Finding
  readonly onDismiss: (reason: string) => Promise<void>
}) {
  const t = useTranslations('team.insights')
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void onDismiss(reason.trim())
  }
  return (
    <li>
      <p className={styles.sentence}>
        <InsightSentence finding={finding} />
      </p>
      <p className={styles.evidence}>{finding.evidence}</p>
      <p className={styles.advice}>
        <span className={styles.action}>{t(`action.${finding.action}`)}</span> {finding.advice}
      </p>
      <p className={styles.links}>
        <Link to={finding.link.to}>{finding.link.label}</Link>
        <Button kind="quiet" small aria-expanded={asking} onClick={() => setAsking(!asking)} data-print="hide">
          {t('openDismiss')}
        </Button>
      </p>
      {asking && (
        <form className={styles.form} onSubmit={submit}>
          <label>
            {t('reason')}
            <input value={reason} maxLength={500} autoFocus onChange={(event) => setReason(event.target.value)} />
          </label>
          <Button small type="submit" disabled={reason.trim() === ''}>
            {t('dismiss')}
          </Button>
        </form>
      )}
    </li>
  )
}
