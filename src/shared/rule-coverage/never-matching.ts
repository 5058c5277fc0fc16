import { callActivities, hostMatches, ruleHost } from '../classify/index.ts'
import type { Rule, RuleSet } from '../contract/ruleset.ts'
import { implies, splitPattern, textsOfPattern, type PatternTexts } from './texts-of-pattern.ts'

/** An enabled rule that no window and no call can reach. */
export interface NeverMatching {
  readonly ruleId: string
  /** Earlier rules, of which one always matches first. */
  readonly takenBy: readonly string[]
}

/** What a rule asks of a window, with the patterns taken apart. */
interface Conditions {
  readonly app: PatternTexts | null
  readonly title: PatternTexts | null
  readonly host: string | null
  readonly path: PatternTexts | null
}

interface Checked extends Conditions {
  readonly rule: Rule
  readonly matchesWindows: boolean
  readonly matchesCalls: boolean
}

/** More combinations of alternatives of a rule are not tried one by one. */
const MOST_COMBINATIONS = 100

/**
 * The enabled rules of which it is certain that an earlier one always matches first. Patterns are compared as lists of texts or as they stand
 * (`textsOfPattern`): a rule that is not named may still never match, one that is named surely does not.
 * @param rules of a rule set that compiles
 */
export function neverMatchingRules({ rules }: Pick<RuleSet, 'rules'>): readonly NeverMatching[] {
  const earlier: Checked[] = []
  const found: NeverMatching[] = []
  for (const rule of rules) {
    if (rule.enabled === false) continue
    const checked = checkedRule(rule)
    const takenBy = takersOf(checked, earlier)
    // What never matches takes nothing from others: the earlier rule does.
    if (takenBy.length > 0) found.push({ ruleId: rule.id, takenBy })
    else earlier.push(checked)
  }
  return found
}

function checkedRule(rule: Rule): Checked {
  const { app, title, host, path, call } = rule.when
  const texts = (source: string | undefined) => (source === undefined ? null : textsOfPattern(source))
  const isOfAppAlone = app !== undefined && title === undefined && host === undefined && path === undefined
  return {
    ...{ rule, app: texts(app), title: texts(title), path: texts(path) },
    host: host === undefined ? null : ruleHost(host),
    matchesWindows: call !== true,
    matchesCalls: call === true || (isOfAppAlone && callActivities.has(rule.then.activity)),
  }
}

/** The earlier rules that take all windows and calls of a rule; empty: it may match. */
function takersOf(checked: Checked, earlier: readonly Checked[]): readonly string[] {
  const takers = new Set<string>()
  for (const kind of ['matchesWindows', 'matchesCalls'] as const) {
    if (!checked[kind]) continue
    const candidates = earlier.filter((other) => other[kind])
    for (const part of partsOf(checked)) {
      const taker = candidates.find((other) => takes(other, part))
      if (!taker) return []
      takers.add(taker.rule.id)
    }
  }
  return [...takers]
}

/** A rule as several that together match the same: for each combination of the alternatives of its patterns. */
function partsOf({ app, title, host, path }: Conditions): readonly Conditions[] {
  const split = (pattern: PatternTexts | null) => (pattern === null ? [null] : splitPattern(pattern))
  const [apps, titles, paths] = [split(app), split(title), split(path)]
  if (apps.length * titles.length * paths.length > MOST_COMBINATIONS) return [{ app, title, host, path }]
  return apps.flatMap((oneApp) =>
    titles.flatMap((oneTitle) => paths.map((onePath) => ({ host, app: oneApp, title: oneTitle, path: onePath }))),
  )
}

/** Whether a rule matches every window that has these conditions. */
function takes(rule: Conditions, asked: Conditions): boolean {
  if (rule.host !== null && (asked.host === null || !hostMatches(rule.host, asked.host))) return false
  return (['app', 'title', 'path'] as const).every((field) => {
    const [wanted, given] = [rule[field], asked[field]]
    return wanted === null || (given !== null && implies(given, wanted))
  })
}
