import type { Policy, Rule, RuleSet } from '../../shared/contract/ruleset.ts'
import { type Draft, type DraftRule, draftOf } from './draft.ts'

export type Change =
  | { readonly kind: 'added'; readonly key: number; readonly rule: Rule; readonly position: number }
  | { readonly kind: 'removed'; readonly rule: Rule }
  | { readonly kind: 'changed'; readonly key: number; readonly rule: Rule; readonly fields: readonly FieldChange[] }
  | {
      readonly kind: 'moved'
      readonly key: number
      readonly rule: Rule
      readonly from: number
      readonly position: number
    }
  | { readonly kind: 'policy'; readonly name: ThresholdName; readonly before: number; readonly after: number }
  /** Whether input is counted. */
  | { readonly kind: 'counting'; readonly before: boolean; readonly after: boolean }

/** The parts of a policy that are lengths of time. */
export type ThresholdName = Exclude<keyof Policy, 'inputCounts'>

export interface FieldChange {
  /** `when.title` */
  readonly field: string
  /** '' where the field is not there. */
  readonly before: string
  readonly after: string
}

/** What publishing the draft would change, in the draft's order; positions count from 1. */
export function changesOf(draft: Draft): readonly Change[] {
  const { base } = draft
  const left = new Set(draft.rules.map(({ key }) => key))
  const moved = movedKeys(draft.rules.filter(({ key }) => key < base.rules.length).map(({ key }) => key))
  const changes: Change[] = []
  draft.rules.forEach(({ key, rule }, index) => {
    const before = base.rules[key]
    if (!before) {
      changes.push({ kind: 'added', key, rule, position: index + 1 })
      return
    }
    const fields = fieldChanges(before, rule)
    if (fields.length > 0) changes.push({ kind: 'changed', key, rule, fields })
    if (moved.has(key)) changes.push({ kind: 'moved', key, rule, from: key + 1, position: index + 1 })
  })
  base.rules.forEach((rule, key) => {
    if (!left.has(key)) changes.push({ kind: 'removed', rule })
  })
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

function fieldChanges(before: Rule, after: Rule): FieldChange[] {
  const old = flat(before)
  const fresh = flat(after)
  return [...new Set([...old.keys(), ...fresh.keys()])]
    .map((field) => ({ field, before: old.get(field) ?? '', after: fresh.get(field) ?? '' }))
    .filter((change) => change.before !== change.after)
}

function flat(rule: Rule): Map<string, string> {
  const { when, then, ...rest } = rule
  const parts = [
    ...Object.entries(rest),
    ...Object.entries(when).map(([name, value]) => [`when.${name}`, value] as const),
    ...Object.entries(then).map(([name, value]) => [`then.${name}`, value] as const),
  ]
  // A rule is enabled and verified unless it says otherwise: saying so changes nothing.
  return new Map(
    parts
      .map(([name, value]) => [name, String(value)] as const)
      .filter(([name, value]) => `${name} ${value}` !== 'enabled true' && `${name} ${value}` !== 'assumed false'),
  )
}

/** The fewest keys that must have been moved: those outside the longest run that is still in order. */
function movedKeys(keys: readonly number[]): Set<number> {
  // Patience sorting: tails[n] is the index of the smallest end of an increasing run of length n + 1.
  const tails: number[] = []
  const previous: number[] = []
  keys.forEach((key, index) => {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((keys[tails[middle] ?? 0] ?? 0) < key) low = middle + 1
      else high = middle
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1
    tails[low] = index
  })
  const inOrder = new Set<number>()
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) inOrder.add(keys[index] ?? -1)
  return new Set(keys.filter((key) => !inOrder.has(key)))
}

/** A draft carried over to a version somebody else published meanwhile. */
export interface Rebased {
  readonly draft: Draft
  /** Rules both sides touched: the draft's own stands, and should be looked at. */
  readonly clashes: readonly string[]
}

/** Puts the draft's changes on top of `latest`, matching rules by id. */
export function rebase(draft: Draft, latest: RuleSet): Rebased {
  const start = draftOf(latest)
  const clashes: string[] = []
  let rules: DraftRule[] = [...start.rules]
  let { nextKey } = start
  let policy = { ...latest.policy }
  const indexOf = (id: string) => rules.findIndex(({ rule }) => rule.id === id)
  // Behind whatever stands before it in the draft, so that a rule stays ahead of those it must win against.
  const insert = (entry: DraftRule, key: number) => {
    const before = draft.rules
      .slice(
        0,
        draft.rules.findIndex((candidate) => candidate.key === key),
      )
      .toReversed()
    const anchor = before.find(({ rule }) => indexOf(rule.id) >= 0)
    rules.splice(anchor ? indexOf(anchor.rule.id) + 1 : 0, 0, entry)
  }
  const theirsChanged = (before: Rule) => {
    const theirs = latest.rules.find(({ id }) => id === before.id)
    return !theirs || fieldChanges(before, theirs).length > 0
  }

  for (const change of changesOf(draft)) {
    switch (change.kind) {
      case 'policy':
        policy[change.name] = change.after
        break
      case 'counting':
        policy = countingInput(policy, change.after)
        break
      case 'removed':
        if (theirsChanged(change.rule)) clashes.push(change.rule.id)
        rules = rules.filter(({ rule }) => rule.id !== change.rule.id)
        break
      case 'changed': {
        const before = draft.base.rules[change.key]
        const at = before ? indexOf(before.id) : -1
        const entry = rules[at]
        if (before && theirsChanged(before)) clashes.push(change.rule.id)
        if (entry) rules[at] = { key: entry.key, rule: change.rule }
        else insert({ key: nextKey++, rule: change.rule }, change.key)
        break
      }
      case 'moved': {
        const entry = rules[indexOf(change.rule.id)]
        if (!entry) break
        rules = rules.filter((candidate) => candidate !== entry)
        insert(entry, change.key)
        break
      }
      case 'added':
        if (indexOf(change.rule.id) >= 0) clashes.push(change.rule.id)
        insert({ key: nextKey++, rule: change.rule }, change.key)
        break
    }
  }
  return { draft: { base: latest, policy, rules, nextKey }, clashes }
}
