import { type DenialDue, dueKinds, dueStatuses } from '../contract/worklist.ts'

/**
 * Lower bound of the minutes for a denial, so that a few very quick ones do not outrank everything. A denial's priority is expected recovery in
 * cents per minute of work: denied amount × overturn rate ÷ minutes for its payer and category. Time already spent does not count: it means a
 * hard denial as often as a nearly finished one.
 */
export const MIN_MINUTES = 1

/** The sort key of a worklist. */
export interface Ranked {
  readonly due: DenialDue | null
  readonly priority: number
  readonly denialNo: number
}

/**
 * The order of a worklist: overdue, then at risk, each by kind in the order of `dueKinds`. Overdue denials are ranked by expected recovery,
 * because no time is left to save; those at risk by the time that is left. All others follow by expected recovery; ties by denial number.
 */
export function compareRanked(one: Ranked, other: Ranked): number {
  const key = pressureOf(one.due)
  const otherKey = pressureOf(other.due)
  const first = key.findIndex((part, index) => part !== otherKey[index])
  if (first >= 0) return (key[first] ?? 0) - (otherKey[first] ?? 0)
  return other.priority - one.priority || one.denialNo - other.denialNo
}

/** An upcoming due date ranks like none. */
function pressureOf(due: DenialDue | null): readonly [status: number, kind: number, at: number] {
  return due === null || due.status === 'upcoming'
    ? [dueStatuses.length, 0, 0]
    : [dueStatuses.indexOf(due.status), dueKinds.indexOf(due.kind), due.status === 'overdue' ? 0 : due.at]
}
