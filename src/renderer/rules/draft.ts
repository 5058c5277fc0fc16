import type { Policy, Remote, Rule, RuleSet } from '../../shared/contract/ruleset.ts'
import { entriesOf, type Entry, freeId, withChanged, withMoved, without } from './entries.ts'

/** What an admin has changed so far, and the published version it started from. */
export interface Draft {
  readonly base: RuleSet
  readonly policy: Policy
  readonly rules: readonly Entry<Rule>[]
  /** Kinds of remote windows. */
  readonly remote: readonly Entry<Remote>[]
  /** Above every key of both lists. */
  readonly nextKey: number
}

export function draftOf(base: RuleSet): Draft {
  const remote = base.remote ?? []
  return {
    base,
    policy: base.policy,
    rules: entriesOf(base.rules),
    remote: entriesOf(remote),
    nextKey: Math.max(base.rules.length, remote.length),
  }
}

/** The rule set to be published: the version after the one the draft started from. */
export function ruleSetOf(draft: Draft): RuleSet {
  const { remote: _published, ...base } = draft.base
  const remote = draft.remote.map(({ item }) => item)
  return {
    ...base,
    version: base.version + 1,
    policy: draft.policy,
    rules: draft.rules.map(({ item }) => item),
    // None is left out: agents from before remote windows take only rule sets without them.
    ...(remote.length > 0 ? { remote } : {}),
  }
}

export function changeRule(draft: Draft, key: number, change: (rule: Rule) => Rule): Draft {
  return { ...draft, rules: withChanged(draft.rules, key, change) }
}

/** Adds a rule behind the one with `afterKey`, or first. It is disabled until it says what it matches. */
export function addRule(draft: Draft, afterKey: number | null): { draft: Draft; key: number } {
  const key = draft.nextKey
  const item: Rule = {
    id: freeId(draft.rules, 'rule'),
    enabled: false,
    when: {},
    then: { activity: 'claim_status', rating: 'core' },
  }
  const at = afterKey === null ? 0 : draft.rules.findIndex((entry) => entry.key === afterKey) + 1
  return { draft: { ...draft, rules: draft.rules.toSpliced(at, 0, { key, item }), nextKey: key + 1 }, key }
}

export function removeRule(draft: Draft, key: number): Draft {
  return { ...draft, rules: without(draft.rules, key) }
}

export function moveRule(draft: Draft, key: number, to: number): Draft {
  return { ...draft, rules: withMoved(draft.rules, key, to) }
}

export function changeRemote(draft: Draft, key: number, change: (remote: Remote) => Remote): Draft {
  return { ...draft, remote: withChanged(draft.remote, key, change) }
}

/** Adds a kind of remote windows, last. It is disabled until it says what it matches. */
export function addRemote(draft: Draft): Draft {
  const item: Remote = { id: freeId(draft.remote, 'remote'), enabled: false, title: '' }
  return { ...draft, remote: [...draft.remote, { key: draft.nextKey, item }], nextKey: draft.nextKey + 1 }
}

export function removeRemote(draft: Draft, key: number): Draft {
  return { ...draft, remote: without(draft.remote, key) }
}

export function moveRemote(draft: Draft, key: number, to: number): Draft {
  return { ...draft, remote: withMoved(draft.remote, key, to) }
}

/** An optional text: blank means the field is not there. */
export function withText<T extends object, Name extends keyof T & string>(target: T, name: Name, text: string): T {
  const { [name]: _left, ...rest } = target
  return (text === '' ? rest : { ...rest, [name]: text }) as T
}
