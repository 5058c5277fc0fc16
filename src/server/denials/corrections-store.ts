import type { Queries } from '../database/database.ts'
import { queueClaims } from '../claim-activity/dirty-claims.ts'
import { numberArray, textArray } from '../database/arrays.ts'
import type { Correction, StoredEvent } from './correct-denial.ts'
import { grouped } from './grouped.ts'
import { codeList } from './store.ts'
import type { ChangeSource } from './store.ts'

/** The events of these denials in order, by denial. */
export async function readEvents(
  queries: Queries,
  tenantId: string,
  denialNos: readonly number[],
): Promise<ReadonlyMap<number, readonly StoredEvent[]>> {
  if (denialNos.length === 0) return new Map()
  const rows = await queries.query<StoredEvent & { readonly denialNo: number }>(
    `select denial_no as "denialNo", event_no as "eventNo", kind, happened_at as at, recorded_by as by, import_no as "importNo",
       from_value as "from", to_value as "to"
     from denial_events where tenant_id = $1 and denial_no = any($2::bigint[])
     order by denial_no, event_no`,
    [tenantId, numberArray(denialNos)],
  )
  return grouped(rows, ({ denialNo }) => denialNo)
}

/**
 * Takes out what corrections take back, and writes what they restate; what they add is stored with other changes, after this.
 * @param tokens the claims they are about
 */
export async function storeCorrections(
  queries: Queries,
  source: ChangeSource,
  corrections: readonly Correction[],
  tokens: readonly string[],
): Promise<void> {
  if (corrections.length === 0) return
  const { tenantId } = source
  await Promise.all([
    withdrawEvents(queries, tenantId, corrections),
    withdrawPayments(queries, tenantId, corrections),
    withdrawDenials(queries, tenantId, corrections),
    changeEvents(queries, source, corrections),
    restateDenials(queries, tenantId, corrections),
    queueClaims(queries, tenantId, tokens),
  ])
}

async function withdrawEvents(queries: Queries, tenantId: string, corrections: readonly Correction[]): Promise<void> {
  const gone = corrections.flatMap(({ denialNo, withdrawn }) => withdrawn.map((eventNo) => ({ denialNo, eventNo })))
  if (gone.length === 0) return
  await queries.query(
    `delete from denial_events e using unnest($2::bigint[], $3::int[]) as r(denial_no, event_no)
     where e.tenant_id = $1 and e.denial_no = r.denial_no and e.event_no = r.event_no`,
    [tenantId, numberArray(gone.map(({ denialNo }) => denialNo)), numberArray(gone.map(({ eventNo }) => eventNo))],
  )
}

async function withdrawPayments(queries: Queries, tenantId: string, corrections: readonly Correction[]): Promise<void> {
  const gone = corrections.flatMap(({ paymentsWithdrawn }) => paymentsWithdrawn)
  if (gone.length === 0) return
  await queries.query(
    `delete from denial_payments p using unnest($2::bigint[], $3::text[], $4::text[], $5::bigint[]) as r(denial_no, trace_no, claim, cents)
     where p.tenant_id = $1 and p.denial_no = r.denial_no and p.trace_no = r.trace_no and p.payer_claim_ref = r.claim and p.paid_cents = r.cents`,
    [
      tenantId,
      numberArray(gone.map(({ denialNo }) => denialNo)),
      textArray(gone.map(({ traceNo }) => traceNo)),
      textArray(gone.map(({ payerClaimRef }) => payerClaimRef)),
      numberArray(gone.map(({ paidCents }) => paidCents)),
    ],
  )
}

async function withdrawDenials(queries: Queries, tenantId: string, corrections: readonly Correction[]): Promise<void> {
  const gone = corrections.filter(({ denial }) => denial === null).map(({ denialNo }) => denialNo)
  if (gone.length === 0) return
  // Its number may be given again: what was told of it must not stand for another.
  for (const table of ['denials', 'alerts']) {
    await queries.query(`delete from ${table} where tenant_id = $1 and denial_no = any($2::bigint[])`, [
      tenantId,
      numberArray(gone),
    ])
  }
}

async function changeEvents(
  queries: Queries,
  { tenantId, by, now }: ChangeSource,
  corrections: readonly Correction[],
): Promise<void> {
  const changed = corrections.flatMap((correction) => correction.changed)
  if (changed.length === 0) return
  await queries.query(
    `update denial_events e set happened_at = r.happened_at, to_value = r.to_value, recorded_at = $2, recorded_by = coalesce(r.recorded_by, $3),
       import_no = r.import_no
     from unnest($4::bigint[], $5::int[], $6::bigint[], $7::text[], $8::text[], $9::int[])
       as r(denial_no, event_no, happened_at, to_value, recorded_by, import_no)
     where e.tenant_id = $1 and e.denial_no = r.denial_no and e.event_no = r.event_no`,
    [
      tenantId,
      now,
      by,
      numberArray(changed.map(({ denialNo }) => denialNo)),
      numberArray(changed.map(({ eventNo }) => eventNo)),
      numberArray(changed.map(({ at }) => at)),
      textArray(changed.map(({ to }) => to)),
      textArray(changed.map((event) => event.by)),
      numberArray(changed.map(({ importNo }) => importNo ?? 0)),
    ],
  )
}

async function restateDenials(queries: Queries, tenantId: string, corrections: readonly Correction[]): Promise<void> {
  const stated = corrections.flatMap(({ denialNo, stated: denial }) =>
    denial === null ? [] : [{ ...denial, denialNo }],
  )
  if (stated.length === 0) return
  await queries.query(
    `update denials d set import_no = r.import_no, payer = r.payer, claim_ref = r.claim_ref, payer_claim_ref = r.payer_claim_ref,
       kind = r.kind, category = r.category, group_code = r.group_code, carcs = string_to_array(r.carcs, ','),
       rarcs = string_to_array(r.rarcs, ','), billed_cents = r.billed_cents, paid_cents = r.paid_cents, denied_cents = r.denied_cents,
       balanced = r.balanced, received = r.received, plan = r.plan, remitted = true
     from unnest(
       $2::bigint[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
       $12::bigint[], $13::bigint[], $14::bigint[], $15::boolean[], $16::bigint[], $17::text[]
     ) as r(denial_no, import_no, payer, claim_ref, payer_claim_ref, kind, category, group_code, carcs, rarcs, billed_cents, paid_cents,
       denied_cents, balanced, received, plan)
     where d.tenant_id = $1 and d.denial_no = r.denial_no`,
    [
      tenantId,
      numberArray(stated.map(({ denialNo }) => denialNo)),
      numberArray(stated.map(({ importNo }) => importNo ?? 0)),
      textArray(stated.map(({ payer }) => payer)),
      textArray(stated.map(({ claimRef }) => claimRef)),
      textArray(stated.map(({ payerClaimRef }) => payerClaimRef)),
      textArray(stated.map(({ kind }) => kind)),
      textArray(stated.map(({ category }) => category)),
      textArray(stated.map(({ group }) => group)),
      textArray(stated.map(({ carcs }) => codeList(carcs))),
      textArray(stated.map(({ rarcs }) => codeList(rarcs))),
      numberArray(stated.map(({ billedCents }) => billedCents)),
      numberArray(stated.map(({ paidCents }) => paidCents)),
      numberArray(stated.map(({ deniedCents }) => deniedCents)),
      `{${stated.map(({ balanced }) => balanced).join(',')}}`,
      numberArray(stated.map(({ received }) => received)),
      textArray(stated.map(({ plan }) => plan)),
    ],
  )
}
