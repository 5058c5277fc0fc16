import { hostMatches, isPrivate, ruleHost } from '../classify/index.ts'
import type { TouchedPart } from '../contract/publication.ts'
import type { Rule, RuleSet } from '../contract/ruleset.ts'

/**
 * What a publication would change of what two admins decide. Rules and entries that are disabled count as missing: they do nothing, and enabling them
 * is a change.
 * @returns empty: one admin publishes it
 */
export function touchedParts(before: RuleSet, after: RuleSet): readonly TouchedPart[] {
  const parts: TouchedPart[] = []
  if (textOf(references(before)) !== textOf(references(after))) parts.push('claim_references')
  if ((before.policy.inputCounts === true) !== (after.policy.inputCounts === true)) parts.push('counts')
  if (textOf(privacyOf(before)) !== textOf(privacyOf(after)) || !staysPrivate(before, after)) parts.push('privacy')
  return parts
}

const privacyOf = ({ policy: { privacy = {}, observeCalls = false } }: RuleSet) => ({ privacy, observeCalls })

/** Whether each rule that keeps windows private is still there, and no other windows are asked for before it: the first rule that matches wins. */
function staysPrivate(before: RuleSet, after: RuleSet): boolean {
  const kept = new Map(privateRules(after).map((rule) => [rule.text, rule]))
  return privateRules(before).every(({ text, precededBy }) => {
    const now = kept.get(text)
    const known = new Set(precededBy.map(textOf))
    return now?.precededBy.every((when) => known.has(textOf(when)) || areApart(when, now.when)) === true
  })
}

/** What finds claim references, and in which windows and pages. Of two rules for a window the first one reads, so their order counts; other rules read none. */
function references({ rules, remote = [] }: RuleSet) {
  const reading = rules.filter((rule) => isOn(rule) && (rule.claimRef !== undefined || rule.field !== undefined))
  return {
    rules: reading.map(({ id, when, claimRef, field }) => ({ id, when, claimRef, field })),
    remote: remote.filter(isOn).map(({ app, title }) => ({ app, title })),
  }
}

/** What keeps windows private, each with the windows of the other rules before it. */
function privateRules({ rules }: RuleSet) {
  const on = rules.filter(isOn)
  return on.flatMap((rule, index) => {
    const { id, when } = rule
    if (!isPrivate(rule.then)) return []
    // Rules for calls match no window.
    const others = on.slice(0, index).filter((other) => !isPrivate(other.then) && (when.call || !other.when.call))
    return { text: textOf({ id, when }), when, precededBy: others.map((other) => other.when) }
  })
}

/** Whether no window can be of both: their sites are different. Patterns are not compared. */
function areApart({ host: one }: Rule['when'], { host: other }: Rule['when']): boolean {
  if (one === undefined || other === undefined) return false
  const [first, second] = [ruleHost(one), ruleHost(other)]
  return !hostMatches(first, second) && !hostMatches(second, first)
}

const isOn = ({ enabled }: { readonly enabled?: boolean | undefined }) => enabled !== false

/** The same text for the same value, in whatever order its fields were set. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
