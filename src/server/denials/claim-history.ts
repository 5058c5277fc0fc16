import type { KnownDenial } from './ledger-changes.ts'
import type { RemittanceClaimRecord } from './remittance-claims.ts'

/** One claim: its denials on file, its earlier remittances, and those of the current file. */
export interface ClaimHistory {
  /** In order of receipt. */
  readonly denials: readonly KnownDenial[]
  readonly earlier: readonly RemittanceClaimRecord[]
  readonly incoming: readonly RemittanceClaimRecord[]
}

/**
 * The records of one claim in date order, whatever the order of import. Remittances have no time of day: of one day, files that deny come
 * first, then files that reverse before anything else, then files that only pay. A file keeps its own order.
 */
export function inDateOrder(claims: readonly RemittanceClaimRecord[]): RemittanceClaimRecord[] {
  const ranks = ranksOf(claims)
  return claims.toSorted(
    (one, other) =>
      one.received - other.received ||
      (ranks.get(fileOf(one)) ?? PAYS_ONLY) - (ranks.get(fileOf(other)) ?? PAYS_ONLY) ||
      (one.contentHash < other.contentHash ? -1 : one.contentHash > other.contentHash ? 1 : 0) ||
      one.position - other.position,
  )
}

const PAYS_ONLY = 2

/** Whether the incoming records follow all earlier ones, so that they can be applied without rebuilding the claim. */
export function isInDateOrder({ denials, earlier, incoming }: ClaimHistory): boolean {
  if (earlier.length + denials.length === 0 && incoming.length < 2) return true
  const isDenied = incoming.some(({ kind }) => kind === 'denied')
  if (denials.length === 0 && !isDenied && earlier.every(({ kind }) => kind !== 'denied')) return true
  // The remittance may state a denial that only a worklist has added so far.
  if (isDenied && denials.some(({ inRemittance }) => !inRemittance)) return false
  // The order of import does not decide which of two denials of one day is the later.
  if (denials.some(({ received }, index) => index > 0 && denials[index - 1]?.received === received)) return false
  const ordered = inDateOrder([...earlier, ...incoming])
  return incoming.every((claim, index) => ordered[earlier.length + index] === claim)
}

const fileOf = ({ importNo, received }: RemittanceClaimRecord) => `${importNo} ${received}`

/** Rank by file: 0 denies first, 1 reverses first. Files that only pay are missing. */
function ranksOf(claims: readonly RemittanceClaimRecord[]): ReadonlyMap<string, number> {
  const firsts = new Map<string, RemittanceClaimRecord>()
  for (const claim of claims) {
    if (claim.kind === 'paid') continue
    const first = firsts.get(fileOf(claim))
    if (!first || claim.position < first.position) firsts.set(fileOf(claim), claim)
  }
  return new Map([...firsts].map(([file, { kind }]) => [file, kind === 'denied' ? 0 : 1]))
}
