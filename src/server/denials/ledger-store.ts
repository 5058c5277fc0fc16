import type { Queries } from '../database/database.ts'
import { queueClaims } from '../claim-activity/dirty-claims.ts'
import { nullableNumberArray, numberArray, textArray } from '../database/arrays.ts'
import type { Outcome } from './outcome.ts'
import type { CountedPayment, KnownDenial, LedgerChanges } from './ledger-changes.ts'

const knownColumns = `denial_no as "denialNo", import_no as "importNo", remitted, claim_token as token, payer, claim_ref as "claimRef", payer_claim_ref as "payerClaimRef",
  state, received, denied_cents as "deniedCents", last_event as "lastEvent", owner, queue, follow_up_due as "followUpDue",
  appeal_due as "appealDue", service_line as "serviceLine", provider, location, state_since as "stateSince",
  owner_since as "ownerSince", first_appealed_at as "firstAppealedAt", resolved_at as "resolvedAt",
  recovered_cents as "recoveredCents", reopened, reassigned`

type KnownRow = Omit<KnownDenial, 'token' | 'payments'> & { readonly token: string | null }

/** The denials of these claims in order of receipt, then of import, locked until the transaction ends. */
export async function lockKnownDenials(
  queries: Queries,
  tenantId: string,
  tokens: readonly string[],
): Promise<KnownDenial[]> {
  if (tokens.length === 0) return []
  const rows = await queries.query<KnownRow>(
    `select ${knownColumns} from denials
     where tenant_id = $1 and claim_token = any($2::text[])
     order by received, denial_no
     for update`,
    [tenantId, textArray(tokens)],
  )
  return withPayments(queries, tenantId, rows)
}

/** One denial, locked until the transaction ends; null when there is none. */
export async function lockDenial(queries: Queries, tenantId: string, denialNo: number): Promise<KnownDenial | null> {
  const rows = await queries.query<KnownRow>(
    `select ${knownColumns} from denials where tenant_id = $1 and denial_no = $2 for update`,
    [tenantId, denialNo],
  )
  const [denial] = await withPayments(queries, tenantId, rows)
  return denial ?? null
}

async function withPayments(queries: Queries, tenantId: string, rows: readonly KnownRow[]): Promise<KnownDenial[]> {
  if (rows.length === 0) return []
  const payments = await queries.query<CountedPayment & { readonly denialNo: number }>(
    `select denial_no as "denialNo", trace_no as "traceNo", payer_claim_ref as "payerClaimRef", paid_cents as "paidCents",
       paid_on as at, import_no as "importNo"
     from denial_payments where tenant_id = $1 and denial_no = any($2::bigint[])`,
    [tenantId, numberArray(rows.map(({ denialNo }) => denialNo))],
  )
  const byDenial = new Map<number, CountedPayment[]>(rows.map(({ denialNo }) => [denialNo, []]))
  for (const { denialNo, ...payment } of payments) byDenial.get(denialNo)?.push(payment)
  return rows.map((row) => ({ ...row, token: row.token ?? '', payments: byDenial.get(row.denialNo) ?? [] }))
}

/** Where changes come from. */
export interface ChangeSource {
  readonly tenantId: string
  /** Null: a person, not a file. */
  readonly importNo: number | null
  readonly by: string
  /** Epoch ms. */
  readonly now: number
}

/** Writes what a ledger came to; the statements are given at once and run in order. */
export async function storeChanges(queries: Queries, source: ChangeSource, changes: LedgerChanges): Promise<void> {
  await Promise.all([
    insertDenials(queries, source, changes.added),
    updateDenials(queries, source, changes.changed),
    insertEvents(queries, source, changes.events),
    insertPayments(queries, source, changes.payments),
    queueClaims(
      queries,
      source.tenantId,
      [...changes.added, ...changes.changed].map(({ token }) => token),
    ),
  ])
}

/** CARCs and RARCs hold neither commas nor blanks, and an array of arrays cannot be unnested by row. */
export const codeList = (codes: readonly string[]) => codes.map((code) => code.replaceAll(',', '')).join(',')

