import { longestField } from '../companion.ts'
import { UNCLASSIFIED, type Remote } from '../contract/ruleset.ts'
import { isInWord } from './claim-reference.ts'
import type { CompiledRule, CompiledRuleSet } from './compile.ts'
import type { FieldFault } from './field-fault.ts'
import type { RefGroupFault } from './ref-group.ts'
import { hostMatches, pageLocation, type PageLocation } from './location.ts'

/** The text of a window that rules match on. */
export interface WindowText {
  readonly app: string | null
  readonly title: string | null
  readonly url?: string | null | undefined
  /** What stands in the element of the page that a rule names. */
  readonly field?: string | null | undefined
}

export type WhenField = 'app' | 'title' | 'host' | 'path'

export interface Match {
  readonly rule: CompiledRule
  /** Normalized claim reference in clear text; the caller must turn it into a token at once. */
  readonly reference: string | null
  /** The reference stood in the page's field. */
  readonly isFromField: boolean
}

/** What a rule set says about a window. */
export interface MatchedWindow {
  /** The first rule whose every `when` field matches, or null. A field never matches a missing value. */
  readonly match: Match | null
  /** The window shows another computer, and nothing inside it is known. */
  readonly remote: boolean
}

/** A window with its parsed URL. */
interface Seen {
  readonly window: WindowText
  readonly location: PageLocation | null
}

/** A rule with the window that it matches. */
interface Found {
  readonly rule: CompiledRule
  readonly matched: Seen
}

/** Matches a window against the rules in order. */
export function matchWindow(compiled: CompiledRuleSet, window: WindowText): MatchedWindow {
  const shown = remoteWindow(compiled, window)
  const [first, ...others] = seenAs(window, shown)
  for (const rule of compiled.windowRules) {
    const { matched } = tryRule(rule, first, others)
    if (matched) return matchedWindow(compiled, window, shown, { rule, matched })
  }
  return matchedWindow(compiled, window, shown, null)
}

/** The inner window of a remote window first, then the window itself. */
function seenAs(window: WindowText, shown: RemoteWindow | null): readonly [Seen, ...Seen[]] {
  const outer = { window, location: pageLocation(window.url) }
  return shown?.inner ? [{ window: shown.inner, location: null }, outer] : [outer]
}

function matchedWindow(
  compiled: CompiledRuleSet,
  window: WindowText,
  shown: RemoteWindow | null,
  found: Found | null,
): MatchedWindow {
  if (found === null) return { match: null, remote: shown !== null }
  const { rule, matched } = found
  const named = shown?.cut && matched.window === shown.inner ? null : claimReference(rule, matched)
  const reference = named ?? fieldReference(rule, matched)
  const isRemote = shown === null ? isRemoteClient(compiled, window, rule) : !isInsideKnown(shown, found)
  return {
    match: { rule, reference, isFromField: named === null && reference !== null },
    remote: isRemote && reference === null,
  }
}

/**
 * Whether the rule knows the inner window: it matches that, or it says what the window as it is, whose title has the inner one's, is for. A
 * rule for a whole desktop knows nothing inside.
 */
function isInsideKnown({ inner }: RemoteWindow, { rule, matched }: Found): boolean {
  return inner !== null && (matched.window === inner || rule.rule.then.activity !== UNCLASSIFIED)
}

/**
 * Whether a window that no remote pattern matches is a remote window nevertheless, as in another language or without a title: its rule says
 * `unclassified`, and a remote pattern names its program.
 */
function isRemoteClient({ remote }: CompiledRuleSet, { app }: WindowText, { rule }: CompiledRule): boolean {
  if (app === null || rule.then.activity !== UNCLASSIFIED) return false
  return remote.some((pattern) => pattern.app?.test(app) ?? false)
}

/** A remote window with the pattern that matched. `inner` is null for a whole desktop. */
export interface RemoteWindow {
  readonly entry: Remote
  readonly inner: WindowText | null
  /** The inner title begins or ends within a word: what stands there would not stand alone in the title. */
  readonly cut: boolean
}

/** Matches a window against the remote patterns; null if it is not a remote window. */
export function remoteWindow({ remote }: CompiledRuleSet, { app, title }: WindowText): RemoteWindow | null {
  if (title === null) return null
  for (const { entry, app: appPattern, title: titlePattern } of remote) {
    if (appPattern !== null && (app === null || !appPattern.test(app))) continue
    const found = titlePattern.groups(title, ['inner', 'app'])
    if (found === null) continue
    const inner = found.inner?.text.trim()
    if (!inner || found.inner === null) return { entry, inner: null, cut: false }
    const cut = isInWord(title, found.inner.start) || isInWord(title, found.inner.end)
    return { entry, inner: { app: found.app?.text.trim().toLowerCase() || null, title: inner }, cut }
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
  const referenceIn = (text: string | null | undefined) => (text ? claimRef.referenceIn(text) : null)
  return referenceIn(window.title) ?? referenceIn(location?.path)
}

function fieldReference({ field }: CompiledRule, { window }: Seen): string | null {
  const text = window.field ?? ''
  return field === null || text.length > longestField ? null : field.referenceIn(text)
}

/** For the rule tester: the rules in the order they were tried, up to the one that matched. */
export interface Explanation {
  readonly ruleId: string | null
  readonly tried: readonly { readonly ruleId: string; readonly failed: WhenField | null }[]
  /** Normalized claim reference. Shown to the person who tests, never stored. */
  readonly reference: string | null
  /** Why the rule's pattern for claim references is ignored. */
  readonly claimRefFault: RefGroupFault | null
  /** Why the rule's field is not read. */
  readonly fieldFault: FieldFault | null
}

/** An explanation with what it explains. */
export interface ExplainedMatch extends Explanation, MatchedWindow {}

/** For each rule before the matching one, the field that did not match. */
export function explainMatch(compiled: CompiledRuleSet, window: WindowText): ExplainedMatch {
  const shown = remoteWindow(compiled, window)
  const [first, ...others] = seenAs(window, shown)
  const tried: { ruleId: string; failed: WhenField | null }[] = []
  for (const rule of compiled.windowRules) {
    const { matched, failed } = tryRule(rule, first, others)
    tried.push({ ruleId: rule.rule.id, failed })
    if (matched) {
      const found = matchedWindow(compiled, window, shown, { rule, matched })
      const { claimRefFault, fieldFault } = rule
      const reference = found.match?.reference ?? null
      return { ruleId: rule.rule.id, tried, reference, claimRefFault, fieldFault, ...found }
    }
  }
  const nothing = { ruleId: null, reference: null, claimRefFault: null, fieldFault: null }
  return { ...nothing, tried, ...matchedWindow(compiled, window, shown, null) }
}
