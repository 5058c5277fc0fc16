import { isPrivate } from '../../shared/classify/index.ts'
import type { Policy, Remote, Rule, RuleSet } from '../../shared/contract/ruleset.ts'
import { literalPattern } from '../../shared/literal-pattern.ts'
import { LONGEST_SHAPE, patternOfShape } from '../../shared/window-shape/index.ts'
import { entriesOf, type Entry, freeId, withChanged, withMoved, without } from './entries.ts'

/** The changes of an admin so far, and the published version they are based on. */
export interface Draft {
  readonly base: RuleSet
  readonly policy: Policy
  readonly rules: readonly Entry<Rule>[]
  /** Types of remote windows. */
  readonly remote: readonly Entry<Remote>[]
  /** Greater than every key of both lists. */
  readonly nextKey: number
  /** Durations that could not be read, as they were typed, by their `DurationPath`. The draft cannot be published with them. */
  readonly unreadable: Readonly<Record<string, string>>
}

/** What a form gets that changes a part of a draft. */
export interface DraftFormProps {
  readonly draft: Draft
  /** By the name of a field. */
  readonly errors: ReadonlyMap<string, string>
  readonly onChange: (draft: Draft) => void
}

/** The threshold or the rule that a duration belongs to. */
export type DurationPath = `policy/${string}` | `rule/${number}`

export function draftOf(base: RuleSet): Draft {
  const remote = base.remote ?? []
  return {
    base,
    policy: base.policy,
    rules: entriesOf(base.rules),
    remote: entriesOf(remote),
    nextKey: Math.max(base.rules.length, remote.length),
    unreadable: {},
  }
}

/** The draft that makes other rules of a published version. Keys are positions in it, by id. */
export function draftTowards(base: RuleSet, { policy, rules, remote = [] }: RuleSet): Draft {
  const start = draftOf(base)
  let { nextKey } = start
  const keyed = <Item extends { readonly id: string }>(before: readonly Item[], items: readonly Item[]) =>
    items.map((item) => {
      const key = before.findIndex(({ id }) => id === item.id)
      return { key: key === -1 ? nextKey++ : key, item }
    })
  const entries = { rules: keyed(base.rules, rules), remote: keyed(base.remote ?? [], remote) }
  return { ...start, policy, ...entries, nextKey }
}

/** The rule set to publish: the version after the base of the draft. */
export function ruleSetOf(draft: Draft): RuleSet {
  const { remote: _published, ...base } = draft.base
  const remote = draft.remote.map(({ item }) => item)
  return {
    ...base,
    version: base.version + 1,
    policy: draft.policy,
    rules: draft.rules.map(({ item }) => item),
    // An empty list is left out: agents older than remote windows accept only rule sets without it.
    ...(remote.length > 0 ? { remote } : {}),
  }
}

export function changeRule(draft: Draft, key: number, change: (rule: Rule) => Rule): Draft {
  return { ...draft, rules: withChanged(draft.rules, key, change) }
}

/** Sets the idle threshold of a rule; undefined means that the policy decides. */
export function withIdleAfter(draft: Draft, key: number, ms: number | undefined): Draft {
  return changeRule(withReadable(draft, `rule/${key}`), key, (rule) => {
    const { idleAfterMs: _before, ...rest } = rule.then
    return { ...rule, then: ms === undefined ? rest : { ...rest, idleAfterMs: ms } }
  })
}

/**
 * Adds a rule after the one with `afterKey`, or first of all but the private ones at the top: a rule before those takes a second admin. It is
 * disabled until it has a condition.
 */
export function addRule(draft: Draft, afterKey: number | null): { draft: Draft; key: number } {
  const key = draft.nextKey
  const item: Rule = {
    id: freeId(draft.rules, 'rule'),
    enabled: false,
    when: {},
    then: { activity: 'claim_status', rating: 'core' },
  }
  const at =
    afterKey === null ? privateAtTop(draft.rules) : draft.rules.findIndex((entry) => entry.key === afterKey) + 1
  return { draft: { ...draft, rules: draft.rules.toSpliced(at, 0, { key, item }), nextKey: key + 1 }, key }
}

/** How many rules at the top keep windows private. */
function privateAtTop(rules: Draft['rules']): number {
  const first = rules.findIndex(({ item }) => !isPrivate(item.then))
  return first === -1 ? rules.length : first
}

/**
 * Adds a rule for a program, as first as `addRule` does. What it is for is for the admin to say.
 * @param shape of the titles that it is for; left out: all windows of the program
 */
export function ruleFor(draft: Draft, program: string, shape?: string): { draft: Draft; key: number } {
  const added = addRule(draft, null)
  const title = shape === undefined ? null : patternOfShape(shape, LONGEST_SHAPE)
  const name = title === null ? program : `${program}: ${shape}`
  const when = { app: `^${literalPattern(program)}$`, ...(title !== null && { title }) }
  return {
    ...added,
    draft: changeRule(added.draft, added.key, (item) => ({ ...item, name: name.slice(0, 200), when })),
  }
}

/** Sets a part of the field of a rule; without both parts it has none. */
export function withField(rule: Rule, name: keyof NonNullable<Rule['field']>, text: string): Rule {
  const { field: before, ...rest } = rule
  const field = { selector: '', pattern: '', ...before, [name]: text }
  return field.selector === '' && field.pattern === '' ? rest : { ...rest, field }
}

export function removeRule(draft: Draft, key: number): Draft {
  return { ...withReadable(draft, `rule/${key}`), rules: without(draft.rules, key) }
}

export function moveRule(draft: Draft, key: number, to: number): Draft {
  return { ...draft, rules: withMoved(draft.rules, key, to) }
}

export function changeRemote(draft: Draft, key: number, change: (remote: Remote) => Remote): Draft {
  return { ...draft, remote: withChanged(draft.remote, key, change) }
}

/** Adds a type of remote windows at the end. It is disabled until it has a pattern. */
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

/** Keeps a text that is not a duration, so that it is reported instead of dropped. */
export function withUnreadable(draft: Draft, path: DurationPath, text: string): Draft {
  return { ...draft, unreadable: { ...draft.unreadable, [path]: text } }
}

/** Forgets the text after a duration was typed in its path. */
export function withReadable(draft: Draft, path: DurationPath): Draft {
  if (draft.unreadable[path] === undefined) return draft
  const { [path]: _text, ...others } = draft.unreadable
  return { ...draft, unreadable: others }
}

/** Sets an optional text; a blank text removes the field. */
export function withText<T extends object, Name extends keyof T & string>(target: T, name: Name, text: string): T {
  const { [name]: _left, ...rest } = target
  return (text === '' ? rest : { ...rest, [name]: text }) as T
}
