import type { RoutingSettings } from '../contract/settings.ts'

/** What a routing rule looks at. */
export interface RoutedDenial {
  /** Blank: nobody names it. */
  readonly payer: string
  readonly category: string
  readonly serviceLine: string | null
  readonly deniedCents: number
}

/** Where a new denial goes. */
export interface Route {
  /** Id of the rule. */
  readonly rule: string
  readonly owner: string | null
  readonly queue: string | null
}

/** The route of the first rule that fits; null when none does. Names are compared in any case, amounts with both bounds included. */
export function routeOf(denial: RoutedDenial, rules: RoutingSettings['rules']): Route | null {
  const rule = rules.find(({ when }) => fits(denial, when))
  return rule ? { rule: rule.id, owner: rule.owner, queue: rule.queue } : null
}

function fits(denial: RoutedDenial, when: RoutingSettings['rules'][number]['when']): boolean {
  return (
    isAmong(denial.payer, when.payers) &&
    isAmong(denial.category, when.categories) &&
    isAmong(denial.serviceLine, when.serviceLines) &&
    denial.deniedCents >= (when.minDeniedCents ?? Number.NEGATIVE_INFINITY) &&
    denial.deniedCents <= (when.maxDeniedCents ?? Number.POSITIVE_INFINITY)
  )
}

/** Names nobody lists are not looked at. */
function isAmong(name: string | null, names: readonly string[] | undefined): boolean {
  if (names === undefined) return true
  return name !== null && names.some((wanted) => wanted.toLowerCase() === name.toLowerCase())
}