async function insertDenials(queries: Queries, source: ChangeSource, added: LedgerChanges['added']): Promise<void> {
  if (added.length === 0) return
  await queries.query(
    `insert into denials (
       tenant_id, import_no, denial_no, payer, claim_ref, payer_claim_ref, claim_token, kind, category, group_code, carcs, rarcs,
       billed_cents, paid_cents, denied_cents, balanced, state, received, follow_up_due, appeal_due, owner, queue, service_line,
       provider, location, last_event, plan, state_since, owner_since, first_appealed_at, resolved_at, recovered_cents, reopened, reassigned, remitted
     )
     select $1, coalesce(import_no, $2::int), denial_no, payer, claim_ref, payer_claim_ref, claim_token, kind, category, group_code,
       string_to_array(carcs, ','), string_to_array(rarcs, ','), billed_cents, paid_cents, denied_cents, balanced, state, received,
       follow_up_due, appeal_due, owner, queue, service_line, provider, location, last_event, plan, state_since, owner_since,
       first_appealed_at, resolved_at, recovered_cents, reopened, reassigned, remitted
     from unnest(
       $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
       $13::bigint[], $14::bigint[], $15::bigint[], $16::boolean[], $17::text[], $18::bigint[], $19::bigint[], $20::bigint[],
       $21::text[], $22::text[], $23::text[], $24::text[], $25::text[], $26::int[], $27::text[], $28::bigint[], $29::bigint[],
       $30::bigint[], $31::bigint[], $32::bigint[], $33::int[], $34::int[], $35::boolean[], $36::int[]
     ) as r(
       denial_no, payer, claim_ref, payer_claim_ref, claim_token, kind, category, group_code, carcs, rarcs, billed_cents, paid_cents,
       denied_cents, balanced, state, received, follow_up_due, appeal_due, owner, queue, service_line, provider, location, last_event,
       plan, state_since, owner_since, first_appealed_at, resolved_at, recovered_cents, reopened, reassigned, remitted, import_no
     )`,
    [
      source.tenantId,
      source.importNo,
      numberArray(added.map(({ denialNo }) => denialNo)),
      textArray(added.map(({ payer }) => payer)),
      textArray(added.map(({ claimRef }) => claimRef)),
      textArray(added.map(({ payerClaimRef }) => payerClaimRef)),
      textArray(added.map(({ token }) => token)),
      textArray(added.map(({ kind }) => kind)),
      textArray(added.map(({ category }) => category)),
      textArray(added.map(({ group }) => group)),
      textArray(added.map(({ carcs }) => codeList(carcs))),
      textArray(added.map(({ rarcs }) => codeList(rarcs))),
      numberArray(added.map(({ billedCents }) => billedCents)),
      numberArray(added.map(({ paidCents }) => paidCents)),
      numberArray(added.map(({ deniedCents }) => deniedCents)),
      `{${added.map(({ balanced }) => balanced).join(',')}}`,
      textArray(added.map(({ state }) => state)),
      numberArray(added.map(({ received }) => received)),
      nullableNumberArray(added.map(({ followUpDue }) => followUpDue)),
      nullableNumberArray(added.map(({ appealDue }) => appealDue)),
      textArray(added.map(({ owner }) => owner)),
      textArray(added.map(({ queue }) => queue)),
      textArray(added.map(({ serviceLine }) => serviceLine)),
      textArray(added.map(({ provider }) => provider)),
      textArray(added.map(({ location }) => location)),
      numberArray(added.map(({ lastEvent }) => lastEvent)),
      textArray(added.map(({ plan }) => plan)),
      ...outcomeArrays(added),
      `{${added.map(({ remitted }) => remitted).join(',')}}`,
      nullableNumberArray(added.map(({ importNo }) => importNo)),
    ],
  )
}

