import { isSignedRules, publicRulesKey, signRules } from '../../host/rules-signature.ts'
import type { RuleSet } from '../../shared/contract/ruleset.ts'
import type { Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'

/** Signs a rule set with the tenant's key. */
export async function signed(queries: Queries, rules: RuleSet): Promise<RuleSet> {
  const { tenantId, rulesKey } = await readSigner(queries)
  return { ...rules, signature: signRules(rules, tenantId, rulesKey) }
}

/** Whether the tenant's key signed a stored rule set. */
export async function isOwn(queries: Queries, stored: unknown): Promise<boolean> {
  const { tenantId, rulesKey } = await readSigner(queries)
  return isSignedRules(stored, tenantId, publicRulesKey(rulesKey))
}

async function readSigner(queries: Queries): Promise<{ readonly tenantId: string; readonly rulesKey: string }> {
  const [row] = await queries.query<{ tenantId: string; rulesKey: string }>(
    sql`select tenant_id as "tenantId", rules_key as "rulesKey" from tenant`,
  )
  if (!row) throw new Error('the tenant was not started')
  return row
}
