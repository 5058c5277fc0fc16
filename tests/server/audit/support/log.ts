import type { AuditEntry } from '../../../../src/shared/contract/audit.ts'
import type { StoredEntry } from '../../../../src/server/audit/entry.ts'
import { everyEntry } from '../../../../src/server/audit/stored.ts'
import { verifyLog, type Verified } from '../../../../src/server/audit/verify.ts'
import type { Anchor } from '../../../../src/server/audit/anchor-file.ts'
import type { Database } from '../../../../src/server/database/database.ts'
import { sql } from '../../../../src/server/database/sql.ts'
import { readTenant } from '../../../../src/server/identity/tenant.ts'
import { ask } from '../../support/device.ts'

/** The whole log, in order. */
export async function entriesOf(database: Database): Promise<StoredEntry[]> {
  const entries: StoredEntry[] = []
  for await (const entry of everyEntry(database)) entries.push(entry)
  return entries
}

/** The entries after a number, as an auditor sees them, the oldest first. */
export async function after(
  auditor: { readonly url: string; readonly adminToken: string },
  seq: number,
): Promise<AuditEntry[]> {
  const { body } = await ask<{ rows: AuditEntry[] }>(auditor, '/v1/audit?limit=500')
  return body.rows.filter((entry) => entry.seq > seq && entry.action !== 'audit_viewed').toReversed()
}

export async function lastSeq(database: Database): Promise<number> {
  const [row] = await database.query<{ seq: number }>(
    sql`select coalesce(max(seq), 0)::bigint as seq from audit_entries`,
  )
  return row?.seq ?? 0
}

export async function verify(database: Database, anchors: readonly Anchor[] = []): Promise<Verified> {
  const { tenantId, rulesKey } = await readTenant(database)
  return verifyLog(everyEntry(database), anchors, { tenantId, key: rulesKey })
}

/** Verifies entries that are not in a database. */
export async function verifyEntries(
  database: Database,
  entries: readonly StoredEntry[],
  anchors: readonly Anchor[] = [],
): Promise<Verified> {
  const { tenantId, rulesKey } = await readTenant(database)
  return verifyLog(oneByOne(entries), anchors, { tenantId, key: rulesKey })
}

async function* oneByOne<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items
}
