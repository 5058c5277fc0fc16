import type { Policy, Rule } from '../contract/ruleset.ts'
import type { CompiledRule, LinearPattern } from './compile.ts'

/** The name by which two programs are one: in lower case, without `.exe`. */
export const comparableProgram = (program: string): string => withoutExe(program.trim()).toLowerCase()

const withoutExe = (program: string): string => program.replace(/\.exe$/i, '')

/**
 * What the policy's private programs are to the matcher: rules ahead of all others, one for windows and one for calls, so that no rule of an admin
 * can take what they keep private.
 */
export function privateProgramRules(
  { privacy }: Policy,
  compile: (source: string) => LinearPattern | string,
): CompiledRule[] {
  const programs = privacy?.privatePrograms ?? []
  if (programs.length === 0) return []
  const escaped = programs.map((program) => withoutExe(program).replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const app = `^(?:${escaped.join('|')})(?:\\.exe)?$`
  const pattern = compile(app)
  if (typeof pattern === 'string') throw new Error(`names of programs make no pattern: ${pattern}`)
  const name = 'Private programs'
  const then = { activity: 'private', rating: 'private' } as const
  return [
    asCompiled({ id: 'private-programs', name, when: { app }, then }, pattern),
    asCompiled({ id: 'private-programs-calls', name, when: { app, call: true }, then }, pattern),
  ]
}

/** No index of the rule set: it is none of its rules. */
function asCompiled(rule: Rule, app: LinearPattern): CompiledRule {
  const nothing = {
    title: null,
    host: null,
    path: null,
    claimRef: null,
    claimRefFault: null,
    field: null,
    fieldFault: null,
  }
  return { rule, index: -1, app, ...nothing }
}
