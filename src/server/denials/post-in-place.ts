import { bulkRows } from '../database/bulk-insert.ts'
import { readValue, type Queries } from '../database/database.ts'
import { remittanceClaims } from '../database/schema/denials.ts'
import { hexOf, name, sql, type Sql } from '../database/sql.ts'
import { digitsOf } from './leading-zeros.ts'
import { postAgain, type StoredClaim } from './post-again.ts'
import type { ClaimTokens } from './tokens.ts'

/** A claim of a remittance, with the import in whose place it is posted. */
interface PlacedClaim extends StoredClaim {
  readonly knownSince: number
}

/**
 * Gives the claims of a remittance that was imported just now their place among the imports. The content of an import that was taken back takes
 * that one's place. A claim whose worklist rows were left out when an import was taken back comes before these rows, unless the import that they
 * followed comes back. What people and later worklists said of such claims is applied again after them, as if no import had been taken back.
 */
export async function postInPlace(
  queries: Queries,
  source: { readonly importNo: number; readonly contentHash: string },
  tokenOf: ClaimTokens,
): Promise<void> {
  const back = await takePlaceOfTakenBack(queries, source)
  const returned = back.length === 0 ? [] : await returnToOwnPlace(queries, source.importNo)
  await postAgain(queries, await withLaterWords(queries, [...back, ...returned], tokenOf), tokenOf)
  const importNos = [...new Set([source.importNo, ...returned.map(({ importNo }) => importNo)])]
  const before = await takePlaceBeforeLeftOut(queries, source.importNo, importNos)
  await postAgain(queries, await withLaterWords(queries, before, tokenOf), tokenOf)
}

/** The same content again stands where it stood first. */
async function takePlaceOfTakenBack(
  queries: Queries,
  { importNo, contentHash }: { readonly importNo: number; readonly contentHash: string },
): Promise<readonly PlacedClaim[]> {
  const first = await readValue<number>(queries, firstWith(sql`${contentHash}::text`))
  if (first === null) return []
  return queries.query<PlacedClaim>(
    sql`update remittance_claims r set known_since = ${first} where import_no = ${importNo} ${returningPlaced}`,
  )
}

/**
 * Other imports' claims that stand before rows which had been left out follow them again: the rows may have been left out only because this
 * import was taken back.
 * @returns them with the place that they had
 */
async function returnToOwnPlace(
  queries: Queries,
  importNo: number,
): Promise<readonly (PlacedClaim & { readonly importNo: number })[]> {
  const own = sql`coalesce((${firstWith(name('i.content_hash'))}), i.import_no)`
  return queries.query(
    sql`with moved as (
        select r.claim_token, r.import_no, r.position, r.known_since, ${own} as own
        from remittance_claims r join imports i using (import_no)
        where r.import_no <> ${importNo} and r.known_since < ${own}
          and r.claim_token in (select b.claim_token from remittance_claims b where b.import_no = ${importNo})
      )
      update remittance_claims r set known_since = m.own from moved m
      where r.claim_token = m.claim_token and r.import_no = m.import_no and r.position = m.position
      returning ${hexOf(name('r.claim_token'))} as "claimToken", r.claim_ref as "claimRef", m.known_since as "knownSince", r.import_no as "importNo"`,
  )
}

/** The first import with a content, which has been taken back. */
const firstWith = (contentHash: Sql): Sql =>
  sql`select min(t.import_no) from imports t where starts_with(t.content_hash, ${contentHash} || ' taken back ')`

/** A denial that rows wait for stands before the first of them, so that all worklists follow it in their order. @param importNos whose denials may */
async function takePlaceBeforeLeftOut(
  queries: Queries,
  importNo: number,
  importNos: readonly number[],
): Promise<readonly PlacedClaim[]> {
  return queries.query<PlacedClaim>(
    sql`update remittance_claims r set known_since = w.first - 1
      from (select claim_token, min(import_no) as first from worklist_claims where left_out group by claim_token) w
      where r.claim_token = w.claim_token and r.import_no = any(${importNos}::int[]) and coalesce(r.known_since, r.import_no) >= w.first
        and r.claim_token in (select b.claim_token from remittance_claims b where b.import_no = ${importNo})
        and exists (
          select 1 from remittance_claims d
          where d.claim_token = r.claim_token and d.import_no = r.import_no and d.kind = 'denied'
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
