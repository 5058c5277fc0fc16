import { markDirty } from '../jobs/dirty-claims.ts'
import { bulkInsert, bulkUpdate } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { denialEvents, denialPayments, denials } from '../database/schema/denials.ts'
import { all, hexOf, sql, tokens, type Sql } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import type { Author } from '../identity/principal.ts'
import { visibleDenials, type Scope } from '../identity/scope.ts'
import { statedDetails } from '../../shared/contract/denials.ts'
import type { KnownDenial, LedgerChanges, PostedPayment } from './ledger-changes.ts'

const knownColumns = sql`denial_no as "denialNo", import_no as "importNo", in_remittance as "inRemittance", ${hexOf(sql`claim_token`)} as "claimToken",
  payer, claim_ref as "claimRef", payer_claim_ref as "payerClaimRef", state, received, denied_cents as "deniedCents",
  last_event as "lastEvent", owner, queue, follow_up_due as "followUpDue", appeal_due as "appealDue", service_line as "serviceLine",
  provider, location, state_since as "stateSince", owner_since as "ownerSince", first_appealed_at as "firstAppealedAt",
  resolved_at as "resolvedAt", recovered_cents as "recoveredCents", reopened, reassigned`

/** The denials of these claims in order of receipt, then of import, locked until the transaction ends. */
export async function lockKnownDenials(queries: Queries, claimTokens: readonly string[]): Promise<KnownDenial[]> {
  return claimTokens.length === 0 ? [] : lockDenials(queries, sql`d.claim_token = any(${tokens(claimTokens)})`)
}

/** A visible denial, locked until the transaction ends; null without one. */
export async function lockDenial(scope: Scope, denialNo: number): Promise<KnownDenial | null> {
  const [denial] = await lockDenials(scope, all([sql`d.denial_no = ${denialNo}`, visibleDenials(scope)]))
  return denial ?? null
}

async function lockDenials(queries: Queries, condition: Sql): Promise<KnownDenial[]> {
  const rows = await queries.query<Omit<KnownDenial, 'payments'>>(
    sql`select ${knownColumns} from denials d where ${condition} order by received, denial_no for update`,
  )
  if (rows.length === 0) return []
  const payments = await queries.query<PostedPayment & { readonly denialNo: number }>(
    sql`select denial_no as "denialNo", trace_no as "traceNo", payer_claim_ref as "payerClaimRef", paid_cents as "paidCents",
        paid_on as at, import_no as "importNo"
      from denial_payments where denial_no = any(${rows.map(({ denialNo }) => denialNo)}::bigint[])`,
  )
  const byDenial = new Map<number, PostedPayment[]>(rows.map(({ denialNo }) => [denialNo, []]))
  for (const { denialNo, ...payment } of payments) byDenial.get(denialNo)?.push(payment)
  return rows.map((row) => ({ ...row, payments: byDenial.get(row.denialNo) ?? [] }))
}

/** The origin of changes. */
export interface ChangeSource extends Author {
  /** Null: a person. */
  readonly importNo: number | null
}

/** Stores the changes of a ledger; the statements are sent at once and run in order. */
export async function storeChanges(queries: Queries, source: ChangeSource, changes: LedgerChanges): Promise<void> {
  const { added, changed, events, payments } = changes
  const claimTokens = [...added, ...changed].map(({ claimToken }) => claimToken)
  await Promise.all([
    insertDenials(queries, source, added),
    updateDenials(queries, changed),
    insertEvents(queries, source, events),
    insertPayments(queries, source, payments),
    markDirty(queries, claimTokens),
  ])
}

/** Columns that a statement of the denial sets. */
export const statedColumns = [
  ...(['importNo', 'payer', 'claimRef', 'payerClaimRef', 'kind', 'category', 'groupCode', 'carcs', 'rarcs'] as const),
  ...(['billedCents', 'paidCents', 'deniedCents', 'balanced', 'received', 'inRemittance'] as const),
  ...statedDetails,
] as const
/** Columns that events set. */
const changingColumns = [
  ...(['state', 'lastEvent', 'followUpDue', 'appealDue', 'owner', 'queue', 'serviceLine', 'provider'] as const),
  ...(['location', 'stateSince', 'ownerSince', 'firstAppealedAt', 'resolvedAt', 'recoveredCents'] as const),
  ...(['reopened', 'reassigned'] as const),
] as const

async function insertDenials(queries: Queries, source: ChangeSource, added: LedgerChanges['added']): Promise<void> {
  if (added.length === 0) return
  const rows = added.map((denial) => ({ ...denial, importNo: denial.importNo ?? importOf(source) }))
  const columns = ['denialNo', 'claimToken', ...statedColumns, ...changingColumns] as const
  await queries.query(bulkInsert(denials, columns, rows))
}

async function updateDenials(queries: Queries, changed: readonly KnownDenial[]): Promise<void> {
  if (changed.length === 0) return
  await queries.query(bulkUpdate(denials, ['denialNo'], changingColumns, changed, [sql`due_basis = null`]))
}

async function insertEvents(queries: Queries, source: ChangeSource, events: LedgerChanges['events']): Promise<void> {
  if (events.length === 0) return
  const rows = events.map(({ at, from, to, by, importNo, ...event }) => ({
    ...event,
    happenedAt: at,
    fromValue: from,
    toValue: to,
    recordedBy: by ?? source.by,
    importNo: importNo ?? source.importNo,
  }))
  await queries.query(
    bulkInsert(denialEvents, columnNames(denialEvents, 'recordedAt'), rows, { recordedAt: source.now }),
  )
}

async function insertPayments(
  queries: Queries,
  source: ChangeSource,
  payments: LedgerChanges['payments'],
): Promise<void> {
  if (payments.length === 0) return
  const rows = payments.map(({ at, importNo, ...payment }) => ({
    ...payment,
    paidOn: at,
    importNo: importNo ?? importOf(source),
  }))
  await queries.query(bulkInsert(denialPayments, columnNames(denialPayments), rows))
}

function importOf({ importNo }: ChangeSource): number {
  if (importNo === null) throw new Error('only files add denials and payments')
  return importNo
}
