import { readFile } from 'node:fs/promises'
import { compileRuleSet, publicationErrors } from '../../shared/classify/index.ts'
import type { RuleUpdate } from '../../shared/contract/rule-updates.ts'
import { type Rule, ruleSetSchema, type RuleSet } from '../../shared/contract/ruleset.ts'
import { ruleUpdates } from '../../shared/rule-updates/index.ts'
import type { Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'

/** @throws when the file is missing or not valid */
export async function readStarterRules(file: URL): Promise<RuleSet> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(`The starter rules are missing: ${file.pathname}`)
  })
  const compiled = compileRuleSet(JSON.parse(text))
  const [first] = publicationErrors(compiled)
  if (!compiled.ok || first) {
    throw new Error(`The starter rules are not valid: ${first?.pointer ?? ''} ${first?.detail ?? ''}`)
  }
  return compiled.ruleSet
}

/** Keeps the starter rules of this version of the endpoint, unless they are those of the last one. */
export async function keepStarterRules(queries: Queries, { rules }: RuleSet, now: number): Promise<void> {
  const latest = (await starterVersions(queries)).at(-1)
  if (latest && JSON.stringify(latest) === JSON.stringify(rules)) return
  await queries.query(sql`insert into starter_rules (rules, seen_at) values (${JSON.stringify(rules)}, ${now})`)
}

/** What the newest starter rules would change of the rules in force. @param own those rules */
export async function readRuleUpdates(queries: Queries, own: RuleSet): Promise<readonly RuleUpdate[]> {
  const versions = await starterVersions(queries)
  const latest = versions.at(-1)
  return latest ? ruleUpdates(versions.slice(0, -1), latest, own.rules) : []
}

/** The oldest first. */
async function starterVersions(queries: Queries): Promise<readonly (readonly Rule[])[]> {
  const rows = await queries.query<{ rules: string }>(sql`select rules from starter_rules order by no`)
  return rows.map(({ rules }) => ruleSetSchema.shape.rules.parse(JSON.parse(rules)))
}
