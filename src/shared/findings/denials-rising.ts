import type { MetricId } from '../metrics/index.ts'
import type { FindingFacts, FindingRule, FoundOut, RecentWindow } from './facts.ts'
import { BEFORE, findRises, LEAST_RECENT, type Cell, type Rise, type Submitted } from './rise.ts'
import { categoryName, count, dollars, figure, percent, say } from './words.ts'

const byCause = ['payer', 'category', 'carc'] as const
const windows: readonly RecentWindow[] = ['recent', 'before']

/**
 * Denials of a payer or CARC that jumped: the last four weeks against the eight before. Not one week: payers pay on fixed days, and a week with a
 * holiday has one remittance less; four weeks have each day of the week four times.
 */
export const denialsRisingRule: FindingRule = {
  id: 'denials-rising',
  name: 'Denials of a payer or CARC that rose above their usual level',
  needs: [
    { id: 'denials_received', dimensions: byCause, recent: true },
    { id: 'denied_amount', dimensions: byCause, recent: true },
    { id: 'initial_denial_rate', dimensions: ['payer'], recent: true },
  ],
  find(facts) {
    const cells = cellsOf(facts)
    // Files that begin in the weeks before say nothing of a usual level.
    if (cells.reduce((sum, { before }) => sum + before, 0) < LEAST_RECENT) return []
    return findRises(cells, (payer) => submittedOf(facts, payer)).map((rise) => found(facts, rise))
  },
}

function cellsOf(facts: FindingFacts): readonly Cell[] {
  const cells = new Map<string, Cell>()
  const fields = { denials_received: ['recent', 'before'], denied_amount: ['recentCents', 'beforeCents'] } as const
  for (const id of ['denials_received', 'denied_amount'] as const) {
    for (const [place, window] of windows.entries()) {
      for (const { keys, value } of facts.recentRows(window, id, byCause)) {
        const [payer = null, category = null, carc = null] = keys
        const key = JSON.stringify([payer, category, carc])
        const cell = cells.get(key) ?? { payer, category, carc, recent: 0, before: 0, recentCents: 0, beforeCents: 0 }
        cells.set(key, { ...cell, [fields[id][place] ?? 'recent']: value ?? 0 })
      }
    }
  }
  return [...cells.values()]
}

/** Submitted claims, if the billing system's counts cover both windows. */
function submittedOf(facts: FindingFacts, payer: string | null): Submitted | null {
  const id: MetricId = 'initial_denial_rate'
  const [recent = 0, before = 0] = windows.map((window) =>
    facts
      .recentRows(window, id, ['payer'])
      .filter(({ key }) => payer === null || key === payer)
      .reduce((sum, { denominator }) => sum + (denominator ?? 0), 0),
  )
  return recent > 0 && before > 0 ? { recent, before } : null
}

function found({ recentWeeks }: FindingFacts, rise: Rise): FoundOut {
  const { of, payer, carc, recent, share, submitted } = rise
  const cause =
    carc === null ? null : `CARC ${carc}${rise.category === null ? '' : ` (${categoryName(rise.category)})`}`
  const usual = average(rise.usual)
  const detail =
    share === null
      ? []
      : [{ text: '; ' }, figure(percent(share)), { text: ` of the rise is ${of === 'payer' ? cause : payer}` }]
  const subject =
    of === 'carc' ? `Denials with ${cause}` : `Denials from ${payer}${of === 'payer' ? '' : ` with ${cause}`}`
  const sentence = [
    ...say`${subject} rose to ${figure(count(recent))} in the 4 weeks to ${recentWeeks.lastDayText}, from an average of ${usual} per 4 weeks in the 8 weeks before`,
    ...detail,
    { text: '.' },
  ]
  const rate =
    submitted === null
      ? ''
      : `; ${percent(recent / submitted.recent)} of the submitted claims, before ${percent((rise.usual * BEFORE) / submitted.before)}`
  return {
    subject: [payer ?? '', carc ?? ''].join(' ').trim(),
    action: 'process',
    sentence,
    evidence: `${count(recent)} denials against ${count(rise.usual * BEFORE)} in the 8 weeks before; ${dollars(rise.riseCents)} more denied than usual${rate}`,
    advice:
      cause === null
        ? `Ask ${payer} whether a policy or an edit changed, and look at the first denials of these weeks.`
        : payer === null
          ? `Look for what changed before the claim is sent: the rise in ${cause} is not one payer's.`
          : `Ask ${payer} whether a policy or an edit changed for ${cause}, and hold claims like these until it is known.`,
    // The rise is of four weeks, the weight of one.
    weight: rise.riseCents / 4,
    period: { from: recentWeeks.from, to: recentWeeks.to },
    link: {
      path: '/root-causes',
      params: {
        from: recentWeeks.firstDay,
        to: recentWeeks.lastDay,
        // What the first number counts; the screen splits it by the other one.
        ...(of === 'carc' ? {} : { payer: payer ?? '' }),
        ...(of === 'payer' ? {} : { carc: carc ?? '' }),
        rows: 'denials',
        'rows.metric': 'denials_received',
      },
      label: 'View denials',
    },
  }
}

/** `31`, `30.5` */
const average = (number: number): string => number.toLocaleString('en-US', { maximumFractionDigits: 1 })
