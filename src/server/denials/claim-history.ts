import type { KnownDenial } from './ledger-changes.ts'
import type { RemittanceClaimRecord } from './remittance-claims.ts'

/** All that is known of one claim: its denials, with what people and worklists said of them, and what remittances said of it. */
export interface ClaimHistory {
  /** In order of receipt. */
  readonly denials: readonly KnownDenial[]
  readonly records: readonly RemittanceClaimRecord[]
}

/**
 * The records of one claim in date order, whatever the order of import. Remittances have no time of day: of one day, files that deny come
 * first, then files that reverse before anything else, then files that only answer. A file keeps its own order.
 */
export function inDateOrder(claims: readonly RemittanceClaimRecord[]): RemittanceClaimRecord[] {
  if (claims.length < 2) return [...claims]
  const ranks = ranksOf(claims)
  return claims.toSorted(
    (one, other) =>
      one.received - other.received ||
      (ranks.get(fileOf(one)) ?? ANSWERS_ONLY) - (ranks.get(fileOf(other)) ?? ANSWERS_ONLY) ||
      (one.contentHash < other.contentHash ? -1 : one.contentHash > other.contentHash ? 1 : 0) ||
      one.position - other.position,
  )
}

const ANSWERS_ONLY = 2

const fileOf = ({ importNo, received }: RemittanceClaimRecord) => `${importNo} ${received}`

/** Rank by file: 0 denies first, 1 reverses first. Files that do neither are missing. */
function ranksOf(claims: readonly RemittanceClaimRecord[]): ReadonlyMap<string, number> {
  const firsts = new Map<string, RemittanceClaimRecord>()
  for (const claim of claims) {
    if (claim.kind !== 'denied' && claim.kind !== 'reversed') continue
    const first = firsts.get(fileOf(claim))
    if (!first || claim.position < first.position) firsts.set(fileOf(claim), claim)
  }
  return new Map([...firsts].map(([file, { kind }]) => [file, kind === 'denied' ? 0 : 1]))
}
