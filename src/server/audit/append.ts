import { bulkInsert } from '../database/bulk-insert.ts'
import { DatabaseFailure, type Database, type Queries } from '../database/database.ts'
import { isUnreachable } from '../database/unreachable.ts'
import { takeLock } from '../database/locks.ts'
import { auditEntries } from '../database/schema/audit.ts'
import { sql } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import { problem } from '../errors/problem.ts'
import { hashOf, jsonOf, NOTHING_BEFORE, theEndpoint, type Actor, type Author, type Cause, type Deed } from './entry.ts'

/** Makes an entry of what a transaction does. Called last in it, so that nobody waits for the log longer than for a commit. */
export type RecordDeed = (queries: Queries, deed: RecordedDeed) => Promise<void>

/** Where the actor is left out, it is whoever acts by the request. */
type RecordedDeed = Deed & { readonly actor?: Actor }

/** Who changes something that the audit log tells of. */
export interface Acting extends Author {
  readonly record: RecordDeed
}

/**
 * Adds an entry to the audit log, in the transaction of what it tells of: neither is there without the other. Writers take turns, so that each
 * entry follows the one before it and no number is left out.
 * @throws HttpProblem 503 `audit_unavailable`
 */
export async function appendEntry(
  queries: Queries,
  { action, object = null, people = [], period, before, after }: Deed,
  { actor, cause, at }: { readonly actor: Actor; readonly cause: Cause; readonly at: number },
): Promise<void> {
  try {
    const [[tenant], , [last]] = await Promise.all([
      // Before the lock: whoever holds the tenant's row or table may wait for the lock.
      queries.query<{ tenantId: string }>(sql`select tenant_id as "tenantId" from tenant`),
      // A statement of its own: the next one sees what the writer before committed.
      takeLock(queries, 'audit'),
      queries.query<{ seq: number; hash: string }>(sql`select seq, hash from audit_entries order by seq desc limit 1`),
    ])
    if (!tenant) throw new Error('the tenant was not started')
    const { actorKind, actorId, actorName, tokenName, roles } = actor
    const { operation, requestId, address } = cause
    const entry = {
      ...{ seq: (last?.seq ?? 0) + 1, at, action, actorKind, actorId, actorName, tokenName, roles, operation, object },
      ...{ people, periodFrom: period?.from ?? null, periodTo: period?.to ?? null },
      ...{ before: jsonOf(before), after: jsonOf(after), requestId, address },
      previousHash: last?.hash ?? NOTHING_BEFORE,
    }
    const row = { ...entry, hash: hashOf(entry, tenant.tenantId) }
    await queries.query(bulkInsert(auditEntries, columnNames(auditEntries), [row]))
  } catch (error) {
    // One that cannot be reached is answered as such.
    if (!(error instanceof DatabaseFailure) || isUnreachable(error)) throw error
    throw problem(
      503,
      'audit_unavailable',
      'The audit log cannot be written now, so nothing was changed or shown. Try again.',
    )
  }
}

/** Makes an entry of what changes nothing in the database, such as an export or a refused sign-in. */
export const recordAlone = (database: Database, { record }: Acting, deed: RecordedDeed): Promise<void> =>
  database.transaction((queries) => record(queries, deed))

/** What the endpoint does of its own accord. @param at epoch ms */
export const byEndpoint =
  (at: number): RecordDeed =>
  (queries, { actor = theEndpoint, ...deed }) =>
    appendEntry(queries, deed, { actor, cause: { operation: null, requestId: null, address: null }, at })
