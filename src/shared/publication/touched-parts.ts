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
  const stillPrivate = new Set(privateRules(after).map(textOf))
  if (
    textOf(before.policy.privacy ?? {}) !== textOf(after.policy.privacy ?? {}) ||
    !privateRules(before).every((rule) => stillPrivate.has(textOf(rule)))
  )
    parts.push('privacy')
  return parts
}

/** What finds claim references, and in which windows. The order of rules decides nothing about it that their patterns do not. */
function references({ rules, remote = [] }: RuleSet) {
  const reading = rules.filter((rule) => isOn(rule) && rule.claimRef !== undefined)
  return {
    rules: Object.fromEntries(reading.map(({ id, when, claimRef }) => [id, { when, claimRef }])),
    remote: remote.filter(isOn).map(({ app, title }) => ({ app, title })),
  }
}

/** What keeps windows private. */
const privateRules = ({ rules }: RuleSet) =>
  rules.filter((rule) => isOn(rule) && isPrivate(rule)).map(({ id, when }) => ({ id, when }))

const isOn = ({ enabled }: { readonly enabled?: boolean | undefined }) => enabled !== false
const isPrivate = ({ then }: Rule) => then.activity === 'private' || then.rating === 'private'

/** The same text for the same value, in whatever order its fields were set. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  )
