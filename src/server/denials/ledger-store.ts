import { statedDetails, type AppealDecision } from '../../shared/contract/denials.ts'
import { grouped } from '../../shared/grouped.ts'
import { bulkInsert, bulkUpdate } from '../database/bulk-insert.ts'
import { readValue, type Queries } from '../database/database.ts'
import { appealDecisions, denialEvents, denialPayments, denials } from '../database/schema/denials.ts'
import { hexOf, name, sql, statement, tokens, type Sql } from '../database/sql.ts'
import { columnName, columnNames } from '../database/table.ts'
import type { Author } from '../audit/entry.ts'
import { markDirty } from '../jobs/dirty-claims.ts'
import type { StatedDenial } from './entries.ts'
import type { DenialEvent, KnownDenial, PostedPayment } from './ledger-changes.ts'

/** Columns that a statement of the denial sets. */
const contentColumns = [
  ...(['kind', 'category', 'groupCode', 'carcs', 'rarcs', 'billedCents', 'paidCents', 'balanced'] as const),
  ...statedDetails,
] as const
const statedColumns = [
  ...(['importNo', 'payer', 'claimRef', 'payerClaimRef', 'deniedCents', 'received', 'inRemittance'] as const),
  ...contentColumns,
] as const
/** Columns that events set. */
const changingColumns = [
  ...([
    'state',
    'followUpDue',
    'appealDue',
    'nextAppealDue',
    'correctedClaimDue',
    'owner',
    'queue',
    'serviceLine',
    'provider',
    'location',
  ] as const),
  ...(['stateSince', 'ownerSince', 'firstAppealedAt', 'resolvedAt', 'recoveredCents', 'leftCents'] as const),
  ...(['appealLevel', 'proposedState', 'proposedSince', 'reopened', 'reassigned', 'lastEvent'] as const),
] as const

const knownColumns: Sql = statement(
  [...statedColumns, ...changingColumns]
    .filter((column) => column !== 'lastEvent' && column !== 'leftCents')
    .map((column) => `${columnName(column)} as "${column}"`)
    .join(', '),
)

type Row = Omit<KnownDenial, 'stated' | 'payments' | 'events' | 'decisions'> & StatedDenial

/** The denials of these claims in order of receipt, then of import, locked until the transaction ends. */
export async function lockKnownDenials(queries: Queries, claimTokens: readonly string[]): Promise<KnownDenial[]> {
  return claimTokens.length === 0 ? [] : lockDenials(queries, sql`d.claim_token = any(${tokens(claimTokens)})`)
}

/** The number of the next new denial. */
export async function readNextDenialNo(queries: Queries): Promise<number> {
  return (await readValue<number>(queries, sql`select max(denial_no) + 1 from denials`)) ?? 1
}

/** A denial whose claim reference identifies nothing, locked until the transaction ends. */
export async function lockDenial(queries: Queries, denialNo: number): Promise<KnownDenial[]> {
  return lockDenials(queries, sql`d.denial_no = ${denialNo}`)
}

async function lockDenials(queries: Queries, condition: Sql): Promise<KnownDenial[]> {
  const rows = await queries.query<Row>(
    sql`select denial_no as "denialNo", ${hexOf(sql`claim_token`)} as "claimToken", coalesce(left_cents, denied_cents) as "leftCents", ${knownColumns}
      from denials d where ${condition} order by received, denial_no for update`,
  )
  if (rows.length === 0) return []
  const isOne = sql`denial_no = any(${rows.map(({ denialNo }) => denialNo)}::bigint[])`
  const [payments, events, decisions] = await Promise.all([
    queries.query<PostedPayment & Numbered>(
      sql`select denial_no as "denialNo", trace_no as "traceNo", payer_claim_ref as "payerClaimRef", paid_cents as "paidCents",
          paid_on as at, import_no as "importNo"
        from denial_payments where ${isOne} order by denial_no, paid_on, trace_no, payer_claim_ref, paid_cents`,
    ),
    queries.query<DenialEvent & Numbered>(
      sql`select denial_no as "denialNo", kind, happened_at as at, recorded_at as "recordedAt", recorded_by as by,
          recorded_by_account as "byAccount", import_no as "importNo",
          from_value as "from", to_value as "to", reason, origin, after_import as "afterImport"
        from denial_events where ${isOne} order by denial_no, event_no`,
    ),
    queries.query<AppealDecision & Numbered>(
      sql`select denial_no as "denialNo", level, decided_at as at, outcome from appeal_decisions where ${isOne} order by denial_no, decided_at, level`,
    ),
  ])
  const [paymentsOf, eventsOf, decisionsOf] = [byDenial(payments), byDenial(events), byDenial(decisions)]
  return rows.map((row) => {
    const { kind, category, groupCode, carcs, rarcs, billedCents, paidCents, balanced, ...denial } = row
    const { payer, claimRef, payerClaimRef, deniedCents } = row
    const details = Object.fromEntries(statedDetails.map((detail) => [detail, row[detail]])) as Pick<
      StatedDenial,
      (typeof statedDetails)[number]
    >
    const content = { kind, category, groupCode, carcs, rarcs, billedCents, paidCents, deniedCents, balanced }
    return {
      ...denial,
      stated: { payer, claimRef, payerClaimRef, ...content, ...details },
      payments: paymentsOf.get(row.denialNo) ?? [],
      events: eventsOf.get(row.denialNo) ?? [],
      decisions: decisionsOf.get(row.denialNo) ?? [],
    }
  })
}

