import type { CalendarDay } from '../../shared/denials/index.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { remittanceClaims } from '../database/schema/denials.ts'
import { hexOf, sql, tokens } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import type { ClaimCodes, ClaimIdentity, StatedClaim, StatedDenial } from './entries.ts'

/** A claim of one remittance. */
export interface RemittanceClaimRecord {
  readonly importNo: number
  /** The import in whose place it is posted: its own, or an earlier one that was taken back. */
  readonly knownSince: number
  /** Hash of the file. It orders files of one day, whatever the order of their import. */
  readonly contentHash: string
  /** In the file. */
  readonly position: number
  /** `denied` may be paid in part. `unpaid`: nothing is denied, paid or reversed. */
  readonly kind: 'denied' | 'paid' | 'unpaid' | 'reversed'
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
  /** ICNs of the other claims with its PCN in its transaction: what it is paid recovers nothing of them. */
  readonly apartFrom: readonly string[]
  /** Of `denied` only. */
  readonly denial: StatedDenial | null
  readonly codes: ClaimCodes
  readonly stated: StatedClaim
  /** In the current file; null: stored by an earlier import. */
  readonly place: { readonly segment: number; readonly line: number } | null
}

/** The kind of a record that is no reversal. */
export function answeredKind(denial: StatedDenial | null, paidCents: number): RemittanceClaimRecord['kind'] {
  if (denial !== null) return 'denied'
  return paidCents > 0 ? 'paid' : 'unpaid'
}

type Row = Omit<RemittanceClaimRecord, 'identity' | 'denial' | 'place' | 'stated' | 'codes'> &
  ClaimIdentity &
  ClaimCodes & { readonly stated: string | null; readonly content: string }

/** All records of these claims, in no order. @param source the current import, which has no row in `imports` yet */
export async function readRemittanceClaims(
  queries: Queries,
  claimTokens: readonly string[],
  { importNo, contentHash }: { readonly importNo: number; readonly contentHash: string } = {
    importNo: 0,
    contentHash: '',
  },
): Promise<RemittanceClaimRecord[]> {
  if (claimTokens.length === 0) return []
  const rows = await queries.query<Row>(
    sql`select r.import_no as "importNo", coalesce(i.content_hash, case when r.import_no = ${importNo}::int then ${contentHash} end, '') as "contentHash",
        coalesce(r.known_since, r.import_no) as "knownSince", r.position, r.kind, r.payer, r.claim_ref as "claimRef", r.payer_claim_ref as "payerClaimRef", ${hexOf(sql`r.claim_token`)} as "claimToken",
        r.day, r.received, r.trace_no as "traceNo", r.paid_cents as "paidCents", r.provider, r.apart_from as "apartFrom", r.stated, r.content,
        r.reduced_cents as "reducedCents", r.patient_share_cents as "patientShareCents", r.pending_carcs as "pendingCarcs",
        r.undecided_carcs as "undecidedCarcs"
      from remittance_claims r left join imports i on i.import_no = r.import_no
      where r.claim_token = any(${tokens(claimTokens)})`,
  )
  return rows.map((row) => {
    const { payer, claimRef, payerClaimRef, stated, content, ...rest } = row
    const { reducedCents, patientShareCents, pendingCarcs, undecidedCarcs, ...record } = rest
    return {
      ...record,
      identity: { payer, claimRef, payerClaimRef },
      codes: { reducedCents, patientShareCents, pendingCarcs, undecidedCarcs },
      denial: stated === null ? null : (JSON.parse(stated) as StatedDenial),
      stated: JSON.parse(content) as StatedClaim,
      place: null,
    }
  })
}

/** Stores the records of a file, except those whose claim reference identifies nothing. */
export async function storeRemittanceClaims(
  queries: Queries,
  records: readonly RemittanceClaimRecord[],
): Promise<void> {
  const rows = records.flatMap(({ identity, claimToken, denial, codes, stated, knownSince, ...record }) =>
    claimToken === null
      ? []
      : [
          {
            ...{
              ...record,
              ...identity,
              ...codes,
              claimToken,
              stated: jsonOf(denial),
              content: JSON.stringify(stated),
            },
            knownSince: knownSince === record.importNo ? null : knownSince,
          },
        ],
  )
  if (rows.length === 0) return
  await queries.query(bulkInsert(remittanceClaims, columnNames(remittanceClaims), rows))
}

/** A denial as the column `stated` has it. */
export function jsonOf(denial: StatedDenial | null): string | null {
  return denial === null ? null : JSON.stringify(denial)
}
