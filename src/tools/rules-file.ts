import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compileRuleSet, type CompiledRuleSet } from '../shared/classify/index.ts'

/** The rule set of every new tenant. */
export const starterRulesFile = fileURLToPath(new URL('../../assets/rules/starter-rules.json', import.meta.url))

/**
 * Reads and validates a rule set.
 * @throws Error with the file, and each error with its JSON pointer.
 */
export function readRuleSet(file: string): CompiledRuleSet {
  let json: unknown
  try {
    json = JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : 'unreadable'}`, { cause: error })
  }
  const result = compileRuleSet(json)
  if (result.ok) return result.compiled
  throw new Error(result.errors.map(({ pointer, detail }) => `${file}: ${pointer}: ${detail}`).join('\n'))
}
