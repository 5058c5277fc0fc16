import type { Rule } from '../contract/ruleset.ts'

/** The kinds of systems of which offices use some and not others. */
export const packKinds = ['payer_portal', 'ehr'] as const
export type PackKind = (typeof packKinds)[number]

/** The rules of one portal or EHR: an office uses it or not. */
export interface RulePack {
  readonly system: string
  readonly kind: PackKind
  readonly rules: number
  /** How many of them are on. */
  readonly enabled: number
  /** How many nobody has seen on a real site yet. */
  readonly assumed: number
}

/** The packs of a rule set, by name. A system of which rules disagree about the kind has that of the first. */
export function packsOf(rules: readonly Rule[]): readonly RulePack[] {
  const packs = new Map<string, RulePack>()
  for (const rule of rules) {
    const { system, systemKind } = rule.then
    const kind = packKinds.find((one) => one === systemKind)
    if (system === undefined || kind === undefined) continue
    const pack = packs.get(system) ?? { system, kind, rules: 0, enabled: 0, assumed: 0 }
    packs.set(system, {
      ...pack,
      rules: pack.rules + 1,
      enabled: pack.enabled + (rule.enabled === false ? 0 : 1),
      assumed: pack.assumed + (rule.assumed === true ? 1 : 0),
    })
  }
  return [...packs.values()].toSorted((one, other) => one.system.localeCompare(other.system, 'en'))
}

/** The rules with the packs of `chosen` on and all other packs off. Rules of no pack, and the order, stay. */
export function withPacks<R extends Rule>(rules: readonly R[], chosen: ReadonlySet<string>): readonly R[] {
  const known = new Map(packsOf(rules).map((pack) => [pack.system, pack]))
  return rules.map((rule) => {
    const { system, systemKind } = rule.then
    const isOfPack = system !== undefined && known.has(system) && packKinds.some((kind) => kind === systemKind)
    if (!isOfPack) return rule
    const isOn = chosen.has(system)
    // A pack that was on in part stays so: an admin has turned single rules off.
    if (isOn === (known.get(system)?.enabled ?? 0) > 0) return rule
    if (!isOn) return { ...rule, enabled: false }
    const { enabled: _off, ...rest } = rule
    return rest as R
  })
}
