import { RE2JS } from 're2js'
import type { z } from 'zod'
import { ruleSetSchema, type Remote, type Rule, type RuleSet } from '../contract/ruleset.ts'

/** A rule set error with its location as a JSON pointer such as `/rules/3/when/title`. */
export interface RuleSetError {
  readonly pointer: string
  readonly detail: string
}

/** A pattern that matches in linear time. */
export interface LinearPattern {
  test(text: string): boolean
  /** Named groups of the first match; null without a match. A group that is missing or did not take part is null. */
  groups<Name extends string>(text: string, names: readonly Name[]): Readonly<Record<Name, string | null>> | null
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
  readonly claimRef: LinearPattern | null
}

export interface CompiledRuleSet {
  readonly ruleSet: RuleSet
  /** Enabled rules in order. */
  readonly rules: readonly CompiledRule[]
  /** Enabled remote window patterns in order. */
  readonly remote: readonly CompiledRemote[]
}

export type CompileResult =
  | { readonly ok: true; readonly ruleSet: RuleSet; readonly compiled: CompiledRuleSet }
  | { readonly ok: false; readonly errors: readonly RuleSetError[] }

/**
 * Validates and compiles a rule set: shape, unique ids, and RE2 patterns, which match in linear time because RE2 has no look-around
 * and no backreferences. All errors are reported with their locations.
 */
export function compileRuleSet(input: unknown): CompileResult {
  const parsed = ruleSetSchema.safeParse(input)
  if (!parsed.success) return { ok: false, errors: parsed.error.issues.flatMap(shapeErrors) }

  const errors: RuleSetError[] = []
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
    const claimRef = pattern('claimRef', rule.claimRef)
    if (rule.claimRef !== undefined && claimRef && !/\(\?P?<ref>/.test(rule.claimRef)) {
      errors.push({ pointer: `${pointer}/claimRef`, detail: 'needs a named group: (?<ref>…)' })
    }
    const compiled: CompiledRule = {
      rule,
      index,
      app: pattern('when/app', when.app),
      title: pattern('when/title', when.title),
      host: when.host?.toLowerCase().replace(/^\.+|\.+$/g, '') ?? null,
      path: pattern('when/path', when.path),
      claimRef,
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
  return { ok: true, ruleSet: parsed.data, compiled: { ruleSet: parsed.data, rules, remote } }
}

/** The pattern, or the reason why it is refused. */
function compilePattern(source: string): LinearPattern | string {
  try {
    const compiled = RE2JS.compile(source, RE2JS.CASE_INSENSITIVE)
    const known = compiled.namedGroups()
    return {
      test: (text) => compiled.test(text),
      groups: <Name extends string>(text: string, names: readonly Name[]) => {
        const matcher = compiled.matcher(text)
        if (!matcher.find()) return null
        const group = (name: Name) => (name in known ? matcher.group(name) : null)
        return Object.fromEntries(names.map((name) => [name, group(name)])) as Record<Name, string | null>
      },
    }
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
