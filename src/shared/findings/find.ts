import type { Finding } from '../contract/alerts.ts'
import { appealRule, firstTouchRule, ownerRule, slaRule, stalledRule } from './denials.ts'
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
]

/** Every question the rules ask, each once. */
export function findingNeeds(rules: readonly FindingRule[] = findingRules): FindingNeed[] {
  const needs = new Map<string, FindingNeed>()
  for (const need of rules.flatMap((rule) => rule.needs)) {
    const key = needKey(need)
    needs.set(key, need.before || needs.get(key)?.before ? { ...need, before: true } : need)
  }
  return [...needs.values()]
}

export const needKey = ({ id, by }: Pick<FindingNeed, 'id' | 'by'>) => `${id} ${by.join()}`

/** What the rules find in the facts, what weighs most first. */
export function findAll(facts: FindingFacts, rules: readonly FindingRule[] = findingRules): Finding[] {
  return rules
    .flatMap((rule) =>
      rule.find(facts).map(({ about, link, ...found }) => ({
        ...found,
        id: `${rule.id}:${about}`,
        rule: rule.id,
        from: facts.from,
        to: facts.to,
        link: { to: address(facts, link), label: link.label },
      })),
    )
    .toSorted((one, other) => other.weight - one.weight || (one.id < other.id ? -1 : 1))
}

/** The rows of the very period and team the finding is about. */
function address(
  { firstDay, lastDay, team }: FindingFacts,
  { path, params }: { readonly path: string; readonly params: Readonly<Record<string, string>> },
): string {
  const query = Object.entries({ from: firstDay, to: lastDay, ...(team === null ? {} : { team }), ...params })
  return `${path}?${query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&')}`
}
