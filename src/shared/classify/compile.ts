import type { z } from 'zod'
import { ruleSetSchema, type Remote, type Rule, type RuleSet } from '../contract/ruleset.ts'
import { ruleHost } from './location.ts'
import { compileClaimRef, compileRe2, type ClaimRefPattern } from './claim-pattern.ts'
import { faultOfField, placeOfFault, type FieldFault } from './field-fault.ts'
import { durationsOutOfBounds } from './policy-bounds.ts'
import { privateProgramRules } from './private-programs.ts'
import type { RefGroupFault } from './ref-group.ts'

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
  /** What the rule's `field` finds; null also if the field is ignored: see `fieldFault`. */
  readonly field: ClaimRefPattern | null
  /** Why the rule's `field` is ignored. */
  readonly fieldFault: FieldFault | null
}

export interface CompiledRuleSet {
  readonly ruleSet: RuleSet
  /** The private programs of the policy, then enabled rules in order. */
  readonly rules: readonly CompiledRule[]
  /** Those of them that may match a window: not the ones for calls. */
  readonly windowRules: readonly CompiledRule[]
  /** Ids of the enabled rules whose `claimRef` or `field` is ignored. */
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

/** A browser is told the hosts of all fields at once. */
const MOST_FIELDS = 200

/**
 * Validates and compiles a rule set: shape, unique ids, and RE2 patterns, which match in linear time because RE2 has no look-around
 * and no backreferences. All errors are reported with their locations. A rule whose `claimRef` could read titles, or whose `field` could
 * read pages, is valid, but that part is ignored and a warning says why.
 */
export function compileRuleSet(input: unknown): CompileResult {
  const parsed = ruleSetSchema.safeParse(input)
  if (!parsed.success) return { ok: false, errors: parsed.error.issues.flatMap(shapeErrors) }

  const errors: RuleSetError[] = []
  const warnings: RuleSetError[] = []
  const firstIndexById = new Map<string, number>()
  const rules = privateProgramRules(parsed.data.policy).map(compiledPrivateProgram)
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
    const referencePattern = (at: string, source: string | undefined) => {
      const found = source === undefined ? null : compileClaimRef(source)
      if (typeof found !== 'string') return found
      errors.push({ pointer: `${pointer}/${at}`, detail: found })
      return null
    }
    const warn = (at: string, fault: FieldFault) =>
      warnings.push({ pointer: `${pointer}/${at}`, detail: `rule "${rule.id}": ${faults[fault]}` })
    const claimRef = referencePattern('claimRef', rule.claimRef)
    const claimRefFault = claimRef?.fault ?? null
    if (claimRefFault) warn('claimRef', claimRefFault)
    const field = referencePattern('field/pattern', rule.field?.pattern)
    const fieldFault = field && faultOfField(rule, field)
    if (fieldFault) warn(placeOfFault(fieldFault), fieldFault)
    const compiled: CompiledRule = {
      rule,
      index,
      app: pattern('when/app', when.app),
      title: pattern('when/title', when.title),
      host: when.host === undefined ? null : ruleHost(when.host),
      path: pattern('when/path', when.path),
      claimRef: claimRef === null || claimRefFault ? null : claimRef.pattern,
      claimRefFault,
      field: field === null || fieldFault ? null : field.pattern,
      fieldFault,
    }
    if (rule.enabled !== false) rules.push(compiled)
  })

  const remote: CompiledRemote[] = []
  ;(parsed.data.remote ?? []).forEach((entry, index) => {
    const app = patternAt(`/remote/${index}/app`, entry.app)
    const title = patternAt(`/remote/${index}/title`, entry.title)
    if (title && entry.enabled !== false) remote.push({ entry, app, title })
  })

  if (parsed.data.rules.filter((rule) => rule.field !== undefined).length > MOST_FIELDS)
    errors.push({ pointer: '/rules', detail: `more than ${MOST_FIELDS} rules have a field` })
  if (errors.length > 0) return { ok: false, errors }
  const ignoredClaimRefs = rules.filter((rule) => rule.claimRefFault ?? rule.fieldFault).map(({ rule }) => rule.id)
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

/** A rule for private programs. It is none of the rule set, so it has no index there. @throws never: names of programs are escaped */
function compiledPrivateProgram(rule: Rule): CompiledRule {
  const app = compilePattern(rule.when.app ?? '')
  if (typeof app === 'string') throw new Error(`names of programs make no pattern: ${app}`)
  const nothing = { ...{ title: null, host: null, path: null }, claimRef: null, field: null }
  return { rule, index: -1, app, ...nothing, claimRefFault: null, fieldFault: null }
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

const faults: Readonly<Record<FieldFault, string>> = {
  unbounded: 'the group ref has no greatest length: give it one, such as {6,20}',
  wildcard: 'the group ref takes characters of any kind: name the ones it takes, such as [A-Z0-9-]',
  fixed_place: 'the group ref begins at a fixed place of the title: let a word such as "claim" stand before it',
  any_character: 'the pattern of a field takes characters of any kind: name the ones it takes, such as [A-Z0-9-]',
  no_host: 'a field needs the host of a site, such as availity.com',
  selector_syntax:
    'the selector of a field names elements by their kind, #id, .class, [name="…"], [data-testid="…"], [ng-bind="…"] and place, one below the other',
  selector_unnamed: 'the selector of a field needs an id, a class, a name, a data-testid or an ng-bind',
  selector_long: 'the selector of a field names more than six elements',
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

function shapeErrors(issue: z.core.$ZodIssue): RuleSetError[] {
  const pointer = `/${issue.path.map(String).join('/')}`
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: `${pointer === '/' ? '' : pointer}/${key}`, detail: 'unknown field' }))
  }
  return [{ pointer, detail: issue.message }]
}
