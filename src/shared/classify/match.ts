import type { CompiledRule, CompiledRuleSet } from './compile.ts'
import { hostMatches, pageLocation } from './location.ts'
import type { PageLocation } from './location.ts'

/** A window as rules see it. */
export interface WindowText {
  readonly app: string | null
  readonly title: string | null
  readonly url?: string | null | undefined
}

export type WhenField = 'app' | 'title' | 'host' | 'path'

export interface Match {
  readonly rule: CompiledRule
  /** Normalised claim reference; clear text that must become a token at once. */
  readonly reference: string | null
}

/** The first rule whose every `when` field matches, or null. A field never matches what the window does not have. */
export function matchWindow(compiled: CompiledRuleSet, window: WindowText): Match | null {
  const location = pageLocation(window.url)
  for (const rule of compiled.rules) {
    if (failingField(rule, window, location) === null)
      return { rule, reference: denialReference(rule, window, location) }
  }
  return null
}

/** The first `when` field that does not match; null when all do. Cheap fields first. */
function failingField(rule: CompiledRule, window: WindowText, location: PageLocation | null): WhenField | null {
  if (rule.host !== null && (location === null || !hostMatches(rule.host, location.host))) return 'host'
  if (rule.app !== null && (window.app === null || !rule.app.test(window.app))) return 'app'
  if (rule.path !== null && (location === null || !rule.path.test(location.path))) return 'path'
  if (rule.title !== null && (window.title === null || !rule.title.test(window.title))) return 'title'
  return null
}

function denialReference(rule: CompiledRule, window: WindowText, location: PageLocation | null): string | null {
  if (rule.denialRef === null) return null
  return (
    normaliseReference(window.title === null ? null : rule.denialRef.ref(window.title)) ??
    normaliseReference(location === null ? null : rule.denialRef.ref(location.path))
  )
}

/** Trimmed, upper case, without blanks and dashes; null when nothing is left. `pcn-204 18` and `PCN20418` are one reference. */
export function normaliseReference(found: string | null): string | null {
  const normal = found?.replace(/[\s\p{Pd}]/gu, '').toUpperCase()
  return normal ? normal : null
}

/** What the rule tester shows: the rules in the order they were tried, up to the one that won. */
export interface Explanation {
  readonly ruleId: string | null
  readonly tried: readonly { readonly ruleId: string; readonly failed: WhenField | null }[]
  /** Normalised claim reference as found. Shown to the person testing, never stored. */
  readonly reference: string | null
}

/** An explanation, with the match it comes to for whoever goes on from it. */
export interface ExplainedMatch extends Explanation {
  readonly match: Match | null
}

/** Why the winning rule wins: for each rule before it, the field that did not match. */
export function explainMatch(compiled: CompiledRuleSet, window: WindowText): ExplainedMatch {
  const location = pageLocation(window.url)
  const tried: { ruleId: string; failed: WhenField | null }[] = []
  for (const rule of compiled.rules) {
    const failed = failingField(rule, window, location)
    tried.push({ ruleId: rule.rule.id, failed })
    if (failed === null) {
      const reference = denialReference(rule, window, location)
      return { ruleId: rule.rule.id, tried, reference, match: { rule, reference } }
    }
  }
  return { ruleId: null, tried, reference: null, match: null }
}
