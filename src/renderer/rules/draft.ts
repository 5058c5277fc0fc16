import type { Policy, Rule, RuleSet } from '../../shared/contract/ruleset.ts'

/** A rule under a key that outlives a change of its id or place. Keys below `base.rules.length` are positions in `base`. */
export interface DraftRule {
  readonly key: number
  readonly rule: Rule
}

/** What an admin has changed so far, and the published version it started from. */
export interface Draft {
  readonly base: RuleSet
  readonly policy: Policy
  readonly rules: readonly DraftRule[]
  readonly nextKey: number
}

export function draftOf(base: RuleSet): Draft {
  return {
    base,
    policy: base.policy,
    rules: base.rules.map((rule, key) => ({ key, rule })),
    nextKey: base.rules.length,
  }
}

/** The rule set to be published: the version after the one the draft started from. */
export function ruleSetOf(draft: Draft): RuleSet {
  // What this screen does not show, such as the kinds of remote windows, stays as it was published.
  return {
    ...draft.base,
    version: draft.base.version + 1,
    policy: draft.policy,
    rules: draft.rules.map(({ rule }) => rule),
  }
}

export function changeRule(draft: Draft, key: number, change: (rule: Rule) => Rule): Draft {
  return {
    ...draft,
    rules: draft.rules.map((entry) => (entry.key === key ? { key, rule: change(entry.rule) } : entry)),
  }
}

/** Adds a rule behind the one with `afterKey`, or first. It is disabled until it says what it matches. */
export function addRule(draft: Draft, afterKey: number | null): { draft: Draft; key: number } {
  const key = draft.nextKey
  const ids = new Set(draft.rules.map(({ rule }) => rule.id))
  let number = draft.rules.length + 1
  while (ids.has(`rule-${number}`)) number += 1
  const rule: Rule = {
    id: `rule-${number}`,
    enabled: false,
    when: {},
    then: { activity: 'claim_status', rating: 'core' },
  }
  const at = afterKey === null ? 0 : draft.rules.findIndex((entry) => entry.key === afterKey) + 1
  return { draft: { ...draft, rules: draft.rules.toSpliced(at, 0, { key, rule }), nextKey: key + 1 }, key }
}

export function removeRule(draft: Draft, key: number): Draft {
  return { ...draft, rules: draft.rules.filter((entry) => entry.key !== key) }
}

/** Puts a rule at a position, counted from 0 and held within the list. */
export function moveRule(draft: Draft, key: number, to: number): Draft {
  const entry = draft.rules.find((candidate) => candidate.key === key)
  if (!entry) return draft
  const others = draft.rules.filter((candidate) => candidate !== entry)
  return { ...draft, rules: others.toSpliced(Math.max(0, Math.min(others.length, to)), 0, entry) }
}

/** An optional text: blank means the field is not there. */
export function withText<T extends object, Name extends keyof T & string>(target: T, name: Name, text: string): T {
  const { [name]: _left, ...rest } = target
  return (text === '' ? rest : { ...rest, [name]: text }) as T
}
