import type { ClaimOutcome } from '../../shared/contract/denials.ts'
import {
  classifyClaim,
  OTHER_CATEGORY,
  unansweredStatuses,
  type ClaimClassification,
  type DenialCategories,
  type RemittanceClaim,
  type RemittanceItem,
  type TransactionStart,
} from '../../shared/denials/index.ts'
import type { ImportEntry, ImportTally, StatedDenial } from './entries.ts'

/** The answers and reversals of a remittance file, in order. Counts and warnings go to `tally`. */
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
      tally.warn({
        kind: 'payment_imbalance',
        expectedCents: claimsPaidCents - providerAdjustmentsCents,
        paidCents: paymentCents,
        segment: transaction?.segment ?? 0,
        line: transaction?.line ?? 0,
      })
    } else if (item.kind === 'claim' && transaction !== null) {
      const classification = classifyClaim(item.claim, categories)
      tally.counts.claims += 1
      warnOfImbalances(item.claim, classification, tally)
      if (classification.kind === 'full' || classification.kind === 'partial') tally.counts[classification.kind] += 1
      else if (classification.kind === 'reversal') tally.counts.reversals += 1
      const entry = entryOf(item.claim, classification, transaction)
      if (entry !== null) yield entry
    }
  }
}

/** Null: the claim has no answer. */
function entryOf(
  claim: RemittanceClaim,
  classification: ClaimClassification,
  transaction: TransactionStart,
): ImportEntry | null {
  if (unansweredStatuses.has(claim.status)) return null
  const identity = {
    payer: transaction.payer.name,
    claimRef: claim.claimRef,
    payerClaimRef: claim.payerClaimRef,
  }
  const { paidCents } = claim
  const day = transaction.paymentDate ?? transaction.productionDate
  const traceNo = transaction.traceNumber
  if (classification.kind === 'reversal') {
    return { kind: 'reversal', identity, paidCents, day, traceNo, segment: claim.segment, line: claim.line }
  }
  const stated = denialOf(claim, classification)
  const { npi, taxId } = transaction.payee
  return {
    kind: 'answered',
    identity,
    outcome: outcomeOf(claim, classification),
    billedCents: claim.chargeCents,
    paidCents,
    denial: stated && { ...identity, ...stated, practice: npi ?? taxId },
    provider: claim.renderingProvider?.name ?? (transaction.payee.name || null),
    day,
    traceNo,
  }
}

function outcomeOf({ paidCents }: RemittanceClaim, { kind }: ClaimClassification): ClaimOutcome {
  if (kind === 'full') return 'denied_full'
  if (kind === 'partial') return 'denied_partial'
  return paidCents > 0 ? 'paid' : 'contractual'
}

function denialOf(
  claim: RemittanceClaim,
  classification: ClaimClassification,
): Omit<StatedDenial, 'payer' | 'claimRef' | 'payerClaimRef' | 'practice'> | null {
  const { kind, category, group, carcs, rarcs, deniedCents, procedure, imbalances } = classification
  if (kind !== 'full' && kind !== 'partial') return null
  return {
    kind,
    category: category ?? OTHER_CATEGORY,
    groupCode: group,
    carcs,
    rarcs,
    billedCents: claim.chargeCents,
    paidCents: claim.paidCents,
    deniedCents,
    balanced: imbalances.length === 0,
    claimFilingIndicator: claim.filingIndicator,
    procedure,
  }
}

function warnOfImbalances(claim: RemittanceClaim, { imbalances }: ClaimClassification, tally: ImportTally): void {
  if (imbalances.length > 0) tally.counts.imbalances += 1
  for (const imbalance of imbalances) {
    tally.warn({
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
