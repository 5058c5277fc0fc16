import type { Invitation } from '../../shared/contract/accounts.ts'
import type { EnrollmentAnswer } from '../../shared/contract/ingest.ts'
import { newRulesKey, publicRulesKey } from '../../host/rules-signature.ts'
import { textArray } from '../database/arrays.ts'
import { byEndpoint } from '../audit/append.ts'
import { readValue, type Database, type Queries } from '../database/database.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import { lockTenant } from '../database/locks.ts'
import { accessTokens } from '../database/schema/identity.ts'
import { sql } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import { roles } from '../../shared/contract/access.ts'
import { hasAdmin } from './accounts.ts'
import { inviteFirstAdmin } from './invitations.ts'
import { hashSecret, newId, newKey } from './secrets.ts'

/** What screens and histories call the token that the endpoint is started with. It holds all roles and belongs to no account. */
const ADMIN_TOKEN_NAME = 'admin token'

export interface TenantStart {
  /** Of the link by which the first admin sets up an account; null while somebody can administer the tenant. */
  readonly firstAdmin: Invitation | null
}

/**
 * Makes the tenant at the first start, with its keys. A given `adminToken` replaces the one before it; without one, and without an admin, there is a
 * new link for the first admin.
 * @throws when the database belongs to another tenant.
 */
export async function startTenant(
  database: Database,
  tenantId: string,
  adminToken: string | undefined,
  now: number,
): Promise<TenantStart> {
  return database.transaction(async (queries) => {
    await queries.query(
      sql`insert into tenant (tenant_id, token_key, storage_keys, record_key, rules_key, created_at)
        values (${tenantId}, ${newKey()}, ${textArray([newKey()])}::text[], ${newKey()}, ${newRulesKey()}, ${now}) on conflict (singleton) do nothing`,
    )
    // Two endpoints that start on one PostgreSQL take turns here.
    await lockTenant(queries)
    const [row] = await queries.query<{ tenantId: string; hasToken: boolean }>(
      sql`select tenant_id as "tenantId", exists (select 1 from access_tokens where account_id is null) as "hasToken" from tenant`,
    )
    if (row?.tenantId !== tenantId) throw new Error(`The database belongs to another tenant than ${tenantId}.`)
    if (adminToken === undefined) {
      return { firstAdmin: row.hasToken || (await hasAdmin(queries)) ? null : await inviteFirstAdmin(queries, now) }
    }
    const tokenHash = hashSecret(adminToken)
    const known = await queries.query(
      sql`select 1 from access_tokens where account_id is null and token_hash = ${tokenHash}`,
    )
    if (known.length > 0) return { firstAdmin: null }
    await queries.query(sql`delete from access_tokens where account_id is null or token_hash = ${tokenHash}`)
    await queries.query(
      bulkInsert(accessTokens, columnNames(accessTokens), [
        {
          ...{ tokenId: newId('token'), tokenHash, name: ADMIN_TOKEN_NAME, roles },
          ...{ accountId: null, createdAt: now, expiresAt: null },
        },
      ]),
    )
    await byEndpoint(now)(queries, { action: 'admin_token_set', after: { name: ADMIN_TOKEN_NAME } })
    return { firstAdmin: null }
  })
}

/** What a device is told of its tenant. */
export type ToldOfTenant = Pick<EnrollmentAnswer, 'tenantId' | 'tokenKey' | 'rulesKey'>

/** The tenant's id, the key of its claim tokens, and the public half of the key that signs its rules. */
export async function readTenant(queries: Queries): Promise<ToldOfTenant> {
  const [row] = await queries.query<ToldOfTenant>(
    sql`select tenant_id as "tenantId", token_key as "tokenKey", rules_key as "rulesKey" from tenant`,
  )
  if (!row) throw new Error('the tenant was not started')
  return { ...row, rulesKey: publicRulesKey(row.rulesKey) }
}

/** The tenant's IANA zone, in which its days begin; where none is set, that of this machine. */
export async function tenantZone(queries: Queries): Promise<string> {
  return (
    (await readValue<string>(queries, sql`select zone from tenant`)) ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  )
}
