import type { DenialDue, RecoveryForecast } from '../contract/worklist.ts'
import { dueKinds } from '../contract/worklist.ts'

/** A denial takes this many minutes at least, so that a few very quick ones do not outrank everything. */
export const LEAST_MINUTES = 1

/**
 * Cents expected back per minute of work: denied amount × probability that an appeal wins ÷ minutes a denial of its payer and category
 * takes. Time already spent lowers nothing: it says as often that a denial is hard as that it is nearly done.
 */
export function priorityOf(deniedCents: number, { overturnRate, minutes }: RecoveryForecast): number {
  return (deniedCents * overturnRate) / Math.max(minutes, LEAST_MINUTES)
}

/** What a worklist is ordered by. */
export interface Ranked {
  readonly due: DenialDue | null
  readonly priority: number
  readonly denialNo: number
}

const standings = ['late', 'risk', 'ahead'] as const

/**
 * The order of a worklist: late, then at risk, within each by kind (`dueKinds`, the most pressing first). What is late is too late by any
 * time: there what a minute brings back decides. What is at risk can still be saved: there the time that is left does. All others come by
 * falling priority; ties by the order of import, so that no two are equal.
 */
export function compareRanked(one: Ranked, other: Ranked): number {
  const pressing = pressureOf(one.due)
  const against = pressureOf(other.due)
  const place = pressing.findIndex((part, index) => part !== against[index])
  if (place >= 0) return (pressing[place] ?? 0) - (against[place] ?? 0)
  return other.priority - one.priority || one.denialNo - other.denialNo
}

/** What is ahead presses no more than what is not due at all. */
function pressureOf(due: DenialDue | null): readonly [standing: number, kind: number, at: number] {
  return due === null || due.standing === 'ahead'
    ? [standings.length, 0, 0]
    : [standings.indexOf(due.standing), dueKinds.indexOf(due.kind), due.standing === 'late' ? 0 : due.at]
}
