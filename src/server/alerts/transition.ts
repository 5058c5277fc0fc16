import type { AlertLevel, AlertState } from '../../shared/contract/alerts.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'

/** An alert on file. */
export interface KnownAlert {
  readonly level: AlertLevel
  readonly state: AlertState
  readonly snoozedUntil: EpochMs | null
}

/** An alert after a round. */
export interface NextAlert extends KnownAlert {
  /** Whether messages go out: once for each level, however often it is raised. */
  readonly notified: boolean
}

/**
 * The next state of the alert for one SLA, denial and due time. Messages go out when it is raised and when it becomes overdue, never when it
 * opens again. It never goes from overdue back to at risk.
 * @param due the current level; null: none
 * @returns null when nothing changes
 */
export function nextAlert(known: KnownAlert | null, due: AlertLevel | null, now: EpochMs): NextAlert | null {
  if (known === null) return due === null ? null : { level: due, state: 'open', snoozedUntil: null, notified: true }
  if (due === null) {
    return known.state === 'resolved' ? null : { ...known, state: 'resolved', snoozedUntil: null, notified: false }
  }
  // Overdue is worse than what was acknowledged or snoozed.
  if (known.level === 'at_risk' && due === 'overdue') {
    return { level: 'overdue', state: 'open', snoozedUntil: null, notified: true }
  }
  // A snooze has ended, or a resolved alert applies again, such as for a reopened denial.
  const isBack = known.state === 'resolved' || (known.state === 'snoozed' && (known.snoozedUntil ?? now) <= now)
  return isBack ? { level: known.level, state: 'open', snoozedUntil: null, notified: false } : null
}
