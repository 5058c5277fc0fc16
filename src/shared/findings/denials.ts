import { rowsLink, topRow, valueAt, type FindingRule, type FoundOut } from './facts.ts'
import { categoryName, count, dollars, figure, percent, say } from './words.ts'

/** Fewer denials than this are no evidence. */
const LEAST_DENIALS = 20
const LEAST_IN_GROUP = 10
/** Less money than this is no finding, cents. */
const LEAST_CENTS = 1_000_00

const businessTime = (minutes: number) =>
  minutes < 60 ? `${Math.round(minutes)} business minutes` : `${(minutes / 60).toFixed(1)} business hours`

export const firstTouchRule: FindingRule = {
  id: 'first-touch-by-category',
  name: 'A denial category that waits far longer for a first touch than the others',
  needs: [{ id: 'time_to_first_touch', dimensions: ['category'] }],
  find(facts) {
    const categories = facts
      .rows('time_to_first_touch', ['category'])
      .filter(({ key, denominator, p50 }) => key !== null && p50 !== null && (denominator ?? 0) >= LEAST_IN_GROUP)
      .toSorted((one, other) => (other.p50 ?? 0) - (one.p50 ?? 0))
    const slowest = categories.at(0)
    const fastest = categories.at(-1)
    if (!slowest || !fastest || slowest === fastest) return []
    const [slow, fast] = [slowest.p50 ?? 0, fastest.p50 ?? 0]
    if (slow < 60 || slow < fast * 2) return []
    const name = categoryName(slowest.key ?? '')
    return [
      {
        subject: slowest.key ?? '',
        action: 'staffing',
        sentence: say`${name} denials wait ${figure(businessTime(slow))} for a first touch; ${categoryName(fastest.key ?? '')} denials wait ${figure(businessTime(fast))}.`,
        evidence: `medians of ${slowest.denominator ?? 0} and ${fastest.denominator ?? 0} denials received in the period`,
        advice: `Assign one more person to ${name} denials for the week.`,
        weight: (slow - fast) * Math.min(slowest.denominator ?? 0, LEAST_DENIALS) * 0.1,
        link: rowsLink('View denials', 'denials', { metric: 'time_to_first_touch', category: slowest.key ?? '' }),
      },
    ]
  },
}

export const slaRule: FindingRule = {
  id: 'sla-falling',
  name: 'Fewer denials touched on time than in the prior period',
  needs: [{ id: 'worked_within_sla', dimensions: [], prior: true }],
  find(facts) {
    const [now] = facts.rows('worked_within_sla', [])
    const [prior] = facts.priorRows('worked_within_sla', [])
    if (!now || !prior || now.value === null || prior.value === null) return []
    if ((now.denominator ?? 0) < LEAST_DENIALS || (prior.denominator ?? 0) < LEAST_DENIALS) return []
    if (prior.value - now.value < 0.1) return []
    return [
      {
        subject: 'all',
        action: 'staffing',
        sentence: say`Only ${figure(percent(now.value))} of denials were touched on time, down from ${figure(percent(prior.value))} in the prior period.`,
        evidence: `${now.numerator ?? 0} of ${now.denominator ?? 0}; prior period ${prior.numerator ?? 0} of ${prior.denominator ?? 0}`,
        advice: 'Check absences and incoming volume: denials arrive faster than work on them starts.',
        weight: (now.denominator ?? 0) - (now.numerator ?? 0),
        link: rowsLink('View denials', 'denials', { metric: 'worked_within_sla' }),
      },
    ]
  },
}

