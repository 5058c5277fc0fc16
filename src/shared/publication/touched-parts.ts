import { comparableProgram, hostMatches, isPrivate, ruleHost } from '../classify/index.ts'
import type { TouchedPart } from '../contract/publication.ts'
import type { Rule, RuleSet } from '../contract/ruleset.ts'

/**
 * What a publication would change of what two admins decide. Rules and entries that are disabled count as missing: they do nothing, and enabling them
 * is a change.
 * @returns empty: one admin publishes it
 */
export function touchedParts(before: RuleSet, after: RuleSet): readonly TouchedPart[] {
  const parts: TouchedPart[] = []
  if (textOf(references(before)) !== textOf(references(after)) || !readsNoMore(before, after))
    parts.push('claim_references')
  if ((before.policy.inputCounts === true) !== (after.policy.inputCounts === true)) parts.push('counts')
  const isPrivacyKept = staysPrivate(before, after) && keepsPrograms(before, after)
  if (textOf(privacyOf(before)) !== textOf(privacyOf(after)) || !isPrivacyKept) parts.push('privacy')
  return parts
}

function privacyOf({ policy: { privacy = {}, observeCalls = false } }: RuleSet) {
  const { privatePrograms: _programs, ...others } = privacy
  return { privacy: others, observeCalls }
}

/** Whether each private program is still one. One more keeps more private, and is published at once. */
function keepsPrograms(before: RuleSet, after: RuleSet): boolean {
  const kept = new Set(privatePrograms(after))
  return privatePrograms(before).every((program) => kept.has(program))
}

const privatePrograms = ({ policy }: RuleSet) => (policy.privacy?.privatePrograms ?? []).map(comparableProgram)

/** Whether each rule that keeps windows private is still there, and no other windows are asked for before it: the first rule that matches wins. */
function staysPrivate(before: RuleSet, after: RuleSet): boolean {
  const kept = new Map(privateRules(after).map((rule) => [rule.text, rule]))
  return privateRules(before).every(({ text, precededBy }) => {
    const now = kept.get(text)
    const known = new Set(precededBy.map(textOf))
    return now?.precededBy.every((when) => known.has(textOf(when)) || areApart(when, now.when)) === true
  })
}

/** What finds claim references, and in which windows and pages. Of two rules for a window the first one reads, so their order counts. */
function references({ rules, remote = [] }: RuleSet) {
  const reading = rules.filter((rule) => isOn(rule) && reads(rule))
  return {
    rules: reading.map(({ id, when, claimRef, field }) => ({ id, when, claimRef, field })),
    remote: remote.filter(isOn).map(({ app, title }) => ({ app, title })),
  }
}

/**
 * Whether rules that read no claim references still take from each that does the windows that they took: such a rule may be added or renamed, but
 * not go, change its windows or come behind, unless its sites are others. Of rules that keep windows private, `staysPrivate` says it.
 */
function readsNoMore(before: RuleSet, after: RuleSet): boolean {
  const kept = new Map(readingRules(after).map((rule) => [rule.text, rule.precededBy]))
  return readingRules(before).every(({ text, when, precededBy }) => {
    const now = new Set(kept.get(text)?.map((other) => textOf(other.when)))
    return precededBy.every(
      (other) => isPrivate(other.then) || now.has(textOf(other.when)) || areApart(other.when, when),
    )
  })
}

/** What reads claim references, each with the rules before it that read none. */
function readingRules({ rules }: RuleSet) {
  const on = rules.filter(isOn)
  return on.flatMap((rule, index) => {
    const { id, when, claimRef, field } = rule
    if (!reads(rule)) return []
    // Rules for calls match no window.
    const others = on.slice(0, index).filter((other) => !reads(other) && !other.when.call)
    return { text: textOf({ id, when, claimRef, field }), when, precededBy: others }
  })
}

const reads = ({ claimRef, field }: Rule) => claimRef !== undefined || field !== undefined

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
