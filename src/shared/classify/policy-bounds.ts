import type { Policy, Rule, RuleSet } from '../contract/ruleset.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../time.ts'

/** The least and the greatest that may be published, ms. */
export interface Bounds {
  readonly min: number
  readonly max: number
}

/** Outside, everybody would be idle or nobody, nothing would be observed, or all work would be one touch. Agents follow any value that the schema takes. */
export const policyBounds = {
  idleAfterMs: { min: SECOND_MS, max: 4 * HOUR_MS },
  touchGapMs: { min: SECOND_MS, max: DAY_MS },
  visitGapMs: { min: SECOND_MS, max: DAY_MS },
  recheckWithinMs: { min: 0, max: 90 * DAY_MS },
  documentationNearMs: { min: 0, max: HOUR_MS },
  carryWithinMs: { min: 0, max: HOUR_MS },
  carryForMs: { min: 0, max: 8 * HOUR_MS },
  // Windows are seen once a second.
  maxGapMs: { min: 2 * SECOND_MS, max: 10 * MINUTE_MS },
  clockStepMs: { min: 500, max: HOUR_MS },
} as const satisfies Readonly<Partial<Record<keyof Policy, Bounds>>>

/** Of one rule: a payer call may be quiet for longer than any policy is. */
export const ruleIdleBounds: Bounds = { min: SECOND_MS, max: 8 * HOUR_MS }

/** The time without input after which somebody is idle in windows of a rule, ms: the rule's own, else its activity's, else the policy's. */
export function idleThreshold(
  policy: Policy,
  { activity, idleAfterMs }: Pick<Rule['then'], 'activity' | 'idleAfterMs'>,
): number {
  const { idleAfterMsByActivity: own = {} } = policy
  // An activity may have the name of what every object has, such as toString.
  return idleAfterMs ?? (Object.hasOwn(own, activity) ? own[activity] : undefined) ?? policy.idleAfterMs
}

/** Durations that are out of bounds, by their JSON pointers. */
export function durationsOutOfBounds({ policy, rules }: RuleSet): readonly {
  readonly pointer: string
  readonly detail: string
}[] {
  const names = Object.keys(policyBounds) as (keyof typeof policyBounds)[]
  return [
    ...names.flatMap((name) => outOf(`/policy/${name}`, policy[name], policyBounds[name])),
    ...Object.entries(policy.idleAfterMsByActivity ?? {}).flatMap(([activity, value]) =>
      outOf(`/policy/idleAfterMsByActivity/${activity}`, value, policyBounds.idleAfterMs),
    ),
    ...rules.flatMap(({ then }, index) => outOf(`/rules/${index}/then/idleAfterMs`, then.idleAfterMs, ruleIdleBounds)),
  ]
}

const outOf = (pointer: string, value: number | undefined, { min, max }: Bounds) =>
  value === undefined || (value >= min && value <= max) ? [] : [{ pointer, detail: `must be from ${min} to ${max} ms` }]
