import type { EpochMs } from '../contract/brands.ts'
import type { DeviceRow } from '../contract/reports.ts'

/** An agent is heard of at least every few minutes while its computer is on. */
export const HEARD_WITHIN_MS = 15 * 60_000
/** A computer that was off over a weekend is nothing to look at; a longer silence is. */
export const SILENT_AFTER_MS = 72 * 3_600_000
/** Further off than a request takes; from five minutes on an agent signs by the endpoint's clock. */
export const CLOCK_OFF_MS = 60_000
/** More than an agent sends at once. */
const BEHIND_FROM_RECORDS = 500

/** What can be wrong with a device, what needs a person first at the front. */
export const deviceIssueKinds = [
  'cannot_see_windows',
  'quarantined',
  'records_missing',
  'silent',
  'clock_off',
  'behind',
  'needs_attention',
  'old_version',
  'journal_began_anew',
  'never_reported',
  'paused',
] as const
export type DeviceIssueKind = (typeof deviceIssueKinds)[number]

/** These are worth knowing and need nobody. */
const quiet: readonly DeviceIssueKind[] = ['journal_began_anew', 'never_reported', 'paused']
export const needsSomebody = ({ kind }: DeviceIssue): boolean => !quiet.includes(kind)

export interface DeviceIssue {
  readonly kind: DeviceIssueKind
  /** What the figure in the words is: an instant, a length in ms, a number of records; null where there is none. */
  readonly amount: number | null
}

export interface DeviceStatus {
  /** In the order of `deviceIssueKinds`; empty: fine. */
  readonly issues: readonly DeviceIssue[]
  /** Whether a person should look. */
  readonly needsAttention: boolean
  /** Whether the agent was heard of just now. */
  readonly online: boolean
}

/** @param newestVersion of the agents enrolled here */
export function deviceStatusOf(device: DeviceRow, now: EpochMs, newestVersion: string): DeviceStatus {
  const { health, gaps, lastSeenAt, skewMs } = device
  const online = lastSeenAt !== null && now - lastSeenAt < HEARD_WITHIN_MS
  // Made-up devices never report, and are not looked at.
  if (device.sample) return { issues: [], needsAttention: false, online }
  const amounts: Readonly<Record<DeviceIssueKind, number | boolean>> = {
    cannot_see_windows: health?.observable === false,
    quarantined: Math.max(health?.quarantined ?? 0, gaps.refused),
    records_missing: gaps.missing,
    silent: lastSeenAt !== null && now - lastSeenAt >= SILENT_AFTER_MS ? lastSeenAt : false,
    clock_off: skewMs !== null && Math.abs(skewMs) >= CLOCK_OFF_MS ? skewMs : false,
    behind: (health?.backlog ?? 0) >= BEHIND_FROM_RECORDS ? (health?.backlog ?? 0) : false,
    // What it needs attention for may be said above already.
    needs_attention: health?.state === 'needs_attention' && health.observable,
    old_version: isOlder(device.agentVersion, newestVersion),
    journal_began_anew: gaps.journals > 1 && (gaps.journalSince ?? false),
    never_reported: lastSeenAt === null,
    paused: health?.state === 'paused',
  }
  const issues = deviceIssueKinds.flatMap((kind) => {
    const amount = amounts[kind]
    if (amount === false || amount === 0) return []
    return [{ kind, amount: amount === true ? null : amount }]
  })
  return { issues, needsAttention: issues.some(needsSomebody), online }
}

/** Devices with what needs attention first: by the most urgent issue, then by name. */
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

/** The highest of these versions by their numbers; words after a dash are not looked at. '' when none has any. */
export function newestOf(versions: readonly string[]): string {
  const known = versions.filter((version) => numbersOf(version) !== null)
  return known.reduce((newest, version) => (isOlder(newest, version) ? version : newest), known[0] ?? '')
}

function isOlder(version: string, than: string): boolean {
  const [one, other] = [numbersOf(version), numbersOf(than)]
  if (one === null || other === null) return false
  const place = one.findIndex((number, index) => number !== other[index])
  return place >= 0 && (one[place] ?? 0) < (other[place] ?? 0)
}

/** Null: not a version of ours, such as `sample`. */
function numbersOf(version: string): readonly number[] | null {
  const found = /^(\d+)\.(\d+)\.(\d+)/.exec(version)
  return found && found.slice(1).map(Number)
}
