import type { CalendarDay } from '../../shared/denials/index.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { remittanceClaims } from '../database/schema/denials.ts'
import { hexOf, sql, tokens } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import type { ClaimIdentity, StatedDenial } from './entries.ts'

/** A claim of one remittance that is denied, paid or reversed there. */
export interface RemittanceClaimRecord {
  readonly importNo: number
  /** Hash of the file. It orders files of one day, whatever the order of their import. */
  readonly contentHash: string
  /** In the file. */
  readonly position: number
  /** `denied` may be paid in part. */
  readonly kind: 'denied' | 'paid' | 'reversed'
  readonly identity: ClaimIdentity
  /** Null: the claim reference identifies nothing. */
  readonly claimToken: string | null
  readonly day: CalendarDay
  /** The beginning of that day, epoch ms. */
  readonly received: number
  /** TRN02; null: unknown. */
  readonly traceNo: string | null
  /** Below 0: taken back. */
  readonly paidCents: number
  readonly provider: string | null
  /** Of `denied` only. */
  readonly denial: StatedDenial | null
  /** In the current file; null: stored by an earlier import. */
  readonly place: { readonly segment: number; readonly line: number } | null
}

type Row = Omit<RemittanceClaimRecord, 'identity' | 'denial' | 'place'> &
  ClaimIdentity & { readonly stated: string | null }

/** All stored records of these claims, in no order. @param contentHash of the current import, which has no row in `imports` yet */
export async function readRemittanceClaims(
  queries: Queries,
  { importNo, contentHash }: { readonly importNo: number; readonly contentHash: string },
  claimTokens: readonly string[],
): Promise<RemittanceClaimRecord[]> {
  if (claimTokens.length === 0) return []
  const rows = await queries.query<Row>(
    sql`select r.import_no as "importNo", coalesce(i.content_hash, case when r.import_no = ${importNo}::int then ${contentHash} end, '') as "contentHash",
        r.position, r.kind, r.payer, r.claim_ref as "claimRef", r.payer_claim_ref as "payerClaimRef", ${hexOf(sql`r.claim_token`)} as "claimToken",
        r.day, r.received, r.trace_no as "traceNo", r.paid_cents as "paidCents", r.provider, r.stated
      from remittance_claims r left join imports i on i.import_no = r.import_no
      where r.claim_token = any(${tokens(claimTokens)})`,
  )
  return rows.map(({ payer, claimRef, payerClaimRef, stated, ...row }) => ({
    ...row,
    identity: { payer, claimRef, payerClaimRef },
    denial: stated === null ? null : (JSON.parse(stated) as StatedDenial),
    place: null,
  }))
}

/** Stores the records of a file, except those whose claim reference identifies nothing. */
export async function storeRemittanceClaims(
  queries: Queries,
  records: readonly RemittanceClaimRecord[],
): Promise<void> {
  const rows = records.flatMap(({ identity, claimToken, denial, ...record }) =>
    claimToken === null
      ? []
      : [{ ...record, ...identity, claimToken, stated: denial === null ? null : JSON.stringify(denial) }],
  )
  if (rows.length === 0) return
  await queries.query(bulkInsert(remittanceClaims, columnNames(remittanceClaims), rows))
}
