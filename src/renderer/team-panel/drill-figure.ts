import type { PanelAnswer, TeamTotals } from '../../shared/contract/reports.ts'
import { activityLabel, hiddenKindLabel } from '../kit/labels.ts'
import { DENIAL_WORK, type Drill } from './panel-view.ts'

/** The number a drawer stands behind: its name, and what the panel says it is. */
export interface DrillFigure {
  readonly title: string
  /** One sentence: what the number is. */
  readonly explanation: string
  /** ms; null when the panel shows no such number (a link made by hand, or a person who left the slice). */
  readonly ms: number | null
  /** Set for touches. */
  readonly counts: { readonly touches: number; readonly denials: number } | null
}

/** What the panel's own answer says of the rows `drill` opens. */
export function drillFigure(drill: Drill, answer: PanelAnswer): DrillFigure {
  const person = drill.user === undefined ? undefined : answer.people.find(({ id }) => id === drill.user)
  const whose = drill.user === undefined ? '' : `, ${person?.name ?? drill.user}`
  // A person's figures, else everybody's; null for a person who is not in the slice.
  const of: Pick<TeamTotals, 'activeMs' | 'idleMs' | 'awayMs' | 'coreMs' | 'hiddenMs' | 'touches' | 'denials'> | null =
    drill.user === undefined ? answer.totals : (person ?? null)
  const forAll = drill.user === undefined ? answer.totals : null
  const figure = (title: string, explanation: string, ms: number | null | undefined): DrillFigure => ({
    title: title + whose,
    explanation,
    ms: ms ?? null,
    counts: null,
  })

  if (drill.list === 'touches') {
    return {
      title: `Touches${whose}`,
      explanation: 'one person on one denial; stretches less than half an hour apart are one touch',
      ms: null,
      counts: of && { touches: of.touches, denials: of.denials },
    }
  }
  if (drill.list === 'manual_time') {
    return figure('Manual time', 'what people say they did away from the keyboard; in no number of captured time', null)
  }
  if (drill.list === 'hidden') {
    const kind = answer.hiddenByKind.find((row) => row.kind === drill.kind)
    return figure(
      kind ? `Hidden work: ${hiddenKindLabel(kind.kind)}` : 'Hidden work',
      'one record for each time it happened; time tagged with two kinds counts in both',
      drill.user === undefined && drill.payer === undefined ? kind?.ms : null,
    )
  }
  if (drill.from !== undefined && drill.to !== undefined) {
    return figure('What it was', 'the spans of one stretch, as the agent recorded them', drill.to - drill.from)
  }
  if (drill.kind === 'any') {
    const row = answer.hiddenByPayer.find(({ payer }) => (payer ?? '') === drill.payer)
    if (drill.payer !== undefined)
      return figure(
        `Hidden work, ${drill.payer || 'no payer named'}`,
        'every span tagged with a kind, each counted once',
        row?.hiddenMs,
      )
    return figure('Hidden work', 'every span tagged with a kind of hidden work, each counted once', of?.hiddenMs)
  }
  if (drill.denial === 'none') {
    return figure(
      'Not attributed',
      'active spans of denial work that no denial could be named for',
      forAll?.unattributedMs,
    )
  }
  if (drill.payer !== undefined) {
    const row = answer.hiddenByPayer.find(({ payer }) => (payer ?? '') === drill.payer)
    return figure(
      `Active time, ${drill.payer || 'no payer named'}`,
      'spans with keyboard or mouse in use',
      row?.activeMs,
    )
  }
  if (drill.activity !== undefined) {
    const row = answer.byActivity.find(({ activity, rating }) => activity === drill.activity && rating === drill.rating)
    return figure(`Active time, ${activityLabel(drill.activity)}`, 'spans with keyboard or mouse in use', row?.activeMs)
  }
  if (drill.rating === DENIAL_WORK)
    return figure('Denial work', 'active spans rated core, support or hidden', forAll?.denialWorkMs)
  if (drill.rating === 'core')
    return figure('Core work', 'active spans of work that moves a denial forward', of?.coreMs)
  if (drill.presence === 'idle') {
    return figure(
      'Idle time',
      'no keyboard or mouse for a while: a call, paper, a thought. Not counted against anyone',
      of?.idleMs,
    )
  }
  if (drill.presence === 'away') return figure('Away', 'the screen was locked or asleep', of?.awayMs)
  if (drill.presence === 'active') return figure('Active time', 'spans with keyboard or mouse in use', of?.activeMs)
  return figure('Spans', 'as the agent recorded them', null)
}
