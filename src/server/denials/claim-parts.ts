import { comparableReference, normalizeReference } from '../../shared/classify/index.ts'
import {
  isReversal,
  joinParts,
  unansweredStatuses,
  type ClaimItem,
  type ClaimPatient,
  type RemittanceClaim,
  type RemittanceItem,
} from '../../shared/denials/index.ts'
import { grouped } from '../../shared/grouped.ts'

/** How many CLP of a transaction share a claim reference, where there are several, by `keyOf`. */
export type SharedReferences = ReadonlyMap<string, number>

/** The claims of one reference in a transaction. */
export interface TransactionClaims {
  /** Each of one part or several; reversals first, then in file order. */
  readonly claims: readonly RemittanceClaim[]
  /** Parts that are equal in every segment to one before them, and dropped. */
  readonly repeated: readonly RemittanceClaim[]
  /** A reversal of the reference is among them: the others are its correction. */
  readonly hasReversal: boolean
}

/**
 * Counts the CLP that share a claim reference with another one of their transaction. Reading a file once before its claims are joined
 * keeps only claims in memory that wait for a part.
 */
export async function countSharedReferences(items: AsyncIterable<RemittanceItem>): Promise<SharedReferences> {
  const shared = new Map<string, number>()
  let transaction = 0
  let counts = new Map<string, number>()
  for await (const item of items) {
    if (item.kind === 'transaction') transaction += 1
    else if (item.kind === 'claim') {
      const key = keyOf(transaction, item.claim)
      if (key !== null) counts.set(key, (counts.get(key) ?? 0) + 1)
    } else if (item.kind === 'transaction_end') {
      for (const [key, count] of counts) if (count > 1) shared.set(key, count)
      counts = new Map()
    }
  }
  return shared
}

/** Joins the parts of claims within their transaction. */
export class ClaimJoiner {
  readonly #shared: SharedReferences
  readonly #waiting = new Map<string, ClaimItem[]>()
  #transaction = 0

  constructor(shared: SharedReferences) {
    this.#shared = shared
  }

  beginTransaction(): void {
    this.#transaction += 1
  }

  /** Takes a claim. @returns the claims of its reference, once the last of them is there */
  take(item: ClaimItem): TransactionClaims | null {
    const key = keyOf(this.#transaction, item.claim)
    const count = key === null ? 1 : (this.#shared.get(key) ?? 1)
    if (key === null || count === 1) {
      return { claims: [item.claim], repeated: [], hasReversal: isReversal(item.claim) }
    }
    const items = this.#waiting.get(key) ?? []
    items.push(item)
    this.#waiting.set(key, items)
    if (items.length < count) return null
    this.#waiting.delete(key)
    return joined(items)
  }
}

/** Null: the claim reference identifies nothing. */
function keyOf(transaction: number, { claimRef }: RemittanceClaim): string | null {
  const reference = claimRef === '0' ? null : normalizeReference(claimRef)
  return reference === null ? null : `${transaction} ${reference}`
}

function joined(items: readonly ClaimItem[]): TransactionClaims {
  const repeated: RemittanceClaim[] = []
  const seen = new Set<string>()
  const distinct = items.filter((item) => {
    const text = item.segments.join('~')
    const isRepeated = isPart(item.claim) && seen.has(text)
    if (isRepeated) repeated.push(item.claim)
    seen.add(text)
    return !isRepeated
  })
  const byIcn = grouped(distinct, ({ claim }) => comparableReference(claim.payerClaimRef))
  const claims = [...byIcn.values()].flatMap(partsOf).map((parts) => joinParts(parts))
  return {
    claims: claims.toSorted(
      (one, other) => Number(isReversal(other)) - Number(isReversal(one)) || one.segment - other.segment,
    ),
    repeated,
    hasReversal: claims.some((claim) => isReversal(claim)),
  }
}

type Parts = [RemittanceClaim, ...RemittanceClaim[]]

/** Claims of one reference and ICN by patient; a reversal or a claim without an answer is no part. */
function partsOf(items: readonly ClaimItem[]): Parts[] {
  const found: { readonly patients: ClaimPatient[]; readonly parts: Parts }[] = []
  for (const { claim, patient } of items) {
    const patients = patient === null ? [] : [patient]
    const known = isPart(claim)
      ? found.find(
          (other) =>
            isPart(other.parts[0]) && other.patients.every((one) => patients.every((each) => isSame(one, each))),
        )
      : undefined
    if (known) {
      known.parts.push(claim)
      known.patients.push(...patients)
    } else found.push({ patients, parts: [claim] })
  }
  return found.map(({ parts }) => parts)
}

function isPart(claim: RemittanceClaim): boolean {
  return !isReversal(claim) && !unansweredStatuses.has(claim.status)
}

/** Whether two patients agree in what both state. */
function isSame(one: ClaimPatient, other: ClaimPatient): boolean {
  return (['last', 'first', 'id'] as const).every(
    (name) => one[name] === '' || other[name] === '' || one[name] === other[name],
  )
}
