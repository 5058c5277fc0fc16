import type { ContractSettings, RoutingSettings } from '../../shared/contract/settings.ts'
import { contractTerms, routeOf } from '../../shared/denials/index.ts'
import type { CalendarDay } from '../../shared/denials/index.ts'
import type { DayStarts } from './days.ts'
import type { StatedDenial } from './entries.ts'
import { noFields } from './ledger-changes.ts'
import type { DenialFields, Settled } from './ledger-changes.ts'
import type { DenialLedger } from './ledger.ts'
import type { RemittedClaim } from './remitted-claims.ts'

/** What new denials get their dates, owner and queue by. */
export interface Terms {
  readonly days: DayStarts
  readonly contracts: ContractSettings['rules']
  readonly routing: RoutingSettings['rules']
}

/** A denial that has come. */
export interface Arrival {
  readonly token: string | null
  readonly denial: StatedDenial
  readonly day: CalendarDay
  /** The beginning of that day, or when it was first said to begin, epoch ms. */
  readonly received: number
  /** A remittance states it. */
  readonly remitted: boolean
  readonly provider: string | null
  /** What the file says itself stays. */
  readonly said: Partial<DenialFields>
}

/** Brings what a remittance says of a claim to the ledger. */
export function settleRemitted(ledger: DenialLedger, claim: RemittedClaim, terms: Terms): Settled {
  const { kind, identity, token, received, denial, paidCents } = claim
  ledger.hear(claim.importNo)
  if (kind === 'reversed') {
    const settled = ledger.reverse(identity, token, received)
    if (paidCents < 0) payClaim(ledger, claim)
    return settled
  }
  if (denial === null) return payClaim(ledger, claim)
  if (ledger.knows(denial, token)) return 'known'
  // What a denied claim is paid at once is no recovery of this denial, but may be one of an earlier.
  if (paidCents > 0) payClaim(ledger, claim)
  addDenial(ledger, { ...claim, denial, remitted: true, said: {} }, terms)
  return 'added'
}

/** The days that have to be learnt before a denial of that day can be added. */
export function daysOfTerms(denial: StatedDenial, day: CalendarDay, contracts: Terms['contracts']): CalendarDay[] {
  const { followUpDue, appealDue } = contractTerms(denial, day, contracts)
  return appealDue === null ? [followUpDue] : [followUpDue, appealDue]
}

/** Adds a denial by its contract's terms and its route. @returns its number */
export function addDenial(ledger: DenialLedger, arrival: Arrival, { days, contracts, routing }: Terms): number {
  const { token, denial, day, received, remitted, provider, said } = arrival
  const terms = contractTerms(denial, day, contracts)
  const fields = { ...noFields, followUpDue: days.of(terms.followUpDue), provider }
  const denialNo = ledger.add({ token, denial, received, remitted, fields })
  ledger.change(denialNo, said, received)
  if (terms.appealDue !== null && said.appealDue === undefined) {
    ledger.change(denialNo, { appealDue: days.of(terms.appealDue) }, received, `rule contracts/${terms.rule}`)
  }
  const { category, deniedCents, payer } = denial
  const route = routeOf({ payer, category, deniedCents, serviceLine: said.serviceLine ?? null }, routing)
  if (route === null) return denialNo
  const owner = said.owner ?? route.owner
  const queue = said.queue ?? route.queue
  ledger.change(denialNo, { owner, queue }, received, `rule routing/${route.rule}`)
  return denialNo
}

/** Brings only what a remittance pays on a claim, or takes back of it. */
export function payClaim(ledger: DenialLedger, claim: RemittedClaim): Settled {
  const { identity, token, traceNo, day, paidCents, received } = claim
  ledger.hear(claim.importNo)
  // Without the number of the payment, its day tells it from another.
  const payment = { traceNo: traceNo ?? day, payerClaimRef: identity.payerClaimRef, paidCents }
  return ledger.pay(identity.payer, token, payment, received)
}
