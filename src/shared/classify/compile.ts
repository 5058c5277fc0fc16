import { RE2JS } from 're2js'
import type { z } from 'zod'
import { ruleSetSchema, type Remote, type Rule, type RuleSet } from '../contract/ruleset.ts'
import { ruleHost } from './location.ts'
import { claimReferenceAt, type FoundReference } from './claim-reference.ts'
import { durationsOutOfBounds } from './policy-bounds.ts'
import { readRefGroup, type Breadth, type RefGroupFault } from './ref-group.ts'

/** A rule set error with its location as a JSON pointer such as `/rules/3/when/title`. */
export interface RuleSetError {
  readonly pointer: string
  readonly detail: string
}

/** A pattern that matches in linear time. */
export interface LinearPattern {
  test(text: string): boolean
  /** Named groups of the first match; null without a match. A group that is missing or did not take part is null. */
  groups<Name extends string>(text: string, names: readonly Name[]): Readonly<Record<Name, FoundGroup | null>> | null
}

/** What a group matched: `[start, end)` of the text. */
export interface FoundGroup {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** A pattern that finds claim references. */
export interface ClaimRefPattern {
  /** The first match that is a claim reference, normalized; null without one. */
  referenceIn(text: string): string | null
}

/** A compiled pattern for remote windows, which show another computer. */
export interface CompiledRemote {
  readonly entry: Remote
  readonly app: LinearPattern | null
  readonly title: LinearPattern
}

export interface CompiledRule {
  readonly rule: Rule
  readonly index: number
  readonly app: LinearPattern | null
  readonly title: LinearPattern | null
  /** Lower case. */
  readonly host: string | null
  readonly path: LinearPattern | null
  /** Null also if the pattern is ignored: see `claimRefFault`. */
  readonly claimRef: ClaimRefPattern | null
  /** Why the rule's `claimRef` is ignored. */
  readonly claimRefFault: RefGroupFault | null
}

export interface CompiledRuleSet {
  readonly ruleSet: RuleSet
  /** Enabled rules in order. */
  readonly rules: readonly CompiledRule[]
  /** Those of them that may match a window: not the ones for calls. */
  readonly windowRules: readonly CompiledRule[]
  /** Ids of the enabled rules whose `claimRef` is ignored. */
  readonly ignoredClaimRefs: readonly string[]
  /** Enabled remote window patterns in order. */
  readonly remote: readonly CompiledRemote[]
}

export type CompileResult =
  | {
      readonly ok: true
      readonly ruleSet: RuleSet
      readonly compiled: CompiledRuleSet
      /** Patterns that agents ignore although the rule set is valid. Nobody publishes a set with any. */
      readonly warnings: readonly RuleSetError[]
    }
  | { readonly ok: false; readonly errors: readonly RuleSetError[] }

/**
 * Validates and compiles a rule set: shape, unique ids, and RE2 patterns, which match in linear time because RE2 has no look-around
 * and no backreferences. All errors are reported with their locations. A rule whose `claimRef` could read titles is valid, but the
 * pattern is ignored and a warning says why.
 */
export function compileRuleSet(input: unknown): CompileResult {
  const parsed = ruleSetSchema.safeParse(input)
  if (!parsed.success) return { ok: false, errors: parsed.error.issues.flatMap(shapeErrors) }

  const errors: RuleSetError[] = []
  const warnings: RuleSetError[] = []
  const firstIndexById = new Map<string, number>()
  const rules: CompiledRule[] = []
  const patternAt = (pointer: string, source: string | undefined): LinearPattern | null => {
    if (source === undefined) return null
    const result = compilePattern(source)
    if (typeof result !== 'string') return result
    errors.push({ pointer, detail: result })
    return null
  }

  parsed.data.rules.forEach((rule, index) => {
    const pointer = `/rules/${index}`
    const first = firstIndexById.get(rule.id)
    if (first === undefined) firstIndexById.set(rule.id, index)
    else errors.push({ pointer: `${pointer}/id`, detail: `duplicate id "${rule.id}", already used by rule ${first}` })

    const pattern = (field: string, source: string | undefined) => patternAt(`${pointer}/${field}`, source)
    const { when } = rule
    if (when.host !== undefined && !/^[a-z0-9._-]+$/i.test(when.host)) {
      errors.push({
        pointer: `${pointer}/when/host`,
        detail: 'a host is a domain such as availity.com, not a pattern or an address',
      })
    }
    if (when.call && !isOfAppAlone(rule)) {
      errors.push({
        pointer: `${pointer}/when/call`,
        detail: 'a rule for calls has app, and no title, host, path or claimRef',
      })
    }
    const claimRef = rule.claimRef === undefined ? null : compileClaimRef(rule.claimRef)
    if (typeof claimRef === 'string') errors.push({ pointer: `${pointer}/claimRef`, detail: claimRef })
    const fault = claimRef !== null && typeof claimRef !== 'string' ? claimRef.fault : null
    if (fault) warnings.push({ pointer: `${pointer}/claimRef`, detail: `rule "${rule.id}": ${refGroupFaults[fault]}` })
    const compiled: CompiledRule = {
      rule,
      index,
      app: pattern('when/app', when.app),
      title: pattern('when/title', when.title),
      host: when.host === undefined ? null : ruleHost(when.host),
      path: pattern('when/path', when.path),
      claimRef: claimRef === null || typeof claimRef === 'string' || fault ? null : claimRef.pattern,
      claimRefFault: fault,
    }
    if (rule.enabled !== false) rules.push(compiled)
  })

  const remote: CompiledRemote[] = []
  ;(parsed.data.remote ?? []).forEach((entry, index) => {
    const app = patternAt(`/remote/${index}/app`, entry.app)
    const title = patternAt(`/remote/${index}/title`, entry.title)
    if (title && entry.enabled !== false) remote.push({ entry, app, title })
  })

  if (errors.length > 0) return { ok: false, errors }
  const ignoredClaimRefs = rules.filter(({ claimRefFault: fault }) => fault !== null).map(({ rule }) => rule.id)
  return {
    ok: true,
    ruleSet: parsed.data,
    compiled: {
      ruleSet: parsed.data,
      rules,
      windowRules: rules.filter(({ rule }) => !rule.when.call),
      remote,
      ignoredClaimRefs,
    },
    warnings,
  }
}

/** Nothing is known of a call but its program. */
function isOfAppAlone({ when, claimRef }: Rule): boolean {
  const { app, call: _, ...others } = when
  return app !== undefined && claimRef === undefined && Object.values(others).every((field) => field === undefined)
}

/** What keeps a rule set from being published: its errors, else what agents would ignore of it, and durations that make no sense. */
export function publicationErrors(result: CompileResult): readonly RuleSetError[] {
  return result.ok ? [...result.warnings, ...durationsOutOfBounds(result.ruleSet)] : result.errors
}

const refGroupFaults: Readonly<Record<RefGroupFault, string>> = {
  unbounded: 'the group ref has no greatest length: give it one, such as {6,20}',
  wildcard: 'the group ref takes characters of any kind: name the ones it takes, such as [A-Z0-9-]',
  fixed_place: 'the group ref begins at a fixed place of the title: let a word such as "claim" stand before it',
}

/** The pattern with the fault that makes agents ignore it, or the reason why it is refused. */
function compileClaimRef(
  source: string,
): { readonly pattern: ClaimRefPattern; readonly fault: RefGroupFault | null } | string {
  const compiled = compileRe2(source)
  if (typeof compiled === 'string') return compiled
  if (!('ref' in compiled.namedGroups())) return 'needs a named group: (?<ref>…)'
  const { fault, unbounded } = readRefGroup(source, breadthOf)
  let longer: RE2JS | string | null = null
  const isCut = (text: string, { matchStart, end }: FoundReference) => {
    if (unbounded === null) return false
    longer ??= compileRe2(unbounded)
    if (typeof longer === 'string') return false
    const matcher = longer.matcher(text)
    return matcher.find(matchStart) && matcher.end('ref') > end
  }
  const pattern: ClaimRefPattern = {
    referenceIn: (text) => {
      const matcher = compiled.matcher(text)
      while (matcher.find()) {
        const found = { matchStart: matcher.start(), start: matcher.start('ref'), end: matcher.end('ref') }
        // A group that took no part in the match is at -1.
        const reference = found.start < 0 ? null : claimReferenceAt(text, found)
        if (reference !== null && !isCut(text, found)) return reference
      }
      return null
    },
  }
  return { pattern, fault }
}

/** Why agents ignore this `claimRef` of a rule; null if they use it, or if it is no valid pattern. */
export function claimRefFault(source: string | undefined): RefGroupFault | null {
  const compiled = source === undefined ? '' : compileClaimRef(source)
  return typeof compiled === 'string' ? null : compiled.fault
}

const PUNCTUATION = Array.from('!"#$%&\'()*+,./:;<=>?@[]^{|}~')
const LETTERS = Array.from('abcdefghijklmnopqrstuvwxyz')

/** What a class or an escape such as `\S` or `[^-]` takes. */
function breadthOf(oneCharacter: string): Breadth {
  const compiled = compileRe2(oneCharacter)
  if (typeof compiled === 'string') return { any: true, letters: true, blank: true }
  const takesMost = (characters: readonly string[]) =>
    characters.filter((character) => compiled.test(character)).length > characters.length / 2
  return { any: takesMost(PUNCTUATION), letters: takesMost(LETTERS), blank: compiled.test(' ') }
}

/** The pattern, or the reason why it is refused. */
function compilePattern(source: string): LinearPattern | string {
  const compiled = compileRe2(source)
  if (typeof compiled === 'string') return compiled
  const known = compiled.namedGroups()
  return {
    test: (text) => compiled.test(text),
    groups: <Name extends string>(text: string, names: readonly Name[]) => {
      const matcher = compiled.matcher(text)
      if (!matcher.find()) return null
      const group = (name: Name): FoundGroup | null => {
        const found = name in known ? matcher.group(name) : null
        return found === null ? null : { text: found, start: matcher.start(name), end: matcher.end(name) }
      }
      return Object.fromEntries(names.map((name) => [name, group(name)])) as Record<Name, FoundGroup | null>
    },
  }
}

function compileRe2(source: string): RE2JS | string {
  try {
    return RE2JS.compile(source, RE2JS.CASE_INSENSITIVE)
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : 'unreadable'
    return `not a linear-time (RE2) pattern: ${reason}`
  }
}

function shapeErrors(issue: z.core.$ZodIssue): RuleSetError[] {
  const pointer = `/${issue.path.map(String).join('/')}`
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: `${pointer === '/' ? '' : pointer}/${key}`, detail: 'unknown field' }))
  }
  return [{ pointer, detail: issue.message }]
}
