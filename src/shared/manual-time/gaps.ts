import type { Gap, ManualTimeKind, ManualTimeProposal } from '../contract/manual-time.ts'
import type { Interval, Span } from '../contract/work.ts'
import { overlap, uncovered } from './intervals.ts'

/** Shorter gaps are not offered: a glance away, a word with a colleague. */
export const SHORTEST_GAP_MS = 300_000
/** A program that had the focus this close to a gap may explain it, ms. */
const NEAR_MS = 120_000

export type GapSpan = Pick<Span, 'startedAt' | 'endedAt' | 'presence' | 'activity' | 'system' | 'systemKind'>

/**
 * Gaps of five minutes or more between captured active spans, and up to `whole.endedAt` while `running`. Time before the first
 * span, and after the last one of a past day, is not offered.
 * @param named existing manual time
 */
export function gapsOf(
  whole: Interval,
  spans: readonly GapSpan[],
  named: readonly Interval[],
  running: boolean,
): Gap[] {
  const active = spans.filter(({ presence, endedAt, startedAt }) => presence === 'active' && endedAt > startedAt)
  if (active.length === 0) return []
  const asked = {
    startedAt: Math.max(whole.startedAt, Math.min(...active.map(({ startedAt }) => startedAt))),
    endedAt: running ? whole.endedAt : Math.min(whole.endedAt, Math.max(...active.map(({ endedAt }) => endedAt))),
  }
  return uncovered(asked, [...active, ...named])
    .filter(({ startedAt, endedAt }) => endedAt - startedAt >= SHORTEST_GAP_MS)
    .map((gap) => ({ ...gap, proposals: proposalsFor(gap, spans) }))
}

/**
 * Suggestions from the programs in focus around a gap: a softphone or a call suggests a payer call, a meeting or messages suggest a
 * meeting.
 */
export function proposalsFor(gap: Interval, spans: readonly GapSpan[]): ManualTimeProposal[] {
  const before = { startedAt: gap.startedAt - NEAR_MS, endedAt: gap.startedAt }
  const after = { startedAt: gap.endedAt, endedAt: gap.endedAt + NEAR_MS }
  const windows = [
    ['during', gap],
    ['before', before],
    ['after', after],
  ] as const
  const proposals: ManualTimeProposal[] = []
  for (const [focus, window] of windows) {
    // Nearest to the gap first.
    const near = spans
      .filter((span) => overlap(span, window))
      .toSorted((a, b) => (focus === 'before' ? b.endedAt - a.endedAt : a.startedAt - b.startedAt))
    for (const { activity, system, systemKind } of near) {
      const kind = kindOf(activity, systemKind)
      if (kind !== null && !proposals.some((known) => known.kind === kind)) proposals.push({ kind, system, focus })
    }
  }
  return proposals
}

function kindOf(activity: Span['activity'], systemKind: Span['systemKind']): ManualTimeKind | null {
  if (systemKind === 'phone' || activity === 'payer_call') return 'payer_call'
  return activity === 'communication' ? 'meeting' : null
}
