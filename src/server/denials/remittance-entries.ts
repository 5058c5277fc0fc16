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
import { FileChecks, placeOf } from './file-checks.ts'
import { ClaimJoiner, type SharedReferences, type TransactionClaims } from './claim-parts.ts'
import type { AnsweredEntry, ClaimCodes, ImportTally, ReversalEntry, StatedClaim, StatedDenial } from './entries.ts'

/** How the claims of a file are read. */
export interface RemittanceReading {
  readonly categories: DenialCategories
  /** By an earlier pass over the file. */
  readonly shared: SharedReferences
}

/** The answers and reversals of a remittance file, in order. Counts and warnings go to `tally`. @throws RemittanceRefused */
export async function* remittanceEntries(
  items: AsyncIterable<RemittanceItem>,
  { categories, shared }: RemittanceReading,
  tally: ImportTally,
): AsyncGenerator<AnsweredEntry | ReversalEntry, void, undefined> {
  const joiner = new ClaimJoiner(shared)
  const checks = new FileChecks(tally)
  let transaction: TransactionStart | null = null
  for await (const item of items) {
    checks.take(item)
    if (item.kind === 'transaction') {
      transaction = item
      joiner.beginTransaction()
    } else if (item.kind === 'claim' && transaction !== null) {
      const complete = joiner.take(item)
      if (complete !== null) yield* entriesOf(complete, transaction, categories, tally)
    }
  }
}

/** The entries of the claims of one reference in a transaction. */
function entriesOf(
  { claims, repeated, hasReversal }: TransactionClaims,
  transaction: TransactionStart,
  categories: DenialCategories,
  tally: ImportTally,
): (AnsweredEntry | ReversalEntry)[] {
  for (const claim of repeated) tally.warn({ kind: 'repeated_part', ...placeOf(claim) })
  const classified = claims.map((claim) => ({
    claim,
    classification: classifyClaim(claim, categories, transaction.payer.name),
  }))
  for (const { claim, classification } of classified) tallyClaim(claim, classification, tally)
  return classified.flatMap(({ claim, classification }) => {
    // The others of a reversal's reference correct it, whatever their ICN.
    const others = hasReversal ? [] : claims.filter((other) => other !== claim)
    const apartFrom = others.map(({ payerClaimRef }) => payerClaimRef)
    return entryOf(claim, classification, transaction, apartFrom) ?? []
  })
}

function tallyClaim(claim: RemittanceClaim, classification: ClaimClassification, tally: ImportTally): void {
  const { kind, pendingCarcs, undecidedCarcs } = classification
  const { counts } = tally
  counts.claims += 1
  if (kind === 'full' || kind === 'partial') counts[kind] += 1
  else if (kind === 'reversal') counts.reversals += 1
  if (pendingCarcs.length > 0) counts.pending += 1
  if (undecidedCarcs.length > 0) counts.undecided += 1
  for (const carc of undecidedCarcs) tally.warnOnce({ kind: 'undecided_code', detail: carc, ...placeOf(claim) })
  warnOfImbalances(claim, classification, tally)
}

/** Null: the claim has no answer. */
function entryOf(
  claim: RemittanceClaim,
  classification: ClaimClassification,
  transaction: TransactionStart,
  apartFrom: readonly string[],
): AnsweredEntry | ReversalEntry | null {
  if (unansweredStatuses.has(claim.status)) return null
  const { npi, taxId, name } = transaction.payee
  const stated = { claim, practice: npi ?? taxId }
  const { payer, paymentDate, productionDate, traceNumber: traceNo } = transaction
  const { claimRef, payerClaimRef, paidCents, segment, line } = claim
  const common = {
    identity: { payer: payer.name, claimRef, payerClaimRef },
    statedPayer: payer,
    paidCents,
    day: paymentDate ?? productionDate,
    traceNo,
    codes: codesOf(classification),
    stated,
  }
  if (classification.kind === 'reversal') return { kind: 'reversal', ...common, segment, line }
  return {
    kind: 'answered',
    ...common,
    outcome: outcomeOf(claim, classification),
    denial: statedDenialOf(stated, payer.name, classification),
    provider: claim.renderingProvider?.name ?? (name || null),
    apartFrom,
  }
}

/** What the codes of a claim say beside its denial. */
export const codesOf = ({
  reducedCents,
  patientShareCents,
  pendingCarcs,
  undecidedCarcs,
}: ClaimClassification): ClaimCodes => ({ reducedCents, patientShareCents, pendingCarcs, undecidedCarcs })

/** What a first answer to the claim counts as; null: the payer has not decided. */
export function outcomeOf(
  { paidCents }: RemittanceClaim,
  { kind, pendingCarcs }: ClaimClassification,
): ClaimOutcome | null {
  if (kind === 'full') return 'denied_full'
  if (kind === 'partial') return 'denied_partial'
  if (paidCents > 0) return 'paid'
  return pendingCarcs.length > 0 ? null : 'contractual'
}

/** The denial that a claim states; null: it is none. */
export function statedDenialOf(
  { claim, practice }: StatedClaim,
  payer: string,
  classification: ClaimClassification,
): StatedDenial | null {
  const { kind, category, group, carcs, rarcs, deniedCents, procedure, imbalances } = classification
  if (kind !== 'full' && kind !== 'partial') return null
  return {
    payer,
    claimRef: claim.claimRef,
    payerClaimRef: claim.payerClaimRef,
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
    practice,
  }
}

function warnOfImbalances(claim: RemittanceClaim, { imbalances }: ClaimClassification, tally: ImportTally): void {
  if (imbalances.length > 0) tally.counts.imbalances += 1
  for (const imbalance of imbalances) {
    tally.warn({
      kind: imbalance.kind === 'line' ? 'line_imbalance' : 'claim_imbalance',
      ...placeOf(claim),
      serviceLine: imbalance.kind === 'line' ? imbalance.line + 1 : null,
      expectedCents: imbalance.chargeCents - imbalance.adjustmentsCents,
      paidCents: imbalance.paidCents,
    })
  }
}
