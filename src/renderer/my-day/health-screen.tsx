import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { AgentStatus } from '../../shared/contract/clients.ts'
import { agentLines, type HealthLineId, type HealthTone } from '../../shared/device-health/index.ts'
import { Link } from '../app/navigation.tsx'
import type { Desktop } from '../bridge/app-environment.ts'
import { ago, clock, clockOffset, day } from '../ui/format.ts'
import { Banner } from '../ui/notice.tsx'
import { QueryState } from '../ui/query-state.tsx'
import { strong } from '../ui/rich-text.tsx'
import { ScreenHead } from '../ui/screen-head.tsx'
import { Tag } from '../ui/tag.tsx'
import { useNow } from '../ui/use-now.ts'
import { localZone } from '../ui/zoned-time.ts'
import styles from './health-screen.module.css'
import { SupportCard } from './support-card.tsx'
import { useAgentStatus } from './use-agent-status.ts'

const REFRESH_MS = 5_000

/** The health of the agent on this computer, and a file for support. */
export function HealthScreen({ desktop }: { readonly desktop: Desktop }) {
  const t = useTranslations('myDay')
  const { value: status, problem, reload } = useAgentStatus(desktop)
  useEffect(() => desktop.onChanged(reload), [desktop, reload])
  if (!status)
    return (
      <QueryState
        screen
        problem={problem}
        waiting={t('health.loading')}
        failed={t('health.noAnswer')}
        onRetry={reload}
      />
    )
  const state = t(`state.${status.state}`)
  return (
    <div className={styles.page}>
      <ScreenHead
        title={t('health.title')}
        explanation={
          status.reason === null
            ? t('health.explanation', { state })
            : t('health.explanationWithReason', { state, reason: status.reason })
        }
      >
        <Link to="/my-day">{t('back')}</Link>
      </ScreenHead>
      {problem && <Banner kind="problem">{t.rich('day.notRefreshed', { message: problem.message, strong })}</Banner>}
      <Lines status={status} />
      <SupportCard desktop={desktop} />
    </div>
  )
}

const tones: Readonly<Record<HealthTone, 'ok' | 'overdue' | undefined>> = {
  ok: 'ok',
  note: undefined,
  attention: 'overdue',
}
/** A sign for each tone, so color is never the only difference. */
const signs: Readonly<Record<HealthTone, string>> = { ok: '✓ ', note: '', attention: '! ' }

function Lines({ status }: { readonly status: AgentStatus }) {
  const t = useTranslations('myDay.health')
  const now = useNow(REFRESH_MS)
  const [zone] = useState(localZone)
  const details = lineDetails(status, now, zone, t)
  return (
    <dl className={styles.lines}>
      {agentLines(status).map(({ id, tone, words }) => (
        <div key={id} className={styles.line}>
          <dt>{t(`line.${id}`)}</dt>
          <dd className={styles.words}>{words}</dd>
          <dd className={styles.figure}>{details[id]}</dd>
          <dd>
            <Tag tone={tones[tone]} title={t(`toneMeaning.${tone}`)}>
              {signs[tone]}
              {t(`tone.${tone}`)}
            </Tag>
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** The time or the number that belongs to a line. */
function lineDetails(
  { lastCaptureAt, lastSyncAt, backlog, gap, skewMs }: AgentStatus,
  now: number,
  zone: string,
  t: ReturnType<typeof useTranslations<'myDay.health'>>,
): Partial<Record<HealthLineId, string>> {
  return {
    windows: lastCaptureAt === null ? t('neverCaptured') : t('lastCapture', { ago: ago(lastCaptureAt, now) }),
    sending:
      lastSyncAt === null
        ? t('neverSent', { count: backlog })
        : t('lastSent', { ago: ago(lastSyncAt, now), count: backlog }),
    ...(gap ? { gap: t('gapFound', { date: day(gap.foundAt, zone), time: clock(gap.foundAt, zone) }) } : {}),
    ...(typeof skewMs === 'number' ? { clock: clockOffset(skewMs) } : {}),
  }
}
