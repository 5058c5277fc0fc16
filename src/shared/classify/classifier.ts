import type { ClaimToken } from '../contract/brands.ts'
import { type Rule, UNCLASSIFIED } from '../contract/ruleset.ts'
import type { Classification } from '../contract/work.ts'
import type { CompiledRuleSet } from './compile.ts'
import { idleThreshold } from './policy-bounds.ts'
import { explainMatch, matchWindow, type Explanation, type MatchedWindow, type WindowText } from './match.ts'

/** HMAC-SHA-256 of a normalized reference under the tenant's key. Injected: src/shared has no crypto. */
export type Tokenizer = (reference: string) => ClaimToken

/** A classification with its idle threshold. */
export interface Classified {
  readonly classification: Classification
  /** The rule's own threshold, else that of the activity, else the policy's; ms. */
  readonly idleAfterMs: number
}

export type Classify = (window: WindowText) => Classified

const NOTHING: Classification = {
  activity: null,
  rating: null,
  system: null,
  systemKind: null,
  payer: null,
  app: null,
  ruleId: null,
  claimToken: null,
  ruleSetVersion: null,
}

/** Classification of time without an observed window. */
export const unobservedWindow: Classification = NOTHING

/** A private window keeps only its duration. */
const PRIVATE: Classification = { ...NOTHING, activity: 'private', rating: 'private' }

/**
 * Classifies windows by a rule set. The clear reference becomes a token here and is not used past this point. The last `cacheSize`
 * results stay in memory, so that a flickering title costs one lookup.
 */
export function createClassifier(compiled: CompiledRuleSet, tokenOf: Tokenizer, cacheSize = 4096): Classify {
  const cache = new Map<string, Classified>()
  return (window) => {
    const { app, title, url, field } = window
    const key = [app, title, url, field].map((text) => text ?? '\u0001').join('\u0000')
    const known = cache.get(key)
    if (known) {
      // Re-inserted, so that the Map's insertion order is the order of last use.
      cache.delete(key)
      cache.set(key, known)
      return known
    }
    const fresh = classified(compiled, window, matchWindow(compiled, window), tokenOf)
    if (cache.size >= cacheSize) {
      const oldest = cache.keys().next()
      if (!oldest.done) cache.delete(oldest.value)
    }
    cache.set(key, fresh)
    return fresh
  }
}

function classified(
  compiled: CompiledRuleSet,
  window: WindowText,
  { match, remote }: MatchedWindow,
  tokenOf: Tokenizer,
): Classified {
  const { policy, version: ruleSetVersion } = compiled.ruleSet
  const isRemote = remote && { remote }
  if (match === null) {
    return {
      classification: {
        ...NOTHING,
        activity: UNCLASSIFIED,
        rating: 'support',
        app: window.app,
        ruleSetVersion,
        ...isRemote,
      },
      idleAfterMs: idleThreshold(policy, { activity: UNCLASSIFIED }),
    }
  }
  const { rule } = match.rule
  const claimToken = match.reference === null || isPrivate(rule.then) ? null : tokenOf(match.reference)
  const isFromField = match.isFromField ? { claimFrom: 'field' as const } : {}
  const classification = ruleClassification(rule, { app: window.app, claimToken, ruleSetVersion })
  return {
    classification: isPrivate(rule.then) ? classification : { ...classification, ...isRemote, ...isFromField },
    idleAfterMs: idleThreshold(policy, isPrivate(rule.then) ? { ...rule.then, activity: 'private' } : rule.then),
  }
}

/** What a rule says, of a window or of a call. */
export function ruleClassification(
  { id, then }: Rule,
  { app, claimToken, ruleSetVersion }: Pick<Classification, 'app' | 'claimToken' | 'ruleSetVersion'>,
): Classification {
  if (isPrivate(then)) return { ...PRIVATE, ruleSetVersion }
  return {
    activity: then.activity,
    rating: then.rating,
    system: then.system ?? null,
    systemKind: then.systemKind ?? null,
    payer: then.payer ?? null,
    app,
    ruleId: id,
    claimToken,
    ruleSetVersion,
  }
}

/** What a classification says of the work. */
export type ClassifiedAs = Pick<
  Classification,
  'activity' | 'rating' | 'system' | 'payer' | 'app' | 'ruleId' | 'claimToken' | 'call'
>

/**
 * Whether two classifications are equal for merging spans. `systemKind` follows from the rule, and neither the rule set version, `remote`
 * nor `claimFrom` describes the work.
 */
export function sameClassification(a: ClassifiedAs, b: ClassifiedAs): boolean {
  return (
    a === b ||
    (a.activity === b.activity &&
      a.rating === b.rating &&
      a.system === b.system &&
      a.payer === b.payer &&
      a.app === b.app &&
      a.ruleId === b.ruleId &&
      a.claimToken === b.claimToken &&
      (a.call ?? false) === (b.call ?? false))
  )
}

export interface TestedWindow extends Explanation {
  /** What would be stored. A placeholder token stands for any reference found. */
  readonly classification: Classification
  readonly idleAfterMs: number
}

/** Explains to an admin how a rule set classifies a window. Nothing about the window is stored. */
export function explain(compiled: CompiledRuleSet, window: WindowText): TestedWindow {
  const { match, remote, ...explanation } = explainMatch(compiled, window)
  const placeholder: Tokenizer = () => 'token' as ClaimToken
  return { ...explanation, ...classified(compiled, window, { match, remote }, placeholder) }
}

/** Whether a rule keeps its windows private. */
export const isPrivate = ({ activity, rating }: Rule['then']): boolean => activity === 'private' || rating === 'private'
