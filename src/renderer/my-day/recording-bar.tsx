import { useTranslations } from 'use-intl'
import type { AgentStatus } from '../../shared/contract/clients.ts'
import type { Desktop } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { clock } from '../ui/format.ts'
import { Countdown } from './countdown.tsx'
import styles from './recording-bar.module.css'
import { StateMark } from './state-mark.tsx'
import { usePause } from './use-pause.ts'

/** What is recorded now, and how to pause. */
export function RecordingBar({
  desktop,
  status,
  zone,
  onChanged,
}: {
  readonly desktop: Desktop
  readonly status: AgentStatus
  readonly zone: string
  readonly onChanged: () => void
}) {
  const t = useTranslations('myDay.pause')
  const { busy, failed, pause, resume } = usePause(desktop, onChanged)
  const { state, reason } = status
  const until = status.pause?.until ?? null
  const choices = status.pause?.choices ?? []
  const left = status.pause?.minutesLeft ?? null
  return (
    <section className={styles.bar} data-state={state} aria-label={t('region')}>
      <StateMark state={state} />
      <p className={styles.words} role="status">
        <b>{until === null ? t(`now.${state}`) : t('pausedUntil', { time: clock(until, zone) })}</b>{' '}
        {until === null ? state === 'recording' ? t('recordingText') : reason : <Countdown until={until} />}
      </p>
      {failed && (
        <p className={styles.failed} role="alert">
          {failed}
        </p>
      )}
      {until !== null ? (
        <Button kind="primary" disabled={busy} onClick={resume}>
          {t('resume')}
        </Button>
      ) : (
        state === 'recording' && (
          <div className={styles.choices} role="group" aria-label={t('pauseFor')}>
            <span>{choices.length === 0 ? t('noneLeft') : t('pauseFor')}</span>
            {choices.map((minutes) => (
              <Button key={minutes} disabled={busy} onClick={() => pause(minutes)}>
                {t('minutes', { minutes })}
              </Button>
            ))}
            {left !== null && choices.length > 0 && <small>{t('leftToday', { minutes: left })}</small>}
          </div>
        )
      )}
    </section>
  )
}
