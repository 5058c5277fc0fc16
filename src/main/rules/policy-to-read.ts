import type { BatchAck, PolicyToRead, RulesChange, RuleSet } from '../../shared/contract/index.ts'

/** What a person is told of the rules that are followed: the policy whole, of the rules how many they are. */
export function policyToRead(
  { version, policy, rules }: RuleSet,
  changes: readonly RulesChange[],
  retention?: BatchAck['retention'],
): PolicyToRead {
  const enabled = rules.filter((rule) => rule.enabled !== false)
  return {
    rulesVersion: version,
    policy,
    rules: enabled.length,
    claimNumberRules: enabled.filter(({ claimRef }) => claimRef !== undefined).length,
    ownIdleRules: enabled.filter(({ then }) => then.idleAfterMs !== undefined).length,
    changes,
    retention: retention ?? null,
  }
}
