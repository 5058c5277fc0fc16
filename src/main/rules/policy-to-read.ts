import { fieldHosts } from '../../shared/classify/index.ts'
import type { BatchAck, PolicyToRead, RulesChange, RuleSet } from '../../shared/contract/index.ts'

/** What a person is told of the rules that are followed: the policy whole, of the rules how many they are. */
export function policyToRead(
  ruleSet: RuleSet,
  changes: readonly RulesChange[],
  retention?: BatchAck['retention'],
): PolicyToRead {
  const { version, policy, rules } = ruleSet
  const enabled = rules.filter((rule) => rule.enabled !== false)
  return {
    rulesVersion: version,
    policy,
    rules: enabled.length,
    claimNumberRules: enabled.filter(({ claimRef, field }) => claimRef !== undefined || field !== undefined).length,
    fieldHosts: fieldHosts(ruleSet),
    ownIdleRules: enabled.filter(({ then }) => then.idleAfterMs !== undefined).length,
    changes,
    retention: retention ?? null,
  }
}
