import type { Policy, Remote, Rule, RuleSet } from '../../shared/contract/ruleset.ts'
import { type Draft, draftOf } from './draft.ts'
import { type ListChange, listChanges, rebaseList } from './list-diff.ts'

export type Change =
  | ListChange<Rule>
  /** Of the kinds of remote windows. */
  | { readonly kind: 'remote'; readonly change: ListChange<Remote> }
  | { readonly kind: 'policy'; readonly name: ThresholdName; readonly before: number; readonly after: number }
  /** Whether input is counted. */
  | { readonly kind: 'counting'; readonly before: boolean; readonly after: boolean }

/** The parts of a policy that are lengths of time. */
export type ThresholdName = Exclude<keyof Policy, 'inputCounts'>

/** What publishing the draft would change, in the draft's order. */
export function changesOf(draft: Draft): readonly Change[] {
  const { base } = draft
  const changes: Change[] = [
    ...listChanges(base.rules, draft.rules),
    ...listChanges(base.remote ?? [], draft.remote).map((change) => ({ kind: 'remote', change }) as const),
  ]
  const { inputCounts: _counted, ...thresholds } = draft.policy
  for (const name of Object.keys(thresholds) as ThresholdName[]) {
    const [before, after] = [base.policy[name], draft.policy[name]]
    if (before !== after) changes.push({ kind: 'policy', name, before, after })
  }
  const [before, after] = [base.policy.inputCounts === true, draft.policy.inputCounts === true]
  if (before !== after) changes.push({ kind: 'counting', before, after })
  return changes
}

/** The policy with input counted or not. Not is left out, not false: agents from before this choice take only rules without it. */
export function countingInput({ inputCounts: _before, ...others }: Policy, counted: boolean): Policy {
  return counted ? { ...others, inputCounts: true } : others
}

/** A draft carried over to a version somebody else published meanwhile. */
export interface Rebased {
  readonly draft: Draft
  /** Rules and remote windows both sides touched: the draft's own stands, and should be looked at. */
  readonly clashes: readonly string[]
}

/** Puts the draft's changes on top of `latest`, matching rules by id. */
export function rebase(draft: Draft, latest: RuleSet): Rebased {
  const start = draftOf(latest)
  const rules = rebaseList(draft.base.rules, draft.rules, start.rules, start.nextKey)
  const remote = rebaseList(draft.base.remote ?? [], draft.remote, start.remote, rules.nextKey)
  let policy = { ...latest.policy }
  for (const change of changesOf(draft)) {
    if (change.kind === 'policy') policy[change.name] = change.after
    if (change.kind === 'counting') policy = countingInput(policy, change.after)
  }
  return {
    draft: { base: latest, policy, rules: rules.entries, remote: remote.entries, nextKey: remote.nextKey },
    clashes: [...rules.clashes, ...remote.clashes],
  }
}
