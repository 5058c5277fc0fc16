import type { Remote } from '../contract/ruleset.ts'
import type { CompiledRule, CompiledRuleSet } from './compile.ts'
import { hostMatches, pageLocation, type PageLocation } from './location.ts'

/** The text of a window that rules match on. */
export interface WindowText {
  readonly app: string | null
  readonly title: string | null
  readonly url?: string | null | undefined
}

export type WhenField = 'app' | 'title' | 'host' | 'path'

export interface Match {
  readonly rule: CompiledRule
  /** Normalized claim reference in clear text; the caller must turn it into a token at once. */
  readonly reference: string | null
}

/** A window with its parsed URL. */
interface Seen {
  readonly window: WindowText
  readonly location: PageLocation | null
}

/** The first rule whose every `when` field matches, or null. A field never matches a missing value. */
export function matchWindow(compiled: CompiledRuleSet, window: WindowText): Match | null {
  const [first, ...others] = seenAs(compiled, window)
  for (const rule of compiled.rules) {
    const { matched } = tryRule(rule, first, others)
    if (matched) return { rule, reference: claimReference(rule, matched) }
  }
  return null
}

/** The inner window of a remote window first, then the window itself. */
function seenAs(compiled: CompiledRuleSet, window: WindowText): readonly [Seen, ...Seen[]] {
  const outer = { window, location: pageLocation(window.url) }
  const inner = remoteWindow(compiled, window)?.inner
  return inner ? [{ window: inner, location: null }, outer] : [outer]
}

/** A remote window with the pattern that matched. `inner` is null for a whole desktop. */
export interface RemoteWindow {
  readonly entry: Remote
  readonly inner: WindowText | null
}

/** Matches a window against the remote patterns; null if it is not a remote window. */
export function remoteWindow({ remote }: CompiledRuleSet, { app, title }: WindowText): RemoteWindow | null {
  if (title === null) return null
  for (const { entry, app: appPattern, title: titlePattern } of remote) {
    if (appPattern !== null && (app === null || !appPattern.test(app))) continue
    const found = titlePattern.groups(title, ['inner', 'app'])
    if (found === null) continue
    const inner = found.inner?.trim()
    return { entry, inner: inner ? { app: found.app?.trim().toLowerCase() || null, title: inner } : null }
  }
  return null
}

/** The first window that the rule matches, or the field that failed for the first window. */
function tryRule(
  rule: CompiledRule,
  first: Seen,
  others: readonly Seen[],
): { readonly matched: Seen; readonly failed: null } | { readonly matched: null; readonly failed: WhenField } {
  const failed = failingField(rule, first)
  if (failed === null) return { matched: first, failed: null }
  const matched = others.find((seen) => failingField(rule, seen) === null)
  return matched ? { matched, failed: null } : { matched: null, failed }
}

/** The first `when` field that does not match; null if all match. Cheap fields first. */
function failingField(rule: CompiledRule, { window, location }: Seen): WhenField | null {
  if (rule.host !== null && (location === null || !hostMatches(rule.host, location.host))) return 'host'
  if (rule.app !== null && (window.app === null || !rule.app.test(window.app))) return 'app'
  if (rule.path !== null && (location === null || !rule.path.test(location.path))) return 'path'
  if (rule.title !== null && (window.title === null || !rule.title.test(window.title))) return 'title'
  return null
}

function claimReference({ claimRef }: CompiledRule, { window, location }: Seen): string | null {
  if (claimRef === null) return null
  const referenceIn = (text: string | null | undefined) =>
    normalizeReference(text ? (claimRef.groups(text, ['ref'])?.ref ?? null) : null)
  return referenceIn(window.title) ?? referenceIn(location?.path)
}

/** Trimmed, upper case, without blanks and dashes; null if nothing is left. `pcn-204 18` and `PCN20418` are the same reference. */
export function normalizeReference(found: string | null): string | null {
  const normal = found?.replace(/[\s\p{Pd}]/gu, '').toUpperCase()
  return normal ? normal : null
}

/** For the rule tester: the rules in the order they were tried, up to the one that matched. */
export interface Explanation {
  readonly ruleId: string | null
  readonly tried: readonly { readonly ruleId: string; readonly failed: WhenField | null }[]
  /** Normalized claim reference. Shown to the person who tests, never stored. */
  readonly reference: string | null
}

/** An explanation with its match. */
export interface ExplainedMatch extends Explanation {
  readonly match: Match | null
}

/** For each rule before the matching one, the field that did not match. */
export function explainMatch(compiled: CompiledRuleSet, window: WindowText): ExplainedMatch {
  const [first, ...others] = seenAs(compiled, window)
  const tried: { ruleId: string; failed: WhenField | null }[] = []
  for (const rule of compiled.rules) {
    const { matched, failed } = tryRule(rule, first, others)
    tried.push({ ruleId: rule.rule.id, failed })
    if (matched) {
      const reference = claimReference(rule, matched)
      return { ruleId: rule.rule.id, tried, reference, match: { rule, reference } }
    }
  }
  return { ruleId: null, tried, reference: null, match: null }
}
