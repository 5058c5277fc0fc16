import { useEffect, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { TrayState } from '../../shared/contract/clients.ts'
import type { Desktop } from '../bridge/app-environment.ts'
import { Button } from '../ui/button.tsx'
import { asProblem } from '../ui/problem-text.ts'
import styles from './agent-chip.module.css'
import { useAgentStatus } from './use-agent-status.ts'

/** The state of the agent on this computer, and the button that pauses or resumes it. */
export function AgentChip({ desktop }: { readonly desktop: Desktop }) {
  const t = useTranslations('myDay')
  const { value: status, problem, reload } = useAgentStatus(desktop)
  const [failed, setFailed] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => desktop.onChanged(reload), [desktop, reload])

  const change = async (action: 'pause' | 'resume') => {
    setBusy(true)
    setFailed(null)
    try {
      await desktop.myDay[action]()
    } catch (error) {
      setFailed(asProblem(error).message)
    } finally {
      setBusy(false)
      reload()
    }
  }

  if (!status)
    return (
      <span className={styles.chip}>
        {problem ? t('chip.noAnswer', { message: problem.message }) : t('chip.loading')}
      </span>
    )
  const { state } = status
  const reason = failed ?? status.reason
  return (
    <div className={styles.agent}>
      <span className={styles.chip} data-state={state} role="status">
        <StateMark state={state} />
        <b>{t(`state.${state}`)}</b>
        {reason && (
          <span className={styles.reason} title={reason}>
            {reason}
          </span>
        )}
      </span>
      {state === 'paused' ? (
        <Button kind="primary" disabled={busy} onClick={() => void change('resume')}>
          {t('chip.resume')}
        </Button>
      ) : (
        state === 'recording' && (
          <Button disabled={busy} onClick={() => void change('pause')}>
            {t('chip.pause')}
          </Button>
        )
      )}
    </div>
  )
}

/** Each state has its own shape, so color is never the only difference. */
function StateMark({ state }: { readonly state: TrayState }) {
  const path = {
    recording: 'M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z',
    paused: 'M2.5 1.5h2.5v9H2.5zM7 1.5h2.5v9H7z',
    notice_due: 'M2 1.5h8v9H2zM4 4v1h4V4zM4 6.5v1h4v-1z',
    not_working_hours: 'M8.5 1.8A4.6 4.6 0 1 0 10.6 8 4 4 0 0 1 8.5 1.8z',
    needs_attention: 'M6 1 11.5 11h-11zM5.4 4.6v3h1.2v-3zM5.4 8.4v1.2h1.2V8.4z',
  }[state]
  return (
    <svg className={styles.mark} width={12} height={12} aria-hidden="true">
      <path d={path} fillRule="evenodd" />
    </svg>
  )
}
