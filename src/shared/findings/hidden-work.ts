import type { FindingFacts, FindingRule, FoundOut } from './facts.ts'
import { figure, percent, say, time, weekly } from './words.ts'

/** Less than this in a period is no finding. */
const LEAST_MINUTES = 60
const LEAST_SHARE = 0.2

const hidden = (facts: FindingFacts, kind: string) =>
  facts.rows('hidden_minutes', ['kind']).find(({ key }) => key === kind)?.value ?? 0
const comparison = (facts: FindingFacts, kind: string) => {
  const prior = facts.priorRows('hidden_minutes', ['kind']).find(({ key }) => key === kind)?.value ?? null
  return prior === null ? 'no data for the prior period' : `${time(prior)} in the prior period`
}

export const recheckRule: FindingRule = {
  id: 'rechecks-by-payer',
  name: 'The payer with the most time on repeat status checks',
  needs: [
    { id: 'hidden_minutes', dimensions: ['kind'], prior: true },
    { id: 'hidden_minutes', dimensions: ['kind', 'payer'] },
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
        subject: payer,
        action: 'process',
        sentence: say`Repeat status checks at ${payer} took ${figure(time(minutes))}: ${figure(percent(minutes / all))} of all time on repeat status checks.`,
        evidence: `${time(all)} of repeat status checks in total; ${comparison(facts, 'repeat_status_check')}`,
        advice: `Use electronic claim status (276/277) for ${payer}, or set follow-up dates so claims are not checked early.`,
        weight: weekly(minutes, facts),
        link: {
          path: '/team',
          params: { rows: 'hidden', 'rows.kind': 'repeat_status_check', 'rows.payer': payer },
          label: 'View repeat status checks',
        },
      },
    ]
  },
}

export const duplicateRule: FindingRule = {
  id: 'duplicate-follow-ups',
  name: 'Duplicate follow-up on the same denial',
  needs: [{ id: 'hidden_minutes', dimensions: ['kind'], prior: true }],
  find(facts) {
    const minutes = hidden(facts, 'duplicate_follow_up')
    if (minutes < LEAST_MINUTES) return []
    return [
      {
        subject: 'all',
        action: 'routing',
        sentence: say`Two people followed up on the same denial within 72 hours. Duplicate follow-up took ${figure(time(minutes))}.`,
        evidence: comparison(facts, 'duplicate_follow_up'),
        advice: 'Assign each denial at its first touch with a routing rule.',
        weight: weekly(minutes, facts),
        link: {
          path: '/team',
          params: { rows: 'hidden', 'rows.kind': 'duplicate_follow_up' },
          label: 'View duplicate follow-ups',
        },
      },
    ]
  },
}

export const lowValueRule: FindingRule = {
  id: 'low-value-effort',
  name: 'Work that costs more than the expected recovery',
  needs: [{ id: 'hidden_minutes', dimensions: ['kind'], prior: true }],
  find(facts) {
    const minutes = hidden(facts, 'low_value_effort')
    if (minutes < LEAST_MINUTES) return []
    return [
      {
        subject: 'all',
        action: 'process',
        sentence: say`${figure(time(minutes))} of work cost more than the denials were expected to recover.`,
        evidence: comparison(facts, 'low_value_effort'),
        advice: 'Set an amount below which a denial is written off after one attempt.',
        weight: weekly(minutes, facts),
        link: {
          path: '/team',
          params: { rows: 'hidden', 'rows.kind': 'low_value_effort' },
          label: 'View low-value effort',
        },
      },
    ]
  },
}

const spread = [
  {
    kind: 'manual_documentation',
    name: 'manual documentation',
    advice: 'Show the team the note fields of the billing system, or provide a template.',
  },
  {
    kind: 'portal_switching',
    name: 'portal switching',
    advice: 'Work the queue payer by payer, so that one login covers many denials.',
  },
] as const
/** A team is far above the others from this ratio on. */
const ABOVE = 1.5

export const teamSpreadRule: FindingRule = {
  id: 'team-spread',
  name: 'A team with far more manual documentation or portal switching than the others',
  needs: [
    { id: 'hidden_minutes', dimensions: ['kind', 'team'] },
    { id: 'hidden_work_tax', dimensions: ['team'] },
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
          subject: `${kind} ${most.team}`,
          action: 'training',
          sentence: say`${most.team}: ${name} takes ${figure(percent(share))} of denial work, compared with ${figure(percent(usual))} on the other teams.`,
          evidence: `${time(most.minutes)} of ${time(most.work)} of denial work; other teams ${time(othersMinutes)} of ${time(othersWork)}`,
          advice,
          weight: weekly(most.minutes - usual * most.work, facts),
          link: {
            path: '/team',
            params: { team: most.team, rows: 'hidden', 'rows.kind': kind },
            label: 'View records',
          },
        },
      ]
    })
  },
}
