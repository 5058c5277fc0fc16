import { markDirty } from '../jobs/dirty-claims.ts'
import { bulkMatch, bulkRows, bulkUpdate } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { denialEvents, denialPayments, denials } from '../database/schema/denials.ts'
import { name, sql } from '../database/sql.ts'
import type { Correction, StoredEvent } from './correct-denial.ts'
import { grouped } from '../../shared/grouped.ts'
import { statedColumns, type ChangeSource } from './ledger-store.ts'

/** The events of these denials in order, by denial. */
export async function readEvents(
  queries: Queries,
  denialNos: readonly number[],
): Promise<ReadonlyMap<number, readonly StoredEvent[]>> {
  if (denialNos.length === 0) return new Map()
  const rows = await queries.query<StoredEvent & { readonly denialNo: number }>(
    sql`select denial_no as "denialNo", event_no as "eventNo", kind, happened_at as at, recorded_by as by, import_no as "importNo",
        from_value as "from", to_value as "to"
      from denial_events where denial_no = any(${denialNos}::bigint[])
      order by denial_no, event_no`,
  )
  return grouped(rows, ({ denialNo }) => denialNo)
}

/**
 * Stores removals and changes of corrections; their additions are stored afterwards with other changes.
 * @param claimTokens of the corrected claims
 */
export async function storeCorrections(
  queries: Queries,
  source: ChangeSource & { readonly importNo: number },
  corrections: readonly Correction[],
  claimTokens: readonly string[],
): Promise<void> {
  if (corrections.length === 0) return
  await Promise.all([
    removeEvents(queries, corrections),
    removePayments(queries, corrections),
    removeDenials(queries, corrections),
    changeEvents(queries, source, corrections),
    restateDenials(queries, source, corrections),
    markDirty(queries, claimTokens),
  ])
}

async function removeEvents(queries: Queries, corrections: readonly Correction[]): Promise<void> {
  const rows = corrections.flatMap(({ denialNo, removed }) => removed.map((eventNo) => ({ denialNo, eventNo })))
  if (rows.length === 0) return
  const key = ['denialNo', 'eventNo'] as const
  await queries.query(
    sql`delete from denial_events e using ${bulkRows(denialEvents, key, rows)} where ${bulkMatch('e', key)}`,
  )
}

async function removePayments(queries: Queries, corrections: readonly Correction[]): Promise<void> {
  const rows = corrections.flatMap(({ paymentsRemoved }) => paymentsRemoved)
  if (rows.length === 0) return
  const key = ['denialNo', 'traceNo', 'payerClaimRef', 'paidCents'] as const
  await queries.query(
    sql`delete from denial_payments p using ${bulkRows(denialPayments, key, rows)} where ${bulkMatch('p', key)}`,
  )
}

async function removeDenials(queries: Queries, corrections: readonly Correction[]): Promise<void> {
  const removed = corrections.filter(({ denial }) => denial === null).map(({ denialNo }) => denialNo)
  if (removed.length === 0) return
  // The number may be given again, so its alerts must not stay.
  for (const table of ['denials', 'alerts']) {
    await queries.query(sql`delete from ${name(table)} where denial_no = any(${removed}::bigint[])`)
  }
}

async function changeEvents(
  queries: Queries,
  { importNo, by, now }: ChangeSource,
  corrections: readonly Correction[],
): Promise<void> {
  const rows = corrections.flatMap(({ changed }) =>
    changed.map((event) => ({
      ...event,
      happenedAt: event.at,
      toValue: event.to,
      recordedBy: event.by ?? by,
      importNo: event.importNo ?? importNo,
      recordedAt: now,
    })),
  )
  if (rows.length === 0) return
  const columns = ['happenedAt', 'toValue', 'recordedAt', 'recordedBy', 'importNo'] as const
  await queries.query(bulkUpdate(denialEvents, ['denialNo', 'eventNo'], columns, rows))
}

async function restateDenials(
  queries: Queries,
  { importNo }: { readonly importNo: number },
  corrections: readonly Correction[],
): Promise<void> {
  const rows = corrections.flatMap(({ denialNo, stated }) =>
    stated === null ? [] : [{ ...stated, denialNo, importNo: stated.importNo ?? importNo, inRemittance: true }],
  )
  if (rows.length === 0) return
  await queries.query(bulkUpdate(denials, ['denialNo'], statedColumns, rows))
}
