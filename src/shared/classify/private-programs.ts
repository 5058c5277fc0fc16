import type { Policy, Rule } from '../contract/ruleset.ts'
import { literalPattern } from '../literal-pattern.ts'

const withoutExe = (program: string): string => program.replace(/\.exe$/i, '')

/** The name by which two programs are one: in lower case, without `.exe`. */
export const comparableProgram = (program: string): string => withoutExe(program).toLowerCase()

/**
 * What the policy's private programs are to the matcher: rules ahead of all others, one for windows and one for calls, so that no rule of an admin
 * can take what they keep private.
 */
export function privateProgramRules({ privacy }: Policy): readonly Rule[] {
  const programs = privacy?.privatePrograms ?? []
  if (programs.length === 0) return []
  const escaped = programs.map((program) => literalPattern(withoutExe(program)))
  const app = `^(?:${escaped.join('|')})(?:\\.exe)?$`
  const shared = { name: 'Private programs', then: { activity: 'private', rating: 'private' } } as const
  return [
    { id: 'private-programs', when: { app }, ...shared },
    { id: 'private-programs-calls', when: { app, call: true }, ...shared },
  ]
}
