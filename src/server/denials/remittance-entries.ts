import type { ClaimOutcome } from '../../shared/contract/denials.ts'
import { judgeClaim, OTHER_CATEGORY, withoutAnswer } from '../../shared/denials/index.ts'
import type {
  DenialCategories,
  Judgement,
  RemittanceClaim,
  RemittanceItem,
  TransactionStart,
} from '../../shared/denials/index.ts'
import type { ClaimIdentity, ImportEntry, ImportTally, StatedDenial } from './entries.ts'

/** The answers and reversals of a remittance file, in its order. What else it says is counted and reported in `tally`. */
export async function* remittanceEntries(
  items: AsyncIterable<RemittanceItem>,
  categories: DenialCategories,
  tally: ImportTally,
): AsyncGenerator<ImportEntry, void, undefined> {
  let transaction: TransactionStart | null = null
  for await (const item of items) {
    if (item.kind === 'transaction') transaction = item
    else if (item.kind === 'transaction_end' && item.imbalance !== null) {
      const { paymentCents, claimsPaidCents, providerAdjustmentsCents } = item.imbalance
      tally.counts.imbalances += 1
      tally.find({
        kind: 'payment_imbalance',
        claimRef: null,
        payerClaimRef: null,
        serviceLine: null,
        expectedCents: claimsPaidCents - providerAdjustmentsCents,
        paidCents: paymentCents,
        segment: transaction?.segment ?? 0,
        line: transaction?.line ?? 0,
      })
    } else if (item.kind === 'claim' && transaction !== null) {
      const judgement = judgeClaim(item.claim, categories)
      tally.counts.claims += 1
      reportImbalances(item.claim, judgement, tally)
      if (judgement.kind === 'full' || judgement.kind === 'partial') tally.counts[judgement.kind] += 1
      else if (judgement.kind === 'reversal') tally.counts.reversals += 1
      const entry = entryOf(item.claim, judgement, transaction)
      if (entry !== null) yield entry
    }
  }
}

/** Null: the claim has not been answered. */
function entryOf(claim: RemittanceClaim, judgement: Judgement, transaction: TransactionStart): ImportEntry | null {
  if (withoutAnswer.has(claim.status)) return null
  const identity = {
    payer: transaction.payer.name,
    claimRef: claim.claimRef,
    payerClaimRef: claim.payerClaimRef,
  }
  const { paidCents } = claim
  const day = transaction.paymentDate ?? transaction.productionDate
  const traceNo = transaction.traceNumber
  if (judgement.kind === 'reversal') {
    return { kind: 'reversal', identity, paidCents, day, traceNo, segment: claim.segment, line: claim.line }
  }
  return {
    kind: 'answered',
    identity,
    outcome: outcomeOf(claim, judgement),
    billedCents: claim.chargeCents,
    paidCents,
    denial: denialOf(identity, claim, judgement),
    provider: claim.renderingProvider?.name ?? (transaction.payee.name || null),
    day,
    traceNo,
  }
}

function outcomeOf({ paidCents }: RemittanceClaim, { kind }: Judgement): ClaimOutcome {
  if (kind === 'full') return 'denied_full'
  if (kind === 'partial') return 'denied_partial'
  return paidCents > 0 ? 'paid' : 'contractual'
}

function denialOf(identity: ClaimIdentity, claim: RemittanceClaim, judgement: Judgement): StatedDenial | null {
  if (judgement.kind !== 'full' && judgement.kind !== 'partial') return null
  return {
    ...identity,
    kind: judgement.kind,
    category: judgement.category ?? OTHER_CATEGORY,
    group: judgement.group,
    carcs: judgement.carcs,
    rarcs: judgement.rarcs,
    billedCents: claim.chargeCents,
    paidCents: claim.paidCents,
    deniedCents: judgement.deniedCents,
    balanced: judgement.imbalances.length === 0,
    plan: claim.filingIndicator,
  }
}

function reportImbalances(claim: RemittanceClaim, { imbalances }: Judgement, tally: ImportTally): void {
  if (imbalances.length > 0) tally.counts.imbalances += 1
  for (const imbalance of imbalances) {
    tally.find({
      kind: imbalance.kind === 'line' ? 'line_imbalance' : 'claim_imbalance',
      claimRef: claim.claimRef,
      payerClaimRef: claim.payerClaimRef,
      serviceLine: imbalance.kind === 'line' ? imbalance.line + 1 : null,
      expectedCents: imbalance.chargeCents - imbalance.adjustmentsCents,
      paidCents: imbalance.paidCents,
      segment: claim.segment,
      line: claim.line,
    })
  }
}
