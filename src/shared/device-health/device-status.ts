import type { EpochMs } from '../contract/brands.ts'
import type { DeviceRow } from '../contract/reports.ts'
import { HOUR_MS, MINUTE_MS } from '../time.ts'
import { compareVersions } from '../versions.ts'
import { leftAs } from './stopped-at.ts'

/** A running agent contacts the endpoint at least every few minutes. */
export const HEARD_WITHIN_MS = 15 * MINUTE_MS
/** A computer that was off for a weekend needs no attention; a longer silence does. */
export const SILENT_AFTER_MS = 72 * HOUR_MS
/** More than a request takes. From five minutes on an agent signs by the endpoint's clock. */
export const CLOCK_OFF_MS = MINUTE_MS
/** More than one batch: the agent is behind, not just a moment late. */
export const BEHIND_FROM_RECORDS = 500

/** Possible issues of a device, most urgent first. */
export const deviceIssueKinds = [
  'stopped',
  'quit',
  'cannot_see_windows',
  'quarantined',
  'records_missing',
  'records_lost',
  'silent',
  'clock_off',
  'behind',
  'needs_attention',
  'old_version',
  'journal_began_anew',
  'never_reported',
  'notice_due',
  'paused',
] as const
export type DeviceIssueKind = (typeof deviceIssueKinds)[number]

/** Informational issues that need no action. */
const quiet: readonly DeviceIssueKind[] = [
  ...(['records_lost', 'journal_began_anew', 'never_reported', 'notice_due', 'paused'] as const),
]
export const needsSomebody = ({ kind }: DeviceIssue): boolean => !quiet.includes(kind)

export interface DeviceIssue {
  readonly kind: DeviceIssueKind
  /** The number in the issue's text: an instant, a duration in ms or a record count; null without one. */
  readonly amount: number | null
}

export interface DeviceStatus {
  /** In the order of `deviceIssueKinds`; empty if there are none. */
  readonly issues: readonly DeviceIssue[]
  /** Whether a person should act. */
  readonly needsAttention: boolean
  /** Whether the agent was in contact recently. */
  readonly online: boolean
}

/** @param newestVersion newest version among the enrolled agents */
export function deviceStatusOf(device: DeviceRow, now: EpochMs, newestVersion: string): DeviceStatus {
  const { health, gaps, lastSeenAt, skewMs, stoppedAt } = device
  const hasQuit = leftAs(device) === 'quit'
  const online = lastSeenAt !== null && now - lastSeenAt < HEARD_WITHIN_MS
  // Sample devices never report, so they have no issues.
  if (device.sample) return { issues: [], needsAttention: false, online }
  const amounts: Readonly<Record<DeviceIssueKind, number | boolean>> = {
    stopped: hasQuit ? false : (stoppedAt ?? false),
    quit: hasQuit ? (stoppedAt ?? false) : false,
    cannot_see_windows: health?.observable === false,
    quarantined: Math.max(health?.quarantined ?? 0, gaps.refused),
    records_missing: gaps.missing,
    records_lost: gaps.lost,
    silent: lastSeenAt !== null && now - lastSeenAt >= SILENT_AFTER_MS ? lastSeenAt : false,
    clock_off: skewMs !== null && Math.abs(skewMs) >= CLOCK_OFF_MS ? skewMs : false,
    behind: (health?.backlog ?? 0) >= BEHIND_FROM_RECORDS ? (health?.backlog ?? 0) : false,
    // Skipped if `cannot_see_windows` already explains it.
    needs_attention: health?.state === 'needs_attention' && health.observable,
    old_version: compareVersions(device.agentVersion, newestVersion) < 0,
    journal_began_anew: gaps.journals > 1 && (gaps.journalSince ?? false),
    never_reported: lastSeenAt === null,
    notice_due: health?.state === 'notice_due',
    paused: health?.state === 'paused',
  }
  const issues = deviceIssueKinds.flatMap((kind) => {
    const amount = amounts[kind]
    if (amount === false || amount === 0) return []
    return [{ kind, amount: amount === true ? null : amount }]
  })
  return { issues, needsAttention: issues.some(needsSomebody), online }
}

/** Sorts devices by their most urgent issue, then by name. */
export function byAttention(
  one: { readonly status: DeviceStatus; readonly device: DeviceRow },
  other: { readonly status: DeviceStatus; readonly device: DeviceRow },
): number {
  return (
    urgency(one.status) - urgency(other.status) ||
    one.device.userName.localeCompare(other.device.userName) ||
    one.device.enrolledAt - other.device.enrolledAt
  )
}

function urgency({ issues: [first] }: DeviceStatus): number {
  return first === undefined ? deviceIssueKinds.length : deviceIssueKinds.indexOf(first.kind)
}
