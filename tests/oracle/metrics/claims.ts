import { grouped } from '../../../src/shared/grouped.ts'
import type { ClaimFact, CountFact, RemittedFact } from './facts.ts'
import { isIn, ratioOf, reading, sumOf, total, type Item, type Question, type Reading } from './item.ts'
import { timeKey } from './items.ts'
import { nameOrNull, type World } from './world.ts'

interface ClaimItem extends Item {
  readonly claim: ClaimFact
}
interface CountItem extends Item {
  readonly counted: CountFact
}
interface RemittedItem extends Item {
  readonly remitted: RemittedFact
}

const isDenied = ({ claim }: { readonly claim: ClaimFact }) => claim.firstOutcome.startsWith('denied')

/** Rates of claims: by their first remittance, and by what the billing system counted. */
export function claimReadings(world: World): Readonly<Record<string, Reading>> {
  const { claims, counts, remitted } = world.facts
  const first =
    (is: (claim: ClaimFact) => boolean = () => true) =>
    (question: Question) =>
      claims
        .filter((claim) => isIn(claim.firstReceived, question) && is(claim))
        .map((claim): ClaimItem => ({ claim, ...placed(claim.firstReceived, claim, world) }))
  const counted = (question: Question) =>
    counts
      .filter(({ day }) => isIn(day, question))
      .map((row): CountItem => ({ counted: row, ...placed(row.day, row, world) }))
  const stated =
    (is: (claim: RemittedFact) => boolean) =>
    (question: Question): readonly RemittedItem[] =>
      remitted
        .filter((claim) => isIn(claim.received, question) && is(claim))
        .map((claim) => ({ remitted: claim, ...placed(claim.received, claim, world) }))
  // A claim that several remittances of the period state counts once, with the first of them.
  const statedOnce = (is: (claim: RemittedFact) => boolean) => (question: Question) => {
    const inOrder = stated(is)(question).toSorted((one, other) => one.remitted.received - other.remitted.received)
    const ofClaim = grouped(inOrder, ({ remitted: { payer, claimToken } }) => `${payer} ${claimToken}`)
    return [...ofClaim.values()].flatMap((items) => items.slice(0, 1))
  }
  const claimsStated = sumOf<RemittedItem>((items) => items.length)
  return {
    initial_denial_rate: reading<ClaimItem | CountItem>(
      (question) => [...first(({ firstOutcome }) => firstOutcome.startsWith('denied'))(question), ...counted(question)],
      ratioOf(
        (items) => items.filter((item) => 'claim' in item).length,
        (items) => total(items, (item) => ('counted' in item ? item.counted.submitted : 0)),
      ),
    ),
    primary_denial_rate: reading(
      first(({ ofPrimary, category }) => ofPrimary && category !== 'duplicate'),
      ratioOf(
        (items) => items.filter((item) => isDenied(item) && item.claim.firstPaidCents === 0).length,
        (items) => items.length,
      ),
    ),
    denial_rate_dollars: reading(
      first(),
      ratioOf(
        (items) => total(items, ({ claim }) => claim.firstDeniedCents),
        (items) => total(items, ({ claim }) => claim.billedCents),
      ),
    ),
    first_pass_payment_rate: reading(
      first(),
      ratioOf(
        (items) => items.filter(({ claim }) => claim.firstOutcome === 'paid').length,
        (items) => items.length,
      ),
    ),
    clean_claim_rate: reading(
      counted,
      ratioOf(
        (items) => total(items, (item) => item.counted.clean),
        (items) => total(items, (item) => item.counted.accepted),
      ),
    ),
    pending_claims: reading(
      statedOnce(({ pendingCarcs }) => pendingCarcs.length > 0),
      claimsStated,
    ),
    undecided_claims: reading(
      statedOnce(({ undecidedCarcs }) => undecidedCarcs.length > 0),
      claimsStated,
    ),
    reduced_amount: reading(
      stated(({ reducedCents }) => reducedCents > 0),
      sumOf((items) => total(items, (item) => item.remitted.reducedCents)),
    ),
  }
}

function placed(
  at: number,
  { payer, provider = null }: { readonly payer: string; readonly provider?: string | null },
  world: World,
): Item {
  const key = (dimension: string) => {
    if (dimension === 'payer') return nameOrNull(payer)
    if (dimension === 'provider') return provider
    return timeKey(dimension, at, world) ?? null
  }
  return { at, key }
}
