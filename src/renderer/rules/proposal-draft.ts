import { literalPattern } from '../../shared/literal-pattern.ts'
import type { ClassificationProposalRow } from '../../shared/contract/reports.ts'
import type { Rule } from '../../shared/contract/ruleset.ts'
import type { Draft } from './draft.ts'
import { freeId } from './entries.ts'

/**
 * A draft with a rule for what somebody proposes. The rule is disabled: an admin has to say what tells these windows from others. It stands before
 * the rule that classifies them now, which it begins as a copy of, else last.
 */
export function draftProposal(draft: Draft, proposal: ClassificationProposalRow): { draft: Draft; key: number } {
  const key = draft.nextKey
  const at = draft.rules.findIndex(({ item }) => item.id === proposal.ruleId)
  const before = draft.rules[at]?.item
  const item: Rule = {
    id: freeId(draft.rules, 'rule'),
    enabled: false,
    when: before?.when ?? (proposal.program === null ? {} : { app: `^${literalPattern(proposal.program)}$` }),
    then: { rating: 'support', ...before?.then, activity: proposal.proposedActivity },
    ...(before?.claimRef !== undefined && { claimRef: before.claimRef }),
    ...(before?.field !== undefined && { field: before.field }),
  }
  const rules = draft.rules.toSpliced(at < 0 ? draft.rules.length : at, 0, { key, item })
  return { draft: { ...draft, rules, nextKey: key + 1 }, key }
}
