import type { Database } from '../database/database.ts'
import { hashSecret, newAccessToken, newTokenKey } from './secrets.ts'

/** Name of the token the endpoint itself makes. */
const FIRST_ADMIN = 'first admin'

export interface TenantStart {
  /** In clear only when this start made or was given it; the database has its hash. */
  readonly adminToken: string | null
}

/**
 * Makes the tenant at the first start, with its key for claim tokens and an admin token. A given `adminToken` replaces the one
 * before it.
 */
export async function startTenant(
  database: Database,
  tenantId: string,
  adminToken: string | undefined,
  now: number,
): Promise<TenantStart> {
  return database.transaction(async (queries) => {
    await queries.query(
      'insert into tenants (tenant_id, token_key, created_at) values ($1, $2, $3) on conflict (tenant_id) do nothing',
      [tenantId, newTokenKey(), now],
    )
    // Two endpoints starting on one PostgreSQL take turns here.
    await queries.query('select zone from tenants where tenant_id = $1 for update', [tenantId])
    const existing = await queries.query('select name from access_tokens where tenant_id = $1 and name = $2', [
      tenantId,
      FIRST_ADMIN,
    ])
    if (adminToken === undefined && existing.length > 0) return { adminToken: null }
    const token = adminToken ?? newAccessToken()
    await queries.query('delete from access_tokens where tenant_id = $1 and (name = $2 or token_hash = $3)', [
      tenantId,
      FIRST_ADMIN,
      hashSecret(token),
    ])
    await queries.query(
      'insert into access_tokens (tenant_id, token_hash, name, role, created_at) values ($1, $2, $3, $4, $5)',
      [tenantId, hashSecret(token), FIRST_ADMIN, 'admin', now],
    )
    return { adminToken: token }
  })
}

/** The tenant's IANA zone, in which its days begin; where none is set, that of this machine. */
export async function tenantZone(database: Database, tenantId: string): Promise<string> {
  const [row] = await database.query<{ zone: string | null }>('select zone from tenants where tenant_id = $1', [
    tenantId,
  ])
  return row?.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
}
