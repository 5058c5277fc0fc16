import type { RuleUpdate } from '../contract/rule-updates.ts'
import type { Rule } from '../contract/ruleset.ts'
import { packsOf } from '../setup/index.ts'

type Rules = readonly Rule[]

/**
 * Compares the rules of a tenant with the starter rules of the product, then and now. A rule that is as some earlier version had it was changed by
 * nobody here, and follows the newest version if an admin takes the update. Own rules, changed ones and removed ones stay. Whether a rule is on is
 * the office's own choice, and no change.
 * @param earlier the starter rules of each version before `latest` that the tenant has seen
 * @returns in the order of `latest`, then those that are withdrawn
 */
export function ruleUpdates(earlier: readonly Rules[], latest: Rules, own: Rules): readonly RuleUpdate[] {
  const ownById = byId(own)
  const latestById = byId(latest)
  const history = earlier.map(byId)
  const versionsOf = (id: string) => history.flatMap((rules) => rules.get(id) ?? [])
  const isUntouched = (rule: Rule) => versionsOf(rule.id).some((version) => isSame(version, rule))
  const offPacks = new Set(packsOf(own).flatMap(({ system, enabled }) => (enabled === 0 ? [system] : [])))

  const offered = latest.flatMap((rule, index): RuleUpdate[] => {
    const before = ownById.get(rule.id)
    const pack = rule.then.system ?? null
    const known = versionsOf(rule.id)
    if (!before) {
      // It was there once, and somebody removed it.
      if (known.length > 0) return []
      const follows = latest.slice(0, index).findLast(({ id }) => ownById.has(id) || !history.some((of) => of.has(id)))
      const after = switchedAs(rule, pack === null || !offPacks.has(pack))
      return [{ kind: 'added', pack, before: null, after, follows: follows?.id ?? null }]
    }
    const isVerified = before.assumed === true && rule.assumed !== true
    if (isSame(before, rule) && !isVerified) return []
    const after = switchedAs(rule, before.enabled !== false)
    if (isSame(before, rule) || isUntouched(before)) return [{ kind: 'changed', pack, before, after, follows: null }]
    const last = known.at(-1)
    return last && !isSame(last, rule) ? [{ kind: 'kept', pack, before, after, follows: null }] : []
  })
  const withdrawn = own
    .filter((rule) => !latestById.has(rule.id) && isUntouched(rule))
    .map((rule): RuleUpdate => {
      return { kind: 'withdrawn', pack: rule.then.system ?? null, before: rule, after: null, follows: null }
    })
  return [...offered, ...withdrawn]
}

const byId = (rules: Rules): ReadonlyMap<string, Rule> => new Map(rules.map((rule) => [rule.id, rule]))

function switchedAs({ enabled: _on, ...rule }: Rule, isOn: boolean): Rule {
  return isOn ? rule : { ...rule, enabled: false }
}

/** Whether two rules match the same and say the same. */
function isSame(one: Rule, other: Rule): boolean {
  return textOf(one) === textOf(other)
}

/** The same text for the same content, in whatever order its fields were set. */
function textOf({ enabled: _on, assumed: _assumed, ...rule }: Rule): string {
  const sorted = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.entries(value)
          .filter(([, part]) => part !== undefined)
          .toSorted(([one], [other]) => (one < other ? -1 : 1))
          .map(([name, part]) => [name, sorted(part)])
      : value
  return JSON.stringify(sorted(rule))
}
