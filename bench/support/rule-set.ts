import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileRuleSet, type CompiledRuleSet } from '../../src/shared/classify/index.ts'
import type { Rule, RuleSet } from '../../src/shared/contract/index.ts'
import { repository } from '../../scripts/launch-electron.mjs'

const RULES = 200

/** The starter rules and as many of an admin's own as make 200: local portals by host, and programs known by their titles only. */
export const twoHundredRules = (): CompiledRuleSet => {
  const starter = JSON.parse(readFileSync(join(repository, 'assets', 'rules', 'starter-rules.json'), 'utf8')) as RuleSet
  const missing = RULES - starter.rules.length
  const rules = [...starter.rules, ...Array.from({ length: missing }, (_, index) => ownRule(index))]
  const result = compileRuleSet({ ...starter, rules })
  if (!result.ok) throw new Error(`the benchmark's rules do not compile: ${result.errors[0]?.detail}`)
  return result.compiled
}

const claimNumber =
  '(?:claim|pcn|acct|account|icn|dcn|har|invoice)(?: ?(?:no\\.?|number|id))?[ #:/=-]+(?<ref>[A-Z]{0,6}-?[0-9][A-Z0-9-]{4,60}|[A-Z]{7,12}[0-9]{2}(?:[A-Z0-9]{3,24})?)'

/** Every third by host and path, as for a regional payer; the others by title, which every window has. */
const ownRule = (index: number): Rule => {
  const then = { activity: 'claim_status', rating: 'core', system: `Own ${index}` } as const
  if (index % 3 === 0) {
    return {
      id: `own-${index}`,
      when: { host: `portal${index}.example.com`, path: 'claims?/(status|inquiry)' },
      then,
      claimRef: claimNumber,
    }
  }
  const title =
    index % 3 === 1 ? `^Ledger ${index}\\b.*(queue|worklist)` : `\\b(payer|plan) ?${index}\\b.*(claim|status)`
  return { id: `own-${index}`, when: index % 2 === 0 ? { title } : { app: 'billing|ledger', title }, then }
}
