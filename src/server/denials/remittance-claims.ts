import type { CalendarDay } from '../../shared/denials/index.ts'
import type { Queries } from '../database/database.ts'
import { numberArray, textArray } from '../database/arrays.ts'
import type { ClaimIdentity, StatedDenial } from './entries.ts'

/** What one remittance says of a claim that it denies, pays or takes back, as it stands in the file. */
export interface RemittedClaim {
  readonly importNo: number
  /** Of the file, whatever the order it came in; files of one day are told apart by it. */
  readonly contentHash: string
  /** In the file. */
  readonly position: number
  /** `denied` may be paid in part. */
  readonly kind: 'denied' | 'paid' | 'reversed'
  readonly identity: ClaimIdentity
  /** Null: the claim reference identifies nothing. */
  readonly token: string | null
  readonly day: CalendarDay
  /** The beginning of that day, epoch ms. */
  readonly received: number
  /** TRN02; null: the file names none. */
  readonly traceNo: string | null
  /** Below 0: taken back. */
  readonly paidCents: number
  readonly provider: string | null
  /** Of a `denied` one. */
  readonly denial: StatedDenial | null
  /** In the file that is being read; null: it was read before. */
  readonly place: { readonly segment: number; readonly line: number } | null
}

type Row = Omit<RemittedClaim, 'identity' | 'denial' | 'place'> & ClaimIdentity & { readonly stated: string | null }

/** What was ever said of these claims, in no order. @param contentHash of the import under way `importNo`, which is not recorded yet */
export async function readRemittedClaims(
  queries: Queries,
  { tenantId, importNo, contentHash }: { tenantId: string; importNo: number; contentHash: string },
  tokens: readonly string[],
): Promise<RemittedClaim[]> {
  if (tokens.length === 0) return []
  const rows = await queries.query<Row>(
    `select r.import_no as "importNo", coalesce(i.content_hash, case when r.import_no = $3::int then $4 end, '') as "contentHash", r.position,
       r.kind, r.payer, r.claim_ref as "claimRef", r.payer_claim_ref as "payerClaimRef", r.claim_token as token, r.day, r.received,
       r.trace_no as "traceNo", r.paid_cents as "paidCents", r.provider, r.stated
     from remitted_claims r left join imports i on i.tenant_id = r.tenant_id and i.import_no = r.import_no
     where r.tenant_id = $1 and r.claim_token = any($2::text[])`,
    [tenantId, textArray(tokens), importNo, contentHash],
  )
  return rows.map(({ payer, claimRef, payerClaimRef, stated, ...row }) => ({
    ...row,
    identity: { payer, claimRef, payerClaimRef },
    denial: stated === null ? null : (JSON.parse(stated) as StatedDenial),
    place: null,
  }))
}

/** Keeps what a file says of claims; those that nobody can name are left out. */
export async function storeRemittedClaims(
  queries: Queries,
  tenantId: string,
  said: readonly RemittedClaim[],
): Promise<void> {
  const claims = said.filter(({ token }) => token !== null)
  if (claims.length === 0) return
  await queries.query(
    `insert into remitted_claims (
       tenant_id, claim_token, import_no, position, kind, payer, claim_ref, payer_claim_ref, day, received, trace_no, paid_cents, provider, stated
     )
     select $1, * from unnest(
       $2::text[], $3::int[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[], $11::text[],
       $12::bigint[], $13::text[], $14::text[])`,
    [
      tenantId,
      textArray(claims.map(({ token }) => token)),
      numberArray(claims.map(({ importNo }) => importNo)),
      numberArray(claims.map(({ position }) => position)),
      textArray(claims.map(({ kind }) => kind)),
      textArray(claims.map(({ identity }) => identity.payer)),
      textArray(claims.map(({ identity }) => identity.claimRef)),
      textArray(claims.map(({ identity }) => identity.payerClaimRef)),
      textArray(claims.map(({ day }) => day)),
      numberArray(claims.map(({ received }) => received)),
      textArray(claims.map(({ traceNo }) => traceNo)),
      numberArray(claims.map(({ paidCents }) => paidCents)),
      textArray(claims.map(({ provider }) => provider)),
      textArray(claims.map(({ denial }) => (denial === null ? null : JSON.stringify(denial)))),
    ],
  )
}
