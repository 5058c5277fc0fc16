import type { DeviceRecord } from '../../shared/contract/ingest.ts'
import type { Queries } from '../database/database.ts'
import { hexOf, sql, tokens, type Sql } from '../database/sql.ts'

/**
 * Rows `(claim_token, payer)` of claims whose payer is known: that of their latest denial, else of their first answer.
 * @param claims SQL of an array of tokens
 */
export const claimPayers = (claims: Sql): Sql => sql`
  select distinct on (known.claim_token) known.claim_token, known.payer from (
    select d.claim_token, d.payer, 0 as rank, d.received, d.denial_no from denials d
      where d.claim_token = any(${claims}) and d.payer <> ''
    union all
    select c.claim_token, c.payer, 1, c.first_received, 0 from claims c where c.claim_token = any(${claims}) and c.payer <> ''
  ) known
  order by known.claim_token, known.rank, known.received desc, known.denial_no desc`

export type ClaimPayers = ReadonlyMap<string, string>

/** The payers of the claims on which there are records that name none themselves. */
export async function readClaimPayers(queries: Queries, records: readonly DeviceRecord[]): Promise<ClaimPayers> {
  const unnamed = records.flatMap((record) =>
    (record.kind === 'span' || record.kind === 'hidden_tag') && record.payer === null ? (record.claimToken ?? []) : [],
  )
  if (unnamed.length === 0) return new Map()
  const rows = await queries.query<{ claimToken: string; payer: string }>(
    sql`select ${hexOf(sql`claim_token`)} as "claimToken", payer from (${claimPayers(tokens([...new Set(unnamed)]))}) known`,
  )
  return new Map(rows.map(({ claimToken, payer }) => [claimToken, payer]))
}

/** A record with the payer of its claim where its rule names none. */
export function withClaimPayer<Fact extends { readonly payer: string | null; readonly claimToken: string | null }>(
  record: Fact,
  payers: ClaimPayers,
): Fact & { readonly payerOfClaim: boolean } {
  const { payer, claimToken } = record
  const ofClaim = payer === null && claimToken !== null ? (payers.get(claimToken) ?? null) : null
  return { ...record, payer: payer ?? ofClaim, payerOfClaim: ofClaim !== null }
}
