import type { Finding } from '../contract/alerts.ts'
import { appealRule, firstTouchRule, ownerRule, slaRule, stalledRule } from './denials.ts'
import { denialsRisingRule } from './denials-rising.ts'
import type { FindingFacts, FindingNeed, FindingRule } from './facts.ts'
import { duplicateRule, lowValueRule, recheckRule, teamSpreadRule } from './hidden-work.ts'

export const findingRules: readonly FindingRule[] = [
  recheckRule,
  duplicateRule,
  lowValueRule,
  teamSpreadRule,
  firstTouchRule,
  slaRule,
  appealRule,
  stalledRule,
  ownerRule,
  denialsRisingRule,
]

/** Every metric that the rules read, each once. */
export function findingNeeds(rules: readonly FindingRule[] = findingRules): FindingNeed[] {
  const needs = new Map<string, FindingNeed>()
  for (const need of rules.flatMap((rule) => rule.needs)) {
    const key = `${needKey(need)} ${need.recent === true}`
    needs.set(key, need.prior || needs.get(key)?.prior ? { ...need, prior: true } : need)
  }
  return [...needs.values()]
}

export const needKey = ({ id, dimensions }: Pick<FindingNeed, 'id' | 'dimensions'>) => `${id} ${dimensions.join()}`

/** What the rules find in the facts, the largest weight first. */
export function findAll(facts: FindingFacts, rules: readonly FindingRule[] = findingRules): Finding[] {
  return rules
    .flatMap((rule) =>
      rule.find(facts).map(({ subject, link, period, ...found }) => ({
        ...found,
        id: `${rule.id}:${subject}`,
        rule: rule.id,
        from: period?.from ?? facts.from,
        to: period?.to ?? facts.to,
        link: { to: address(facts, link), label: link.label },
      })),
    )
    .toSorted((one, other) => other.weight - one.weight || (one.id < other.id ? -1 : 1))
}

/** The rows behind the finding, with its period and team. */
function address(
  { firstDay, lastDay, team }: FindingFacts,
  { path, params }: { readonly path: string; readonly params: Readonly<Record<string, string>> },
): string {
  const query = Object.entries({ from: firstDay, to: lastDay, ...(team === null ? {} : { team }), ...params })
  return `${path}?${query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')}`
}
