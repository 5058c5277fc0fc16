import type { RoutingSettings } from '../contract/settings.ts'

/** The part of a denial that routing rules match on. */
export interface RoutedDenial {
  /** Blank: unknown. */
  readonly payer: string
  readonly category: string
  readonly serviceLine: string | null
  readonly deniedCents: number
}

/** The owner and queue of a new denial. */
export interface Route {
  /** Id of the rule. */
  readonly rule: string
  readonly owner: string | null
  readonly queue: string | null
}

/** The route of the first matching rule; null without one. Names match in any case; both amount bounds are inclusive. */
export function routeOf(denial: RoutedDenial, rules: RoutingSettings['rules']): Route | null {
  const rule = rules.find(({ when }) => matches(denial, when))
  return rule ? { rule: rule.id, owner: rule.owner, queue: rule.queue } : null
}

function matches(denial: RoutedDenial, when: RoutingSettings['rules'][number]['when']): boolean {
  return (
    isAmong(denial.payer, when.payers) &&
    isAmong(denial.category, when.categories) &&
    isAmong(denial.serviceLine, when.serviceLines) &&
    denial.deniedCents >= (when.minDeniedCents ?? Number.NEGATIVE_INFINITY) &&
    denial.deniedCents <= (when.maxDeniedCents ?? Number.POSITIVE_INFINITY)
  )
}

/** A rule without a list matches every name. */
function isAmong(name: string | null, names: readonly string[] | undefined): boolean {
  if (names === undefined) return true
  return name !== null && names.some((wanted) => wanted.toLowerCase() === name.toLowerCase())
}
