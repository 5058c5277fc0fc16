import type { ContractSettings, RoutingSettings } from '../../shared/contract/settings.ts'
import { contractTerms, routeOf, type CalendarDay } from '../../shared/denials/index.ts'
import type { DayStarts } from './days.ts'
import type { StatedDenial } from './entries.ts'
import { noFields, type DenialFields, type PostingResult } from './ledger-changes.ts'
import type { DenialLedger } from './ledger.ts'
import type { RemittanceClaimRecord } from './remittance-claims.ts'

/** The terms by which new denials get dates, owner and queue. */
export interface PostingTerms {
  readonly days: DayStarts
  readonly contracts: ContractSettings['rules']
  readonly routing: RoutingSettings['rules']
}

/** A denial to add by these terms. */
export interface IncomingDenial {
  readonly claimToken: string | null
  readonly denial: StatedDenial
  readonly day: CalendarDay
  /** The beginning of that day, as first computed, epoch ms. */
  readonly received: number
  readonly inRemittance: boolean
  readonly provider: string | null
  /** Fields that the file sets; terms do not override them. */
  readonly given: Partial<DenialFields>
}

/** Applies a claim of a remittance to the ledger. */
export function applyRemittance(
  ledger: DenialLedger,
  claim: RemittanceClaimRecord,
  terms: PostingTerms,
): PostingResult {
  const { kind, identity, claimToken, received, denial, paidCents } = claim
  return ledger.withSource(claim.importNo, () => {
    if (kind === 'reversed') {
      const result = ledger.reverse(identity, claimToken, received)
      if (paidCents < 0) applyPayment(ledger, claim)
      return result
    }
    if (denial === null) return applyPayment(ledger, claim)
    if (ledger.has(denial, claimToken)) return 'known'
    // An immediate payment recovers nothing of this denial, but may recover an earlier one.
    if (paidCents > 0) applyPayment(ledger, claim)
    addDenial(ledger, { ...claim, denial, inRemittance: true, given: {} }, terms)
    return 'added'
  })
}

/** The days whose beginnings `addDenial` needs. */
export function daysOfTerms(
  denial: StatedDenial,
  day: CalendarDay,
  contracts: PostingTerms['contracts'],
): CalendarDay[] {
  const { followUpDue, appealDue } = contractTerms(denial, day, contracts)
  return appealDue === null ? [followUpDue] : [followUpDue, appealDue]
}

/** Adds a denial with the dates of its contract and the owner and queue of its route. @returns its number */
export function addDenial(
  ledger: DenialLedger,
  incoming: IncomingDenial,
  { days, contracts, routing }: PostingTerms,
): number {
  const { claimToken, denial, day, received, inRemittance, provider, given } = incoming
  const terms = contractTerms(denial, day, contracts)
  const fields = { ...noFields, followUpDue: days.of(terms.followUpDue), provider }
  const denialNo = ledger.add({ claimToken, denial, received, inRemittance, fields })
  ledger.change(denialNo, given, received)
  if (terms.appealDue !== null && given.appealDue === undefined) {
    ledger.change(denialNo, { appealDue: days.of(terms.appealDue) }, received, `rule contracts/${terms.rule}`)
  }
  const { category, deniedCents, payer } = denial
  const route = routeOf({ payer, category, deniedCents, serviceLine: given.serviceLine ?? null }, routing)
  if (route === null) return denialNo
  const owner = given.owner ?? route.owner
  const queue = given.queue ?? route.queue
  ledger.change(denialNo, { owner, queue }, received, `rule routing/${route.rule}`)
  return denialNo
}

/** Applies only the payment or takeback of a claim. */
export function applyPayment(ledger: DenialLedger, claim: RemittanceClaimRecord): PostingResult {
  const { identity, claimToken, traceNo, day, paidCents, received } = claim
  // Without a trace number the day tells payments apart.
  const payment = { traceNo: traceNo ?? day, payerClaimRef: identity.payerClaimRef, paidCents }
  return ledger.withSource(claim.importNo, () => ledger.pay(identity.payer, claimToken, payment, received))
}
