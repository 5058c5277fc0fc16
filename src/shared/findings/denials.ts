import type { FindingRule, FoundOut } from './facts.ts'
import { dollars, figure, percent, say, words } from './words.ts'

/** Fewer denials than this say nothing. */
const LEAST_DENIALS = 20
const LEAST_OF_A_KIND = 10
/** Less money than this is not worth a sentence, cents. */
const LEAST_CENTS = 1_000_00

const businessTime = (minutes: number) =>
  minutes < 60 ? `${Math.round(minutes)} business min` : `${(minutes / 60).toFixed(1)} business hours`

/** Denials of one category that wait far longer for their first touch than the others. */
export const firstTouchRule: FindingRule = {
  id: 'first-touch-by-category',
  name: 'A reason whose denials wait far longer for their first touch',
  needs: [{ id: 'time_to_first_touch', by: ['category'] }],
  find(facts) {
    const categories = facts
      .rows('time_to_first_touch', ['category'])
      .filter(({ key, denominator, p50 }) => key !== null && p50 !== null && (denominator ?? 0) >= LEAST_OF_A_KIND)
      .toSorted((one, other) => (other.p50 ?? 0) - (one.p50 ?? 0))
    const slowest = categories.at(0)
    const fastest = categories.at(-1)
    if (!slowest || !fastest || slowest === fastest) return []
    const [slow, fast] = [slowest.p50 ?? 0, fastest.p50 ?? 0]
    if (slow < 60 || slow < fast * 2) return []
    return [
      {
        about: slowest.key ?? '',
        action: 'staffing',
        sentence: say`${words(slowest.key ?? '')} denials wait ${figure(businessTime(slow))} for a first touch, ${words(fastest.key ?? '')} denials ${figure(businessTime(fast))}.`,
        evidence: `medians of ${slowest.denominator ?? 0} and ${fastest.denominator ?? 0} denials received in the period`,
        advice: `Move somebody to ${words(slowest.key ?? '')} for the week.`,
        weight: (slow - fast) * Math.min(slowest.denominator ?? 0, LEAST_DENIALS) * 0.1,
        link: {
          path: '/team',
          params: { rows: 'denials', 'rows.metric': 'time_to_first_touch', 'rows.category': slowest.key ?? '' },
          label: 'the denials',
        },
      },
    ]
  },
}

/** The SLA is kept far less often than it was. */
export const slaRule: FindingRule = {
  id: 'sla-falling',
  name: 'Fewer denials touched in time than in the period before',
  needs: [{ id: 'worked_within_sla', by: [], before: true }],
  find(facts) {
    const [now] = facts.rows('worked_within_sla', [])
    const [before] = facts.rowsBefore('worked_within_sla', [])
    if (!now || !before || now.value === null || before.value === null) return []
    if ((now.denominator ?? 0) < LEAST_DENIALS || (before.denominator ?? 0) < LEAST_DENIALS) return []
    if (before.value - now.value < 0.1) return []
    return [
      {
        about: 'all',
        action: 'staffing',
        sentence: say`Only ${figure(percent(now.value))} of the denials were touched in time, after ${figure(percent(before.value))} in the period before.`,
        evidence: `${now.numerator ?? 0} of ${now.denominator ?? 0}, after ${before.numerator ?? 0} of ${before.denominator ?? 0}`,
        advice: 'Look at who was away and at what came in: the queue is growing faster than it is opened.',
        weight: (now.denominator ?? 0) - (now.numerator ?? 0),
        link: { path: '/team', params: { rows: 'denials', 'rows.metric': 'worked_within_sla' }, label: 'the denials' },
      },
    ]
  },
}

