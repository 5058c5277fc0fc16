import type { KnownDenial } from './ledger-changes.ts'
import type { RemittedClaim } from './remitted-claims.ts'

/**
 * The order in which remittances have spoken of one claim, whatever the order their files came in: by their day. A remittance has no hour,
 * so of one day's files first those that deny, then those that take something back before they say anything anew, then those that only
 * pay; a file keeps its own order.
 */
export function inOrderOfDays(claims: readonly RemittedClaim[]): RemittedClaim[] {
  const ranks = ranksOf(claims)
  return claims.toSorted(
    (one, other) =>
      one.received - other.received ||
      (ranks.get(fileOf(one)) ?? ONLY_PAYS) - (ranks.get(fileOf(other)) ?? ONLY_PAYS) ||
      (one.contentHash < other.contentHash ? -1 : one.contentHash > other.contentHash ? 1 : 0) ||
      one.position - other.position,
  )
}

const ONLY_PAYS = 2

/** What is known of one claim, and what a file now says of it. */
export interface Said {
  /** In order of receipt. */
  readonly rows: readonly KnownDenial[]
  readonly before: readonly RemittedClaim[]
  readonly now: readonly RemittedClaim[]
}

/** Whether what is said now comes after all that was said before, so that what is known has only to be carried on. */
export function comesAfter({ rows, before, now }: Said): boolean {
  if (before.length + rows.length === 0 && now.length < 2) return true
  const isDenied = now.some(({ kind }) => kind === 'denied')
  if (rows.length === 0 && !isDenied && before.every(({ kind }) => kind !== 'denied')) return true
  // A remittance may state what only a worklist has told of.
  if (isDenied && rows.some(({ remitted }) => !remitted)) return false
  // Which of two denials of one day is the later one, their order of import does not say.
  if (rows.some(({ received }, index) => index > 0 && rows[index - 1]?.received === received)) return false
  const ordered = inOrderOfDays([...before, ...now])
  return now.every((claim, index) => ordered[before.length + index] === claim)
}

const fileOf = ({ importNo, received }: RemittedClaim) => `${importNo} ${received}`

/** 0: denies first; 1: takes back first; what only pays is not in it. */
function ranksOf(claims: readonly RemittedClaim[]): ReadonlyMap<string, number> {
  const firsts = new Map<string, RemittedClaim>()
  for (const claim of claims) {
    if (claim.kind === 'paid') continue
    const first = firsts.get(fileOf(claim))
    if (!first || claim.position < first.position) firsts.set(fileOf(claim), claim)
  }
  return new Map([...firsts].map(([file, { kind }]) => [file, kind === 'denied' ? 0 : 1]))
}
