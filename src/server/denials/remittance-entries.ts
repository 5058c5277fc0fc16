import { judgeClaim, OTHER_CATEGORY } from '../../shared/denials/index.ts'
import type {
  DenialCategories,
  Judgement,
  RemittanceClaim,
  RemittanceItem,
  TransactionStart,
} from '../../shared/denials/index.ts'
import type { ImportEntry, ImportTally } from './entries.ts'

/** The denials and reversals of a remittance file, in its order. What else it says is counted and reported in `tally`. */
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
      const entry = entryOf(item.claim, judgement, transaction)
      if (entry === null) continue
      tally.counts[judgement.kind === 'full' ? 'full' : judgement.kind === 'partial' ? 'partial' : 'reversals'] += 1
      yield entry
    }
  }
}

function entryOf(claim: RemittanceClaim, judgement: Judgement, transaction: TransactionStart): ImportEntry | null {
  if (judgement.kind === 'none') return null
  const identity = {
    payer: transaction.payer.name,
    claimRef: claim.claimRef,
    payerClaimRef: claim.payerClaimRef,
  }
  const day = transaction.paymentDate ?? transaction.productionDate
  if (judgement.kind === 'reversal') {
    return { kind: 'reversal', identity, day, segment: claim.segment, line: claim.line }
  }
  return {
    kind: 'denied',
    denial: {
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
    },
    provider: claim.renderingProvider?.name ?? (transaction.payee.name || null),
    day,
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
