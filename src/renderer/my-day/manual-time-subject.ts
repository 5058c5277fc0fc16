import type { EpochMs } from '../../shared/contract/brands.ts'
import type { MyDay } from '../../shared/contract/clients.ts'
import type { Gap, ManualTimeEntry } from '../../shared/contract/manual-time.ts'

/** A row of the manual time card: a gap without a label, or an entry that has one. */
export type ManualTimeRow =
  | { readonly kind: 'gap'; readonly gap: Gap }
  | { readonly kind: 'entry'; readonly entry: ManualTimeEntry }

/** What the form labels: a row of the card, or a time that the person types. */
export type ManualTimeSubject = ManualTimeRow | { readonly kind: 'typed' }

export function timeOf(row: ManualTimeRow): { readonly startedAt: EpochMs; readonly endedAt: EpochMs } {
  return row.kind === 'gap' ? row.gap : row.entry
}

/** Gaps and entries of a day, oldest first. */
export function manualTimeRows({ gaps, manualTime }: MyDay): readonly ManualTimeRow[] {
  return [
    ...gaps.map((gap) => ({ kind: 'gap', gap }) as const),
    ...manualTime.map((entry) => ({ kind: 'entry', entry }) as const),
  ].sort((a, b) => timeOf(a).startedAt - timeOf(b).startedAt)
}

/** The key leaves out the end of a gap: an ongoing gap grows, and its open form must stay. */
export function subjectKey(subject: ManualTimeSubject): string {
  if (subject.kind === 'gap') return `gap ${subject.gap.startedAt}`
  return subject.kind === 'entry' ? `entry ${subject.entry.id}` : 'typed'
}