interface Numbered {
  readonly denialNo: number
}

function byDenial<Item>(items: readonly (Item & Numbered)[]): ReadonlyMap<number, Item[]> {
  const found = new Map<number, Item[]>()
  for (const [denialNo, own] of grouped(items, (item) => item.denialNo)) {
    found.set(
      denialNo,
      own.map(({ denialNo: _number, ...item }) => item as unknown as Item),
    )
  }
  return found
}

/** Denials of some claims as they were on file, and as they are now. */
export interface DenialUpdate {
  readonly before: readonly KnownDenial[]
  readonly after: readonly KnownDenial[]
  /** Numbers of denials that there are no more. */
  readonly removed: readonly number[]
}

/** Stores what has changed; the statements are sent at once and run in order. @returns the numbers of denials that are new or have changed */
export async function storeDenials(
  queries: Queries,
  author: Author,
  { before, after, removed }: DenialUpdate,
): Promise<readonly number[]> {
  const onFile = new Map(before.map((denial) => [denial.denialNo, denial]))
  const added = after.filter(({ denialNo }) => !onFile.has(denialNo))
  const known = after.flatMap((denial) => {
    const was = onFile.get(denial.denialNo)
    return was === undefined ? [] : [{ was, denial }]
  })
  const differing = <Value>(of: (denial: KnownDenial) => Value) =>
    known
      .filter(({ was, denial }) => JSON.stringify(of(was)) !== JSON.stringify(of(denial)))
      .map(({ denial }) => denial)
  const rows = differing(rowOf)
  const paid = differing(({ payments }) => payments.map(paymentKey).sort())
  const decided = differing(({ decisions }) => decisions)
  const logged = known.filter(({ was, denial }) => !isSameLog(was.events, denial.events))
  const extended = logged.filter(({ was, denial }) => isSameLog(was.events, denial.events.slice(0, was.events.length)))
  const rewritten = logged.filter((each) => !extended.includes(each)).map(({ denial }) => denial)
  const gone = before.filter(({ denialNo }) => removed.includes(denialNo))
  const changed = new Set([...added, ...rows, ...paid, ...decided, ...logged.map(({ denial }) => denial)])
  await Promise.all([
    removeOf(queries, 'denials', gone),
    // The number may be given again, so its alerts must not stay.
    removeOf(queries, 'alerts', gone),
    removeOf(queries, 'denial_events', [...gone, ...rewritten]),
    removeOf(queries, 'denial_payments', [...gone, ...paid]),
    removeOf(queries, 'appeal_decisions', [...gone, ...decided]),
    insertDenials(queries, added),
    updateDenials(queries, rows),
    insertEvents(queries, author, [
      ...[...added, ...rewritten].map((denial) => ({ denial, from: 0 })),
      ...extended.map(({ was, denial }) => ({ denial, from: was.events.length })),
    ]),
    insertPayments(queries, [...added, ...paid]),
    insertDecisions(queries, [...added, ...decided]),
    markDirty(
      queries,
      [...changed, ...gone].map(({ claimToken }) => claimToken),
    ),
  ])
  return [...changed].map(({ denialNo }) => denialNo)
}

