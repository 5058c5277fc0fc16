import { isPrivate } from '../classify/index.ts'
import type { RuleUse, UsedRule } from '../contract/rule-use.ts'
import type { Rule, RuleSet } from '../contract/ruleset.ts'
import { neverMatchingRules, type NeverMatching } from './never-matching.ts'

/** How rules cover the recorded time. */
export interface Coverage {
  /** The most time first. A rule that was removed or renamed since has none. */
  readonly used: readonly (UsedRule & { readonly rule: Rule | null })[]
  /** Enabled rules that matched nothing, in their order, without those of `never` and private ones, of whose windows no rule is kept. */
  readonly unmatched: readonly Rule[]
  readonly never: readonly NeverMatching[]
}

export function coverageOf({ rules }: Pick<RuleSet, 'rules'>, use: RuleUse): Coverage {
  const byId = new Map(rules.map((rule) => [rule.id, rule]))
  const never = neverMatchingRules({ rules })
  const known = new Set([...use.rules, ...never].map(({ ruleId }) => ruleId))
  return {
    used: use.rules.map((row) => ({ ...row, rule: byId.get(row.ruleId) ?? null })),
    unmatched: rules.filter(({ id, enabled, then }) => enabled !== false && !isPrivate(then) && !known.has(id)),
    never,
  }
}
