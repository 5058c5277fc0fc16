import type { Scope } from '../identity/scope.ts'
import type { Period } from './period.ts'

/**
 * What was read about a state of the database, so that statements that see the same state leave out what cannot matter: PostgreSQL plans each
 * part of a statement, also one that finds nothing, and planning the facts of many months takes longer than reading a week of rollups.
 */
export interface KnownState {
  /** From the first to the last start of a pending record, both included; null: nothing is pending. */
  readonly pending: { readonly first: number; readonly last: number } | null
  readonly hasPendingTouches: boolean
  readonly hasPendingTouchPayers: boolean
  readonly hasDirtyClaims: boolean
  /** IANA: whose days these are; null before anything was rolled up. */
  readonly zone: string | null
  /** The local days with anything rolled up that lie in the period asked for, or overlap with it, in order. */
  readonly days: readonly Period[]
  /** Who is in the team that the filters name, and whether the rollups of teams count the same people to it. */
  readonly team: { readonly name: string; readonly userIds: readonly string[]; readonly isRolledUp: boolean } | null
}

/** A scope, perhaps with what is known of the one state that its statements see; without it each of them sees its own. */
export type StateScope = Scope & { readonly known?: KnownState }
/** A scope whose statements all see the one state that is known. */
export type KnownScope = Scope & { readonly known: KnownState }

/** The whole known days of a period, from the start of the first to the end of the last; null without any. */
export function knownDays({ days }: KnownState, { from, to }: Period): Period | null {
  const whole = days.filter((day) => day.from >= from && day.to <= to)
  const [first, last] = [whole[0], whole.at(-1)]
  return first && last ? { from: first.from, to: last.to } : null
}

/** The part of a period in which something known is pending; null: nothing is. */
export function pendingWithin({ pending }: KnownState, { from, to }: Period): Period | null {
  if (pending === null) return null
  const part = { from: Math.max(from, pending.first), to: Math.min(to, pending.last + 1) }
  return part.from < part.to ? part : null
}