/** A payer and reason at which appeals win, and most denials are closed without one. */
export const appealRule: FindingRule = {
  id: 'appeals-that-pay',
  name: 'Appeals that win where most denials are closed without one',
  needs: [
    { id: 'appeal_overturn_rate', by: ['payer', 'category'] },
    { id: 'days_to_resolution', by: ['payer', 'category'] },
    { id: 'write_offs', by: ['payer', 'category'] },
  ],
  find(facts) {
    const closed = new Map(
      facts.rows('days_to_resolution', ['payer', 'category']).map(({ key, denominator }) => [key, denominator ?? 0]),
    )
    const lost = new Map(facts.rows('write_offs', ['payer', 'category']).map(({ key, value }) => [key, value ?? 0]))
    return facts
      .rows('appeal_overturn_rate', ['payer', 'category'])
      .flatMap(({ key, keys: [payer, category], value, numerator, denominator }): FoundOut[] => {
        const appealed = denominator ?? 0
        const all = closed.get(key) ?? 0
        const writtenOff = lost.get(key) ?? 0
        if (!payer || !category || value === null || appealed < LEAST_OF_A_KIND || value < 0.6) return []
        if (appealed / all > 0.6 || writtenOff < LEAST_CENTS) return []
        return [
          {
            about: `${payer} ${category}`,
            action: 'process',
            sentence: say`${figure(percent(value))} of the ${words(category)} appeals to ${payer} win, and ${figure(dollars(writtenOff))} of them were written off.`,
            evidence: `${numerator ?? 0} of ${appealed} appeals won; ${all - appealed} of ${all} closed without an appeal`,
            advice: `Appeal ${words(category)} denials of ${payer} before writing one off.`,
            weight: writtenOff * value,
            link: { path: '/root-causes', params: { payer, category }, label: 'the denials' },
          },
        ]
      })
      .toSorted((one, other) => other.weight - one.weight)
      .slice(0, 2)
  },
}

/** Money that has stopped moving, at the payer where most of it is. */
export const stalledRule: FindingRule = {
  id: 'stalled-by-payer',
  name: 'Denials that have stopped moving, at the payer with most of them',
  needs: [
    { id: 'stalled_denials', by: ['payer'] },
    { id: 'open_amount', by: ['payer'] },
    { id: 'open_denials', by: ['payer'] },
  ],
  find(facts) {
    const [top] = facts
      .rows('stalled_denials', ['payer'])
      .filter(({ key }) => key !== null)
      .toSorted((one, other) => (other.value ?? 0) - (one.value ?? 0))
    const stalled = top?.value ?? 0
    const payer = top?.key ?? null
    const open = facts.rows('open_denials', ['payer']).find(({ key }) => key === payer)?.value ?? 0
    const cents = facts.rows('open_amount', ['payer']).find(({ key }) => key === payer)?.value ?? 0
    if (payer === null || stalled < LEAST_OF_A_KIND || stalled < open * 0.2) return []
    return [
      {
        about: payer,
        action: 'process',
        sentence: say`${figure(`${stalled} denials`)} of ${payer} have not moved in ten business days: ${figure(percent(stalled / open))} of what is open there.`,
        evidence: `${open} open denials of ${payer}, ${dollars(cents)} denied`,
        advice: 'Take the oldest of them first: the worklist has them by what they can still bring back.',
        weight: (cents * stalled) / open / 20,
        link: {
          path: '/team',
          params: { rows: 'denials', 'rows.metric': 'stalled_denials', 'rows.payer': payer },
          label: 'the stalled denials',
        },
      },
    ]
  },
}

/** Denials that wait because nobody's name is on them. */
export const ownerRule: FindingRule = {
  id: 'no-owner',
  name: 'Open denials that have no owner',
  needs: [
    { id: 'open_denials', by: ['user'] },
    { id: 'open_amount', by: ['user'] },
    { id: 'unclear_ownership_hours', by: [] },
  ],
  find(facts) {
    const nobodys = (id: 'open_denials' | 'open_amount') =>
      facts.rows(id, ['user']).find(({ key }) => key === null)?.value ?? 0
    const open = facts.rows('open_denials', ['user']).reduce((sum, { value }) => sum + (value ?? 0), 0)
    const unowned = nobodys('open_denials')
    const hours = facts.rows('unclear_ownership_hours', [])[0]?.value ?? 0
    if (unowned < LEAST_OF_A_KIND || unowned < open * 0.1) return []
    return [
      {
        about: 'all',
        action: 'routing',
        sentence: say`${figure(`${unowned} open denials`)} have no owner, worth ${figure(dollars(nobodys('open_amount')))}.`,
        evidence: `${unowned} of ${open} open denials; ${Math.round(hours).toLocaleString('en-US')} business hours waited in the period`,
        advice: 'Add a routing rule for the payers and reasons they have in common.',
        weight: nobodys('open_amount') / 20,
        link: { path: '/worklist', params: { user: '' }, label: 'the worklist of nobody' },
      },
    ]
  },
}
