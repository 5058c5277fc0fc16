import type { HiddenKind } from '../contract/work.ts'
import { rowsLink, topRow, valueAt, type FindingFacts, type FindingRule, type FoundOut } from './facts.ts'
import { figure, percent, say, time, weekly } from './words.ts'

/** Less than this in a period is no finding. */
const LEAST_MINUTES = 60
const LEAST_SHARE = 0.2

const hidden = (facts: FindingFacts, kind: HiddenKind) => valueAt(facts.rows('hidden_minutes', ['kind']), kind) ?? 0
const comparison = (facts: FindingFacts, kind: HiddenKind) => {
  const prior = valueAt(facts.priorRows('hidden_minutes', ['kind']), kind)
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
    const byKindAndPayer = facts.rows('hidden_minutes', ['kind', 'payer'])
    const top = topRow(
      byKindAndPayer.filter(({ keys: [kind, name] }) => kind === 'repeat_status_check' && name !== null),
    )
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
        link: rowsLink('View repeat status checks', 'hidden', { kind: 'repeat_status_check', payer }),
      },
    ]
  },
}

interface KindRule extends Pick<FindingRule, 'id' | 'name'>, Pick<FoundOut, 'action' | 'advice'> {
  readonly kind: HiddenKind
  readonly label: string
  sentence(minutes: number): FoundOut['sentence']
}

/** Finds one kind of hidden work once it took long enough. */
const kindRule = ({ id, name, kind, label, sentence, ...found }: KindRule): FindingRule => ({
  id,
  name,
  needs: [{ id: 'hidden_minutes', dimensions: ['kind'], prior: true }],
  find(facts) {
    const minutes = hidden(facts, kind)
    if (minutes < LEAST_MINUTES) return []
    const link = rowsLink(label, 'hidden', { kind })
    const evidence = comparison(facts, kind)
    return [{ ...found, subject: 'all', sentence: sentence(minutes), evidence, weight: weekly(minutes, facts), link }]
  },
})

export const duplicateRule = kindRule({
  id: 'duplicate-follow-ups',
  name: 'Duplicate follow-up on the same denial',
  kind: 'duplicate_follow_up',
  action: 'routing',
  sentence: (minutes) =>
    say`Two people followed up on the same denial within 72 hours. Duplicate follow-up took ${figure(time(minutes))}.`,
  advice: 'Assign each denial at its first touch with a routing rule.',
  label: 'View duplicate follow-ups',
})

export const lowValueRule = kindRule({
  id: 'low-value-effort',
  name: 'Work that costs more than the expected recovery',
  kind: 'low_value_effort',
  action: 'process',
  sentence: (minutes) => say`${figure(time(minutes))} of work cost more than the denials were expected to recover.`,
  advice: 'Set an amount below which a denial is written off after one attempt.',
  label: 'View low-value effort',
})

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
