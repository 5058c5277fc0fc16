import type { PanelAnswer, TeamTotals } from '../../shared/contract/reports.ts'
import { translator } from '../text/translator.ts'
import { activityLabel, hiddenKindLabel, noneLabel } from '../ui/labels.ts'
import { DENIAL_WORK, type Drilldown } from './panel-view.ts'

const t = translator('drilldown.value')
const tDrilldown = translator('drilldown')

/** The number that a drawer explains. */
export interface DrilldownValue {
  readonly title: string
  /** One sentence that says what the number is. */
  readonly explanation: string
  /** ms; null if the panel shows no such number (a link made by hand, or a person outside the filters). */
  readonly ms: number | null
  /** Set for touches. */
  readonly counts: { readonly touches: number; readonly denials: number } | null
}

/** The panel's value for the rows that `drilldown` opens. */
export function drilldownValue(drilldown: Drilldown, answer: PanelAnswer): DrilldownValue {
  const person = drilldown.user === undefined ? undefined : answer.people.find(({ id }) => id === drilldown.user)
  const named = (title: string) =>
    drilldown.user === undefined ? title : tDrilldown('titleOf', { title, name: person?.name ?? drilldown.user })
  // The totals of a person or of everyone; null for a person outside the filters.
  const totals: Totals | null = drilldown.user === undefined ? answer.totals : (person ?? null)
  const forAll = drilldown.user === undefined ? answer.totals : null
  const value = (title: string, explanation: string, ms: number | null | undefined): DrilldownValue => ({
    title: named(title),
    explanation,
    ms: ms ?? null,
    counts: null,
  })
  const of = (title: string, name: string) => tDrilldown('titleOf', { title, name })

  switch (drilldown.list) {
    case 'touches':
      return {
        ...value(t('touches'), t('touchesText'), null),
        counts: totals && { touches: totals.touches, denials: totals.denials },
      }
    case 'manual_time':
      return value(t('manualTime'), t('manualTimeText'), null)
    case 'hidden': {
      const kind = answer.hiddenByKind.find((row) => row.kind === drilldown.kind)
      return value(
        kind ? t('hiddenKind', { kind: hiddenKindLabel(kind.kind) }) : t('hidden'),
        t('hiddenKindText'),
        drilldown.user === undefined && drilldown.payer === undefined ? kind?.ms : null,
      )
    }
    case 'denials':
    case 'spans':
      break
  }
  if (drilldown.from !== undefined && drilldown.to !== undefined)
    return value(t('segment'), t('segmentText'), drilldown.to - drilldown.from)
  if (drilldown.call !== undefined) return value(t('calls'), t('callsText'), null)
  const payer = answer.hiddenByPayer.find((row) => (row.payer ?? '') === drilldown.payer)
  if (drilldown.kind === 'any') {
    return drilldown.payer === undefined
      ? value(t('hidden'), t('hiddenText'), totals?.hiddenMs)
      : value(of(t('hidden'), drilldown.payer || noneLabel('payer')), t('hiddenText'), payer?.hiddenMs)
  }
  if (drilldown.denial === 'none') return value(t('notMatched'), t('notMatchedText'), forAll?.unattributedMs)
  if (drilldown.payer !== undefined)
    return value(of(t('active'), drilldown.payer || noneLabel('payer')), t('activeText'), payer?.activeMs)
  if (drilldown.activity !== undefined) {
    const row = answer.byActivity.find(
      ({ activity, rating }) => activity === drilldown.activity && rating === drilldown.rating,
    )
    return value(of(t('active'), activityLabel(drilldown.activity)), t('activeText'), row?.activeMs)
  }
  if (drilldown.rating === DENIAL_WORK) return value(t('denialWork'), t('denialWorkText'), forAll?.denialWorkMs)
  if (drilldown.rating === 'core') return value(t('core'), t('coreText'), totals?.coreMs)
  if (drilldown.presence === 'idle') return value(t('idle'), t('idleText'), totals?.idleMs)
  if (drilldown.presence === 'away') return value(t('away'), t('awayText'), totals?.awayMs)
  if (drilldown.presence === 'active') return value(t('active'), t('activeText'), totals?.activeMs)
  return value(t('records'), t('recordsText'), null)
}

type Totals = Pick<TeamTotals, 'activeMs' | 'idleMs' | 'awayMs' | 'coreMs' | 'hiddenMs' | 'touches' | 'denials'>
