import { bulkRows } from '../database/bulk-insert.ts'
import { readValue, type Queries } from '../database/database.ts'
import { remittanceClaims } from '../database/schema/denials.ts'
import { hexOf, name, sql } from '../database/sql.ts'
import { digitsOf } from './leading-zeros.ts'
import { postAgain, type StoredClaim } from './post-again.ts'
import type { ClaimTokens } from './tokens.ts'

/** A claim of a remittance, with the import in whose place it is posted. */
interface PlacedClaim extends StoredClaim {
  readonly knownSince: number
}

/**
 * Gives the claims of a remittance that was imported just now their place among the imports. The content of an import that was taken back takes
 * that one's place. A claim whose worklist rows were left out when an import was taken back comes before these rows. What people and later
 * worklists said of such claims is applied again after them, as if no import had been taken back.
 */
export async function postInPlace(
  queries: Queries,
  source: { readonly importNo: number; readonly contentHash: string },
  tokenOf: ClaimTokens,
): Promise<void> {
  const placed = [
    ...(await takePlaceOfTakenBack(queries, source)),
    ...(await takePlaceBeforeLeftOut(queries, source.importNo)),
  ]
  await postAgain(queries, await withLaterWords(queries, placed, tokenOf), tokenOf)
}

/** The same content again stands where it stood first. */
async function takePlaceOfTakenBack(
  queries: Queries,
  { importNo, contentHash }: { readonly importNo: number; readonly contentHash: string },
): Promise<readonly PlacedClaim[]> {
  const first = await readValue<number>(
    queries,
    sql`select min(import_no) from imports where starts_with(content_hash, ${`${contentHash} taken back `})`,
  )
  if (first === null) return []
  return queries.query<PlacedClaim>(
    sql`update remittance_claims r set known_since = ${first} where import_no = ${importNo} ${returningPlaced}`,
  )
}

/** A denial that rows wait for stands before the first of them, so that all worklists follow it in their order. */
async function takePlaceBeforeLeftOut(queries: Queries, importNo: number): Promise<readonly PlacedClaim[]> {
  return queries.query<PlacedClaim>(
    sql`update remittance_claims r set known_since = w.first - 1
      from (select claim_token, min(import_no) as first from worklist_claims where left_out group by claim_token) w
      where r.claim_token = w.claim_token and r.import_no = ${importNo} and coalesce(r.known_since, r.import_no) >= w.first
        and exists (
          select 1 from remittance_claims d
          where d.claim_token = r.claim_token and d.import_no = ${importNo} and d.kind = 'denied'
        ) ${returningPlaced}`,
  )
}

const returningPlaced = sql`returning ${hexOf(name('r.claim_token'))} as "claimToken", r.claim_ref as "claimRef", r.known_since as "knownSince"`

/** The claims of which people or worklists said something after their place: only these can differ from what has been posted. */
async function withLaterWords(
  queries: Queries,
  placed: readonly PlacedClaim[],
  tokenOf: ClaimTokens,
): Promise<readonly PlacedClaim[]> {
  if (placed.length === 0) return []
  const bared = ({ claimRef }: StoredClaim) => tokenOf(digitsOf(claimRef) ?? '')
  const asked = placed.flatMap((claim) => {
    const digits = bared(claim)
    return [claim, ...(digits === null ? [] : [{ ...claim, claimToken: digits }])]
  })
  const found = await queries.query<{ claimToken: string }>(
    sql`select distinct ${hexOf(name('r.claim_token'))} as "claimToken"
      from ${bulkRows(remittanceClaims, ['claimToken', 'knownSince'], asked)}
      where exists (select 1 from worklist_claims w where w.claim_token = r.claim_token and w.import_no > r.known_since)
        or exists (
          select 1 from denials d join denial_events e on e.denial_no = d.denial_no
          where d.claim_token = r.claim_token and e.origin in ('person', 'worklist') and e.after_import >= r.known_since
        )`,
  )
  const tokens = new Set(found.map(({ claimToken }) => claimToken))
  return placed.filter((claim) => tokens.has(claim.claimToken) || tokens.has(bared(claim) ?? ''))
}
