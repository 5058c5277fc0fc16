import type { DenialState } from '../../shared/contract/denials.ts'
import type { Queries } from '../database/database.ts'
import { nullableNumberArray, numberArray, textArray } from '../ingest/arrays.ts'
import type { KnownDenial, LedgerChanges } from './ledger.ts'

const knownColumns = `denial_no as "denialNo", denial_token as token, payer, claim_ref as "claimRef", payer_claim_ref as "payerClaimRef",
  state, last_event as "lastEvent", owner, queue, follow_up_due as "followUpDue", appeal_due as "appealDue",
  service_line as "serviceLine", provider, location`

type KnownRow = Omit<KnownDenial, 'token'> & { readonly token: string | null; readonly state: DenialState }
const asKnown = (row: KnownRow): KnownDenial => ({ ...row, token: row.token ?? '' })

/** The denials of these claims in import order, locked until the transaction ends. */
export async function lockKnownDenials(
  queries: Queries,
  tenantId: string,
  tokens: readonly string[],
): Promise<KnownDenial[]> {
  if (tokens.length === 0) return []
  const rows = await queries.query<KnownRow>(
    `select ${knownColumns} from denials
     where tenant_id = $1 and denial_token = any($2::text[])
     order by denial_no
     for update`,
    [tenantId, textArray(tokens)],
  )
  return rows.map(asKnown)
}

/** One denial, locked until the transaction ends; null when there is none. */
export async function lockDenial(queries: Queries, tenantId: string, denialNo: number): Promise<KnownDenial | null> {
  const [row] = await queries.query<KnownRow>(
    `select ${knownColumns} from denials where tenant_id = $1 and denial_no = $2 for update`,
    [tenantId, denialNo],
  )
  return row ? asKnown(row) : null
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
  ])
}

/** CARCs and RARCs hold neither commas nor blanks, and an array of arrays cannot be unnested by row. */
const codeList = (codes: readonly string[]) => codes.map((code) => code.replaceAll(',', '')).join(',')

async function insertDenials(queries: Queries, source: ChangeSource, added: LedgerChanges['added']): Promise<void> {
  if (added.length === 0) return
  await queries.query(
    `insert into denials (
       tenant_id, import_no, denial_no, payer, claim_ref, payer_claim_ref, denial_token, kind, category, group_code, carcs, rarcs,
       billed_cents, paid_cents, denied_cents, balanced, state, received, follow_up_due, appeal_due, owner, queue, service_line,
       provider, location, last_event, state_since, owner_since
     )
     select $1, $2::int, denial_no, payer, claim_ref, payer_claim_ref, denial_token, kind, category, group_code,
       string_to_array(carcs, ','), string_to_array(rarcs, ','), billed_cents, paid_cents, denied_cents, balanced, state, received,
       follow_up_due, appeal_due, owner, queue, service_line, provider, location, last_event, received,
       case when owner is null then null else received end
     from unnest(
       $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
       $13::bigint[], $14::bigint[], $15::bigint[], $16::boolean[], $17::text[], $18::bigint[], $19::bigint[], $20::bigint[],
       $21::text[], $22::text[], $23::text[], $24::text[], $25::text[], $26::int[]
     ) as r(
       denial_no, payer, claim_ref, payer_claim_ref, denial_token, kind, category, group_code, carcs, rarcs, billed_cents, paid_cents,
       denied_cents, balanced, state, received, follow_up_due, appeal_due, owner, queue, service_line, provider, location, last_event
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
    ],
  )
}

async function updateDenials(queries: Queries, source: ChangeSource, changed: readonly KnownDenial[]): Promise<void> {
  if (changed.length === 0) return
  await queries.query(
    `update denials d set state = r.state, last_event = r.last_event, follow_up_due = r.follow_up_due, appeal_due = r.appeal_due,
       owner = r.owner, queue = r.queue, service_line = r.service_line, provider = r.provider, location = r.location
     from unnest(
       $2::bigint[], $3::text[], $4::int[], $5::bigint[], $6::bigint[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[]
     ) as r(denial_no, state, last_event, follow_up_due, appeal_due, owner, queue, service_line, provider, location)
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
    ],
  )
}

async function insertEvents(queries: Queries, source: ChangeSource, events: LedgerChanges['events']): Promise<void> {
  if (events.length === 0) return
  await queries.query(
    `insert into denial_events (
       tenant_id, denial_no, event_no, kind, happened_at, recorded_at, recorded_by, import_no, from_value, to_value
     )
     select $1, denial_no, event_no, kind, happened_at, $2::bigint, $3, $4::int, from_value, to_value
     from unnest($5::bigint[], $6::int[], $7::text[], $8::bigint[], $9::text[], $10::text[])
       as r(denial_no, event_no, kind, happened_at, from_value, to_value)`,
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
    ],
  )
}