const paymentKey = ({ traceNo, payerClaimRef, paidCents, at, importNo }: PostedPayment): string =>
  JSON.stringify([traceNo, payerClaimRef, paidCents, at, importNo])

function isSameLog(one: readonly DenialEvent[], other: readonly DenialEvent[]): boolean {
  return one.length === other.length && one.every((event, index) => event === other[index])
}

function rowOf(denial: KnownDenial) {
  const row = { ...denial, ...denial.stated, lastEvent: denial.events.length }
  return Object.fromEntries([...statedColumns, ...changingColumns].map((column) => [column, row[column]])) as Pick<
    typeof row,
    (typeof statedColumns)[number] | (typeof changingColumns)[number]
  >
}

async function removeOf(queries: Queries, table: string, from: readonly KnownDenial[]): Promise<void> {
  if (from.length === 0) return
  const numbers = from.map(({ denialNo }) => denialNo)
  await queries.query(sql`delete from ${name(table)} where denial_no = any(${numbers}::bigint[])`)
}

async function insertDenials(queries: Queries, added: readonly KnownDenial[]): Promise<void> {
  if (added.length === 0) return
  const rows = added.map((denial) => ({ denialNo: denial.denialNo, claimToken: denial.claimToken, ...rowOf(denial) }))
  const columns = ['denialNo', 'claimToken', ...statedColumns, ...changingColumns] as const
  await queries.query(bulkInsert(denials, columns, rows))
}

async function updateDenials(queries: Queries, changed: readonly KnownDenial[]): Promise<void> {
  if (changed.length === 0) return
  const rows = changed.map((denial) => ({ denialNo: denial.denialNo, ...rowOf(denial) }))
  const columns = [...statedColumns, ...changingColumns] as const
  await queries.query(bulkUpdate(denials, ['denialNo'], columns, rows, [sql`due_basis = null`]))
}

/** What worklists state of these denials, by number, in the form of `worklistStatement`. */
export async function readWorklistStatements(
  queries: Queries,
  denialNos: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (denialNos.length === 0) return new Map()
  const rows = await queries.query<StatedDenial & { readonly denialNo: number }>(
    sql`select denial_no as "denialNo", kind, category, group_code as "groupCode", carcs, rarcs, billed_cents as "billedCents",
        paid_cents as "paidCents", denied_cents as "deniedCents", procedure
      from denials where denial_no = any(${denialNos}::bigint[])`,
  )
  return new Map(rows.map((row) => [row.denialNo, worklistStatement(row)]))
}

/** What a worklist states of a denial, to compare. */
export function worklistStatement(denial: StatedDenial): string {
  const { kind, category, groupCode, carcs, rarcs, billedCents, paidCents, deniedCents, procedure } = denial
  return JSON.stringify([kind, category, groupCode, carcs, rarcs, billedCents, paidCents, deniedCents, procedure])
}

async function insertEvents(
  queries: Queries,
  author: Author,
  logs: readonly { readonly denial: KnownDenial; readonly from: number }[],
): Promise<void> {
  const rows = logs.flatMap(({ denial: { denialNo, events }, from: first }) =>
    events.slice(first).map(({ at, from, to, by, byAccount, recordedAt, ...event }, index) => ({
      ...event,
      denialNo,
      eventNo: first + index + 1,
      happenedAt: at,
      fromValue: from,
      toValue: to,
      recordedBy: by ?? author.by,
      recordedByAccount: (by === null ? author.byAccount : byAccount) ?? null,
      recordedAt: recordedAt ?? author.now,
    })),
  )
  if (rows.length === 0) return
  await queries.query(bulkInsert(denialEvents, columnNames(denialEvents), rows))
}

async function insertPayments(queries: Queries, of: readonly KnownDenial[]): Promise<void> {
  const rows = of.flatMap(({ denialNo, payments }) =>
    payments.map(({ at, ...payment }) => ({ ...payment, denialNo, paidOn: at })),
  )
  if (rows.length === 0) return
  await queries.query(bulkInsert(denialPayments, columnNames(denialPayments), rows))
}

async function insertDecisions(queries: Queries, of: readonly KnownDenial[]): Promise<void> {
  const rows = of.flatMap(({ denialNo, decisions }) =>
    decisions.map(({ at, ...each }) => ({ ...each, denialNo, decidedAt: at })),
  )
  if (rows.length === 0) return
  await queries.query(bulkInsert(appealDecisions, columnNames(appealDecisions), rows))
}
