import type { Queries } from '../database/database.ts'
import { hexOf, sql } from '../database/sql.ts'
import { markDirty } from '../jobs/dirty-claims.ts'
import { digitsOf, isWithZeros } from './leading-zeros.ts'
import { ClaimReplay, type ReplayedClaims } from './replay-claims.ts'
import type { ClaimTokens } from './tokens.ts'

/** Claims that are posted again at once. */
const CLAIMS_AT_ONCE = 1000

export interface StoredClaim {
  readonly claimToken: string
  readonly claimRef: string
}

/** Posts claims again, with those that differ from them in leading zeros only. @param leftOut imports that are taken back */
export async function postAgain(
  queries: Queries,
  claims: readonly StoredClaim[],
  tokenOf: ClaimTokens,
  leftOut: readonly number[] = [],
): Promise<ReplayedClaims> {
  const total = { removed: 0, removedWorked: 0, changed: 0, laterRowsLeftOut: 0 }
  if (claims.length === 0) return total
  const replay = await ClaimReplay.start(queries, leftOut, tokenOf)
  for (const part of inParts(claims)) {
    const claimTokens = await withRelatives(queries, part, tokenOf)
    const replayed = await replay.post(claimTokens)
    total.removed += replayed.removed
    total.removedWorked += replayed.removedWorked
    total.changed += replayed.changed
    total.laterRowsLeftOut += replayed.laterRowsLeftOut
    await markDirty(queries, claimTokens)
  }
  return total
}

/** Claims in parts to post again. Those that differ in leading zeros only are in one part. */
function inParts(claims: readonly StoredClaim[]): readonly (readonly StoredClaim[])[] {
  const digits = ({ claimRef }: StoredClaim) => digitsOf(claimRef) ?? ''
  const sorted = claims.toSorted((one, other) => (digits(one) < digits(other) ? -1 : 1))
  const parts: StoredClaim[][] = []
  let last: StoredClaim[] = []
  for (const claim of sorted) {
    const before = last.at(-1)
    const isRelated = before !== undefined && digits(claim) !== '' && digits(before) === digits(claim)
    if (last.length === 0 || (last.length >= CLAIMS_AT_ONCE && !isRelated)) {
      last = []
      parts.push(last)
    }
    last.push(claim)
  }
  return parts
}

/** The claims with those that differ from them in leading zeros only: a row may have been taken for one or another of them. */
async function withRelatives(
  queries: Queries,
  claims: readonly StoredClaim[],
  tokenOf: ClaimTokens,
): Promise<readonly string[]> {
  const digits = [...new Set(claims.flatMap(({ claimRef }) => digitsOf(claimRef) ?? []))]
  const own = [...claims.map(({ claimToken }) => claimToken), ...digits.flatMap((each) => tokenOf(each) ?? [])]
  if (digits.length === 0) return [...new Set(own)]
  const withZeros = isWithZeros(digits)
  const related = await queries.query<{ claimToken: string }>(
    sql`select ${hexOf(sql`claim_token`)} as "claimToken" from denials where claim_token is not null and ${withZeros}
      union select ${hexOf(sql`claim_token`)} from remittance_claims where ${withZeros}
      union select ${hexOf(sql`claim_token`)} from worklist_claims where ${withZeros}`,
  )
  return [...new Set([...own, ...related.map(({ claimToken }) => claimToken)])]
}
