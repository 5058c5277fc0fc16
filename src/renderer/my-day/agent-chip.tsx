import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { Link } from '../app/navigation.tsx'
import type { Desktop } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import styles from './agent-chip.module.css'
import { Countdown } from './countdown.tsx'
import { StateMark } from './state-mark.tsx'
import { useAgentStatus } from './use-agent-status.ts'
import { usePause } from './use-pause.ts'

/** The state of the agent on this computer, and the way to pause or resume it. */
export function AgentChip({ desktop }: { readonly desktop: Desktop }) {
  const t = useTranslations('myDay')
  const { value: status, problem, reload } = useAgentStatus(desktop)
  const { busy, failed, resume } = usePause(desktop, reload)
  useEffect(() => desktop.onChanged(reload), [desktop, reload])

  if (!status)
    return (
      <span className={styles.chip}>
        {problem ? t('chip.noAnswer', { message: problem.message }) : t('chip.loading')}
      </span>
    )
  const { state } = status
  const until = status.pause?.until ?? null
  const reason = failed ?? status.reason
  return (
    <div className={styles.agent}>
      <span className={styles.chip} data-state={state} role="status">
        <StateMark state={state} />
        <b>{t(`state.${state}`)}</b>
        {until !== null && failed === null ? (
          <Countdown until={until} short />
        ) : (
          reason && (
            <span className={styles.reason} title={reason}>
              {reason}
            </span>
          )
        )}
      </span>
      {until !== null ? (
        <Button kind="primary" disabled={busy} onClick={resume}>
          {t('chip.resume')}
        </Button>
      ) : (
        state === 'recording' && (
          <Link to="/my-day" className={styles.pause}>
            {t('chip.pause')}
          </Link>
        )
      )}
    </div>
  )
}