export const appealRule: FindingRule = {
  id: 'appeals-that-pay',
  name: 'Appeals that are mostly overturned while many denials are written off without one',
  needs: [
    { id: 'appeal_overturn_rate', dimensions: ['payer', 'category'] },
    { id: 'days_to_resolution', dimensions: ['payer', 'category'] },
    { id: 'unappealed_write_offs', dimensions: ['payer', 'category'] },
  ],
  find(facts) {
    const resolved = new Map(
      facts.rows('days_to_resolution', ['payer', 'category']).map(({ key, denominator }) => [key, denominator ?? 0]),
    )
    const lost = new Map(
      facts.rows('unappealed_write_offs', ['payer', 'category']).map(({ key, value }) => [key, value ?? 0]),
    )
    return facts
      .rows('appeal_overturn_rate', ['payer', 'category'])
      .flatMap(({ key, keys: [payer, category], value, numerator, denominator }): FoundOut[] => {
        const appealed = denominator ?? 0
        const all = resolved.get(key) ?? 0
        const writtenOff = lost.get(key) ?? 0
        if (!payer || !category || value === null || appealed < LEAST_IN_GROUP || value < 0.6) return []
        if (appealed / all > 0.6 || writtenOff < LEAST_CENTS) return []
        const name = categoryName(category)
        return [
          {
            subject: `${payer} ${category}`,
            action: 'process',
            sentence: say`${payer} ${name} appeals are overturned ${figure(percent(value))} of the time, yet ${figure(dollars(writtenOff))} of these denials was written off without an appeal.`,
            evidence: `${numerator ?? 0} of ${appealed} appeals overturned; ${all - appealed} of ${all} denials resolved without an appeal`,
            advice: `Appeal ${payer} ${name} denials before writing them off.`,
            weight: writtenOff * value,
            link: { path: '/root-causes', params: { payer, category }, label: 'View denials' },
          },
        ]
      })
      .toSorted((one, other) => other.weight - one.weight)
      .slice(0, 2)
  },
}

export const stalledRule: FindingRule = {
  id: 'stalled-by-payer',
  name: 'The payer with the most stalled denials',
  needs: [
    { id: 'stalled_denials', dimensions: ['payer'] },
    { id: 'open_amount', dimensions: ['payer'] },
    { id: 'open_denials', dimensions: ['payer'] },
  ],
  find(facts) {
    const top = topRow(facts.rows('stalled_denials', ['payer']).filter(({ key }) => key !== null))
    const stalled = top?.value ?? 0
    const payer = top?.key ?? null
    const open = valueAt(facts.rows('open_denials', ['payer']), payer) ?? 0
    const cents = valueAt(facts.rows('open_amount', ['payer']), payer) ?? 0
    if (payer === null || stalled < LEAST_IN_GROUP || stalled < open * 0.2) return []
    return [
      {
        subject: payer,
        action: 'process',
        sentence: say`${figure(`${count(stalled)} ${payer} denials`)} had no activity in 10 business days: ${figure(percent(stalled / open))} of the open denials at ${payer}.`,
        evidence: `${count(open)} open ${payer} denials, ${dollars(cents)} denied`,
        advice: 'Start with the oldest ones. The worklist ranks them by expected recovery.',
        weight: (cents * stalled) / open / 20,
        link: rowsLink('View stalled denials', 'denials', { metric: 'stalled_denials', payer }),
      },
    ]
  },
}

export const ownerRule: FindingRule = {
  id: 'no-owner',
  name: 'Open denials that are unassigned',
  needs: [
    { id: 'open_denials', dimensions: ['user'] },
    { id: 'open_amount', dimensions: ['user'] },
    { id: 'unclear_ownership_hours', dimensions: [] },
  ],
  find(facts) {
    const openByUser = facts.rows('open_denials', ['user'])
    const open = openByUser.reduce((sum, { value }) => sum + (value ?? 0), 0)
    const unassigned = valueAt(openByUser, null) ?? 0
    const cents = valueAt(facts.rows('open_amount', ['user']), null) ?? 0
    const hours = facts.rows('unclear_ownership_hours', [])[0]?.value ?? 0
    if (unassigned < LEAST_IN_GROUP || unassigned < open * 0.1) return []
    return [
      {
        subject: 'all',
        action: 'routing',
        sentence: say`${figure(`${count(unassigned)} open denials`)} are unassigned, with ${figure(dollars(cents))} denied.`,
        evidence: `${count(unassigned)} of ${count(open)} open denials; ${count(hours)} business hours unassigned in the period (not staff time)`,
        advice: 'Add a routing rule for the payers and denial categories they have in common.',
        weight: cents / 20,
        link: { path: '/worklist', params: { user: '' }, label: 'View unassigned denials' },
      },
    ]
  },
}
