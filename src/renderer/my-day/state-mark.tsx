import type { TrayState } from '../../shared/contract/clients.ts'
import styles from './state-mark.module.css'

/** Each state of the agent has its own shape, so color is never the only difference. */
export function StateMark({ state }: { readonly state: TrayState }) {
  const path = {
    recording: 'M6 1.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9z',
    paused: 'M2.5 1.5h2.5v9H2.5zM7 1.5h2.5v9H7z',
    notice_due: 'M2 1.5h8v9H2zM4 4v1h4V4zM4 6.5v1h4v-1z',
    not_working_hours: 'M8.5 1.8A4.6 4.6 0 1 0 10.6 8 4 4 0 0 1 8.5 1.8z',
    needs_attention: 'M6 1 11.5 11h-11zM5.4 4.6v3h1.2v-3zM5.4 8.4v1.2h1.2V8.4z',
  }[state]
  return (
    <svg className={styles.mark} data-state={state} width={12} height={12} aria-hidden="true">
      <path d={path} fillRule="evenodd" />
    </svg>
  )
}
