import type { Rule } from '../contract/ruleset.ts'
import type { Classification } from '../contract/work.ts'
import { ruleClassification } from './classifier.ts'
import type { CompiledRule, CompiledRuleSet } from './compile.ts'

/** What the first rule for a call says of it. Null: no rule matches. `app` is the program that uses the microphone. */
export type ClassifyCall = (app: string) => Classification | null

/** Rules without `when.call` match calls only with these activities: others say what a program is for, not that somebody talks. */
export const callActivities: ReadonlySet<string> = new Set(['payer_call', 'communication'])

/** Classifies calls by the program that uses the microphone. */
export function createCallClassifier({ rules, ruleSet: { version } }: CompiledRuleSet): ClassifyCall {
  const ofCalls = rules.filter(({ rule }) => isForCalls(rule))
  const known = new Map<string, Classification | null>()
  return (app) => {
    const before = known.get(app)
    // Null is an answer, too: no rule matches.
    if (before !== undefined) return before
    const found = firstFor(ofCalls, app, version)
    known.set(app, found)
    return found
  }
}

/** Whether a rule may match a call. */
function isForCalls({ when, then }: Rule): boolean {
  if (when.app === undefined) return false
  if (when.call) return true
  return Object.keys(when).length === 1 && callActivities.has(then.activity)
}

function firstFor(rules: readonly CompiledRule[], app: string, version: number): Classification | null {
  const found = rules.find((rule) => rule.app?.test(app))
  return found ? ruleClassification(found.rule, { app, claimToken: null, ruleSetVersion: version }) : null
}

/**
 * The classification while somebody is on a call: what the rule says of the call takes the place of what is said of the window, whose claim
 * stays. A private window, or a private call, stays only that.
 * @param call null: no rule matches the call
 */
export function duringCall(window: Classification, call: Classification | null): Classification {
  if (window.rating === 'private') return window
  if (call === null) return { ...window, call: true }
  if (call.rating === 'private') return call
  const claimFrom = window.claimFrom && { claimFrom: window.claimFrom }
  return { ...call, ...claimFrom, claimToken: window.claimToken, call: true }
}
