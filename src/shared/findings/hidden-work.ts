import type { FindingFacts, FindingRule, FoundOut } from './facts.ts'
import { figure, percent, say, time, weekly } from './words.ts'

/** Less than this in a period is no finding. */
const LEAST_MINUTES = 60
const LEAST_SHARE = 0.2

const hidden = (facts: FindingFacts, kind: string) =>
  facts.rows('hidden_minutes', ['kind']).find(({ key }) => key === kind)?.value ?? 0
const hiddenBefore = (facts: FindingFacts, kind: string) =>
  facts.rowsBefore('hidden_minutes', ['kind']).find(({ key }) => key === kind)?.value ?? null
const comparison = (before: number | null) =>
  before === null ? 'nothing was recorded in the period before' : `${time(before)} in the period before`

/** Looking a claim up again for nothing new, at the payer where it takes most. */
export const recheckRule: FindingRule = {
  id: 'rechecks-by-payer',
  name: 'Status re-checks at the payer where they take most time',
  needs: [
    { id: 'hidden_minutes', by: ['kind'], before: true },
    { id: 'hidden_minutes', by: ['kind', 'payer'] },
  ],
  find(facts) {
    const all = hidden(facts, 'repeat_status_check')
    const [top] = facts
      .rows('hidden_minutes', ['kind', 'payer'])
      .filter(({ keys: [kind, payer] }) => kind === 'repeat_status_check' && payer !== null)
      .toSorted((one, other) => (other.value ?? 0) - (one.value ?? 0))
    const payer = top?.keys[1] ?? null
    const minutes = top?.value ?? 0
    if (payer === null || minutes < LEAST_MINUTES || minutes < all * LEAST_SHARE) return []
    return [
      {
        about: payer,
        action: 'process',
        sentence: say`${payer} status re-checks took ${figure(time(minutes))}: ${figure(percent(minutes / all))} of all time spent looking at a status with nothing new.`,
        evidence: `${time(all)} of repeat status checks in all; ${comparison(hiddenBefore(facts, 'repeat_status_check'))}`,
        advice: `Ask for claim status by 276/277 at ${payer}, or set follow-up days so that nobody looks before one.`,
        weight: weekly(minutes, facts),
        link: {
          path: '/team',
          params: { rows: 'hidden', 'rows.kind': 'repeat_status_check', 'rows.payer': payer },
          label: 'the re-checks',
        },
      },
    ]
  },
}

/** Two people after one denial. */
export const duplicateRule: FindingRule = {
  id: 'duplicate-follow-ups',
  name: 'Two people following up on the same denial',
  needs: [{ id: 'hidden_minutes', by: ['kind'], before: true }],
  find(facts) {
    const minutes = hidden(facts, 'duplicate_follow_up')
    if (minutes < LEAST_MINUTES) return []
    return [
      {
        about: 'all',
        action: 'routing',
        sentence: say`Two people followed up on the same denial within 72 hours for ${figure(time(minutes))}.`,
        evidence: comparison(hiddenBefore(facts, 'duplicate_follow_up')),
        advice: 'Give a denial its owner at the first touch, by a routing rule.',
        weight: weekly(minutes, facts),
        link: {
          path: '/team',
          params: { rows: 'hidden', 'rows.kind': 'duplicate_follow_up' },
          label: 'the follow-ups',
        },
      },
    ]
  },
}

/** More labour than a denial can bring back. */
export const lowValueRule: FindingRule = {
  id: 'low-value-effort',
  name: 'Effort beyond what a denial can be expected to bring back',
  needs: [{ id: 'hidden_minutes', by: ['kind'], before: true }],
  find(facts) {
    const minutes = hidden(facts, 'low_value_effort')
    if (minutes < LEAST_MINUTES) return []
    return [
      {
        about: 'all',
        action: 'process',
        sentence: say`${figure(time(minutes))} went into denials beyond what they can be expected to bring back.`,
        evidence: comparison(hiddenBefore(facts, 'low_value_effort')),
        advice: 'Set an amount below which a denial is written off after one try.',
        weight: weekly(minutes, facts),
        link: { path: '/team', params: { rows: 'hidden', 'rows.kind': 'low_value_effort' }, label: 'the effort' },
      },
    ]
  },
}

const spread = [
  {
    kind: 'manual_documentation',
    name: 'Notes kept by hand',
    advice: 'Show the team the note fields of the billing system, or a template.',
  },
  {
    kind: 'portal_switching',
    name: 'Switching between portals',
    advice: 'Work the queue payer by payer, so that a log-in serves many denials.',
  },
] as const
/** A team this much above the others has something to learn from them. */
const ABOVE = 1.5

/** A kind of hidden work that one team has far more of than the others do. */
export const teamSpreadRule: FindingRule = {
  id: 'team-spread',
  name: 'A team with far more notes by hand or portal switching than the others',
  needs: [
    { id: 'hidden_minutes', by: ['kind', 'team'] },
    { id: 'hidden_work_tax', by: ['team'] },
  ],
  find(facts) {
    const work = new Map(facts.rows('hidden_work_tax', ['team']).map(({ key, denominator }) => [key, denominator ?? 0]))
    return spread.flatMap(({ kind, name, advice }): FoundOut[] => {
      const teams = facts
        .rows('hidden_minutes', ['kind', 'team'])
        .filter(({ keys: [rowKind, team] }) => rowKind === kind && team !== null)
        .map(({ keys: [, team], value }) => ({
          team: team ?? '',
          minutes: value ?? 0,
          work: work.get(team ?? '') ?? 0,
        }))
        .filter((row) => row.work >= 10 * LEAST_MINUTES)
        .toSorted((one, other) => other.minutes / other.work - one.minutes / one.work)
      const [most, ...others] = teams
      const othersWork = others.reduce((sum, row) => sum + row.work, 0)
      const othersMinutes = others.reduce((sum, row) => sum + row.minutes, 0)
      if (!most || othersWork === 0 || most.minutes < LEAST_MINUTES) return []
      const share = most.minutes / most.work
      const usual = othersMinutes / othersWork
      if (share < usual * ABOVE) return []
      return [
        {
          about: `${kind} ${most.team}`,
          action: 'training',
          sentence: say`${name} takes ${figure(percent(share))} of the denial work of ${most.team}; of the other teams' ${figure(percent(usual))}.`,
          evidence: `${time(most.minutes)} of ${time(most.work)}, beside ${time(othersMinutes)} of ${time(othersWork)}`,
          advice,
          weight: weekly(most.minutes - usual * most.work, facts),
          link: { path: '/team', params: { team: most.team, rows: 'hidden', 'rows.kind': kind }, label: 'the records' },
        },
      ]
    })
  },
}
