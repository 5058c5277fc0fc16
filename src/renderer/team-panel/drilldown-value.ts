import type { PanelAnswer, TeamTotals } from '../../shared/contract/reports.ts'
import { activityLabel, hiddenKindLabel } from '../ui/labels.ts'
import { DENIAL_WORK, type Drilldown } from './panel-view.ts'

/** The number a drawer stands behind: its name, and what the panel says it is. */
export interface DrilldownValue {
  readonly title: string
  /** One sentence: what the number is. */
  readonly explanation: string
  /** ms; null when the panel shows no such number (a link made by hand, or a person who left the filters). */
  readonly ms: number | null
  /** Set for touches. */
  readonly counts: { readonly touches: number; readonly denials: number } | null
}

/** What the panel's own answer says of the rows `drilldown` opens. */
export function drilldownValue(drilldown: Drilldown, answer: PanelAnswer): DrilldownValue {
  const person = drilldown.user === undefined ? undefined : answer.people.find(({ id }) => id === drilldown.user)
  const whose = drilldown.user === undefined ? '' : `, ${person?.name ?? drilldown.user}`
  // A person's figures, else everybody's; null for a person who is not in the filters.
  const of: Pick<TeamTotals, 'activeMs' | 'idleMs' | 'awayMs' | 'coreMs' | 'hiddenMs' | 'touches' | 'denials'> | null =
    drilldown.user === undefined ? answer.totals : (person ?? null)
  const forAll = drilldown.user === undefined ? answer.totals : null
  const value = (title: string, explanation: string, ms: number | null | undefined): DrilldownValue => ({
    title: title + whose,
    explanation,
    ms: ms ?? null,
    counts: null,
  })

  if (drilldown.list === 'touches') {
    return {
      title: `Touches${whose}`,
      explanation: 'one person on one denial; stretches less than half an hour apart are one touch',
      ms: null,
      counts: of && { touches: of.touches, denials: of.denials },
    }
  }
  if (drilldown.list === 'manual_time') {
    return value('Manual time', 'what people say they did away from the keyboard; in no number of captured time', null)
  }
  if (drilldown.list === 'hidden') {
    const kind = answer.hiddenByKind.find((row) => row.kind === drilldown.kind)
    return value(
      kind ? `Hidden work: ${hiddenKindLabel(kind.kind)}` : 'Hidden work',
      'one record for each time it happened; time tagged with two kinds counts in both',
      drilldown.user === undefined && drilldown.payer === undefined ? kind?.ms : null,
    )
  }
  if (drilldown.from !== undefined && drilldown.to !== undefined) {
    return value('What it was', 'the spans of one stretch, as the agent recorded them', drilldown.to - drilldown.from)
  }
  if (drilldown.kind === 'any') {
    const row = answer.hiddenByPayer.find(({ payer }) => (payer ?? '') === drilldown.payer)
    if (drilldown.payer !== undefined)
      return value(
        `Hidden work, ${drilldown.payer || 'no payer named'}`,
        'every span tagged with a kind, each counted once',
        row?.hiddenMs,
      )
    return value('Hidden work', 'every span tagged with a kind of hidden work, each counted once', of?.hiddenMs)
  }
  if (drilldown.denial === 'none') {
    return value(
      'Not attributed',
      'active spans of denial work that no denial could be named for',
      forAll?.unattributedMs,
    )
  }
  if (drilldown.payer !== undefined) {
    const row = answer.hiddenByPayer.find(({ payer }) => (payer ?? '') === drilldown.payer)
    return value(
      `Active time, ${drilldown.payer || 'no payer named'}`,
      'spans with keyboard or mouse in use',
      row?.activeMs,
    )
  }
  if (drilldown.activity !== undefined) {
    const row = answer.byActivity.find(
      ({ activity, rating }) => activity === drilldown.activity && rating === drilldown.rating,
    )
    return value(
      `Active time, ${activityLabel(drilldown.activity)}`,
      'spans with keyboard or mouse in use',
      row?.activeMs,
    )
  }
  if (drilldown.rating === DENIAL_WORK)
    return value('Denial work', 'active spans rated core, support or hidden', forAll?.denialWorkMs)
  if (drilldown.rating === 'core')
    return value('Core work', 'active spans of work that moves a denial forward', of?.coreMs)
  if (drilldown.presence === 'idle') {
    return value(
      'Idle time',
      'no keyboard or mouse for a while: a call, paper, a thought. Not counted against anyone',
      of?.idleMs,
    )
  }
  if (drilldown.presence === 'away') return value('Away', 'the screen was locked or asleep', of?.awayMs)
  if (drilldown.presence === 'active') return value('Active time', 'spans with keyboard or mouse in use', of?.activeMs)
  return value('Spans', 'as the agent recorded them', null)
}