async function updateDenials(queries: Queries, source: ChangeSource, changed: readonly KnownDenial[]): Promise<void> {
  if (changed.length === 0) return
  await queries.query(
    `update denials d set state = r.state, last_event = r.last_event, follow_up_due = r.follow_up_due, appeal_due = r.appeal_due,
       owner = r.owner, queue = r.queue, service_line = r.service_line, provider = r.provider, location = r.location,
       state_since = r.state_since, owner_since = r.owner_since, first_appealed_at = r.first_appealed_at,
       resolved_at = r.resolved_at, recovered_cents = r.recovered_cents, reopened = r.reopened, reassigned = r.reassigned,
       due_basis = null
     from unnest(
       $2::bigint[], $3::text[], $4::int[], $5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
       $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::int[], $18::int[]
     ) as r(denial_no, state, last_event, follow_up_due, appeal_due, owner, queue, service_line, provider, location,
       state_since, owner_since, first_appealed_at, resolved_at, recovered_cents, reopened, reassigned)
     where d.tenant_id = $1 and d.denial_no = r.denial_no`,
    [
      source.tenantId,
      numberArray(changed.map(({ denialNo }) => denialNo)),
      textArray(changed.map(({ state }) => state)),
      numberArray(changed.map(({ lastEvent }) => lastEvent)),
      nullableNumberArray(changed.map(({ followUpDue }) => followUpDue)),
      nullableNumberArray(changed.map(({ appealDue }) => appealDue)),
      textArray(changed.map(({ owner }) => owner)),
      textArray(changed.map(({ queue }) => queue)),
      textArray(changed.map(({ serviceLine }) => serviceLine)),
      textArray(changed.map(({ provider }) => provider)),
      textArray(changed.map(({ location }) => location)),
      ...outcomeArrays(changed),
    ],
  )
}

/** state_since, owner_since, first_appealed_at, resolved_at, recovered_cents, reopened, reassigned. */
function outcomeArrays(outcomes: readonly Outcome[]): string[] {
  return [
    numberArray(outcomes.map(({ stateSince }) => stateSince)),
    nullableNumberArray(outcomes.map(({ ownerSince }) => ownerSince)),
    nullableNumberArray(outcomes.map(({ firstAppealedAt }) => firstAppealedAt)),
    nullableNumberArray(outcomes.map(({ resolvedAt }) => resolvedAt)),
    nullableNumberArray(outcomes.map(({ recoveredCents }) => recoveredCents)),
    numberArray(outcomes.map(({ reopened }) => reopened)),
    numberArray(outcomes.map(({ reassigned }) => reassigned)),
  ]
}

async function insertEvents(queries: Queries, source: ChangeSource, events: LedgerChanges['events']): Promise<void> {
  if (events.length === 0) return
  await queries.query(
    `insert into denial_events (
       tenant_id, denial_no, event_no, kind, happened_at, recorded_at, recorded_by, import_no, from_value, to_value
     )
     select $1, denial_no, event_no, kind, happened_at, $2::bigint, coalesce(recorded_by, $3), coalesce(import_no, $4::int), from_value, to_value
     from unnest($5::bigint[], $6::int[], $7::text[], $8::bigint[], $9::text[], $10::text[], $11::text[], $12::int[])
       as r(denial_no, event_no, kind, happened_at, from_value, to_value, recorded_by, import_no)`,
    [
      source.tenantId,
      source.now,
      source.by,
      source.importNo,
      numberArray(events.map(({ denialNo }) => denialNo)),
      numberArray(events.map(({ eventNo }) => eventNo)),
      textArray(events.map(({ kind }) => kind)),
      numberArray(events.map(({ at }) => at)),
      textArray(events.map(({ from }) => from)),
      textArray(events.map(({ to }) => to)),
      textArray(events.map(({ by }) => by)),
      nullableNumberArray(events.map(({ importNo }) => importNo)),
    ],
  )
}

async function insertPayments(
  queries: Queries,
  source: ChangeSource,
  payments: LedgerChanges['payments'],
): Promise<void> {
  if (payments.length === 0) return
  if (source.importNo === null) throw new Error('payments come out of files')
  await queries.query(
    `insert into denial_payments (tenant_id, denial_no, trace_no, payer_claim_ref, paid_cents, paid_on, import_no)
     select $1, denial_no, trace_no, payer_claim_ref, paid_cents, paid_on, coalesce(import_no, $2::int)
     from unnest($3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::int[])
       as r(denial_no, trace_no, payer_claim_ref, paid_cents, paid_on, import_no)`,
    [
      source.tenantId,
      source.importNo,
      numberArray(payments.map(({ denialNo }) => denialNo)),
      textArray(payments.map(({ traceNo }) => traceNo)),
      textArray(payments.map(({ payerClaimRef }) => payerClaimRef)),
      numberArray(payments.map(({ paidCents }) => paidCents)),
      numberArray(payments.map(({ at }) => at)),
      nullableNumberArray(payments.map(({ importNo }) => importNo)),
    ],
  )
}
