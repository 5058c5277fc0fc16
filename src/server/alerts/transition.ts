import type { EpochMs } from '../../shared/contract/brands.ts'
import type { AlertRow, AlertState } from '../../shared/contract/alerts.ts'

export type AlertLevel = AlertRow['level']

/** An alert as it was left. */
export interface KnownAlert {
  readonly level: AlertLevel
  readonly state: AlertState
  readonly snoozedUntil: EpochMs | null
}

/** An alert as it is from now on. */
export interface NextAlert {
  readonly level: AlertLevel
  readonly state: AlertState
  readonly snoozedUntil: EpochMs | null
  /** It is told outside of the app; once for each level, however often it comes back. */
  readonly told: boolean
}

/**
 * What becomes of the alert about one SLA, denial and due time.
 *
 * - It is raised when it is first at risk or late, and told.
 * - What becomes late is open again and told again, also when it had been acknowledged or snoozed: it is worse now.
 * - A snoozed one comes back when its time has passed. One that was resolved comes back when it holds again, as of a denial that is
 *   reopened. Neither is told twice.
 * - It is resolved when it no longer holds: met, closed, or the promise was changed. It never goes from late back to at risk.
 *
 * @param due what holds now; null: nothing.
 * @returns null when nothing changes.
 */
export function nextAlert(known: KnownAlert | null, due: AlertLevel | null, now: EpochMs): NextAlert | null {
  if (known === null) return due === null ? null : { level: due, state: 'open', snoozedUntil: null, told: true }
  if (due === null) {
    return known.state === 'resolved' ? null : { ...known, state: 'resolved', snoozedUntil: null, told: false }
  }
  if (known.level === 'risk' && due === 'late') return { level: 'late', state: 'open', snoozedUntil: null, told: true }
  const isBack = known.state === 'resolved' || (known.state === 'snoozed' && (known.snoozedUntil ?? now) <= now)
  return isBack ? { level: known.level, state: 'open', snoozedUntil: null, told: false } : null
}
