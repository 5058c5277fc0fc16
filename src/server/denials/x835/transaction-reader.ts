import type { RemittanceItem, RemittancePayee, TransactionStart } from '../../../shared/denials/remittance.ts'
import { ClaimBuilder } from './claim-builder.ts'
import { amountOf, ExactSum, requiredAmountOf } from './segment-amounts.ts'
import type { Segment } from './segment.ts'
import { codeOf, dayOf, textOf } from './values.ts'

/** The first segment after the header is one of these. */
const afterHeader: ReadonlySet<string> = new Set(['LX', 'TS3', 'TS2', 'CLP', 'PLB'])

/** Segments that are invalid outside of a claim. */
const onlyInClaims: ReadonlySet<string> = new Set(['CAS', 'SVC', 'MIA', 'MOA', 'LQ'])

/** Reads the segments between ST and SE into items. */
export class TransactionReader {
  /** What the segments before the first claim say. */
  readonly #header: { -readonly [Key in keyof TransactionStart]: TransactionStart[Key] }
  readonly #emit: (item: RemittanceItem) => void
  readonly #claimsPaid = new ExactSum()
  readonly #providerAdjustments = new ExactSum()
  #inHeader = true
  /** N101 of the header's loop 1000 that is open. */
  #party: string | null = null
  #claim: ClaimBuilder | null = null
  #claims = 0

  /** @param emit receives the items in file order */
  constructor(
    start: Pick<TransactionStart, 'controlNumber' | 'version' | 'test' | 'segment' | 'line'>,
    emit: (item: RemittanceItem) => void,
  ) {
    this.#header = {
      kind: 'transaction',
      ...start,
      payer: { name: '', planId: null, payerId: null, originatorId: null },
      payee: { name: '', npi: null, taxId: null },
      ...{ paymentCents: null, paymentDate: null, productionDate: null, traceNumber: null },
    }
    this.#emit = emit
  }

  /** Takes a segment between ST and SE. */
  add(tag: string, segment: Segment, component: string): void {
    if (this.#inHeader && afterHeader.has(tag)) this.#endHeader()
    if (tag === 'CLP') {
      this.#endClaim()
      this.#claim = new ClaimBuilder(segment, component)
      this.#claims += 1
      this.#claimsPaid.add(requiredAmountOf(segment, 4), segment)
    } else if (tag === 'PLB') {
      this.#endClaim()
      this.#addProviderAdjustments(segment, component)
    } else if (afterHeader.has(tag)) this.#endClaim()
    else if (this.#claim) this.#claim.add(tag, segment)
    else if (onlyInClaims.has(tag)) segment.refuse(`${tag} is outside a claim`)
    else if (this.#inHeader) this.#addToHeader(tag, segment)
  }

  /** At SE. */
  end(): void {
    if (this.#inHeader) this.#endHeader()
    this.#endClaim()
    const claimsPaidCents = this.#claimsPaid.value
    const providerAdjustmentsCents = this.#providerAdjustments.value
    const { controlNumber, paymentCents } = this.#header
    const balances = paymentCents === null || claimsPaidCents - providerAdjustmentsCents === paymentCents
    this.#emit({
      kind: 'transaction_end',
      controlNumber,
      claims: this.#claims,
      claimsPaidCents,
      providerAdjustmentsCents,
      imbalance: balances ? null : { kind: 'payment', paymentCents, claimsPaidCents, providerAdjustmentsCents },
    })
  }

  #endHeader(): void {
    this.#inHeader = false
    this.#emit(this.#header)
  }

  #endClaim(): void {
    if (this.#claim) this.#emit({ kind: 'claim', claim: this.#claim.build() })
    this.#claim = null
  }

  #addToHeader(tag: string, segment: Segment): void {
    const header = this.#header
    if (tag === 'BPR') {
      header.paymentCents = requiredAmountOf(segment, 2)
      header.paymentDate = dayOf(segment.element(16))
    } else if (tag === 'TRN') {
      header.traceNumber = codeOf(segment.element(2))
      header.payer = { ...header.payer, originatorId: codeOf(segment.element(3)) }
    } else if (tag === 'DTM') {
      if (segment.element(1) === '405') header.productionDate = dayOf(segment.element(2))
    } else if (tag === 'N1') {
      this.#party = segment.element(1)
      const name = textOf(segment.element(2))
      if (this.#party === 'PR') header.payer = { ...header.payer, name, planId: codeOf(segment.element(4)) }
      if (this.#party === 'PE') header.payee = payeeOf(name, segment)
    } else if (tag === 'REF') this.#addReference(segment.element(1), codeOf(segment.element(2)))
  }

  #addReference(qualifier: string, id: string | null): void {
    const { payer, payee } = this.#header
    if (this.#party === 'PR' && qualifier === '2U') this.#header.payer = { ...payer, payerId: payer.payerId ?? id }
    if (this.#party === 'PE' && qualifier === 'TJ') this.#header.payee = { ...payee, taxId: payee.taxId ?? id }
  }

  /** PLB has provider and period once, then up to six pairs of reason and amount. */
  #addProviderAdjustments(segment: Segment, component: string): void {
    for (let position = 3; position < segment.length; position += 2) {
      const [reason, reference] = segment.element(position).split(component)
      const amountCents = reason === '' ? amountOf(segment, position + 1) : requiredAmountOf(segment, position + 1)
      if (amountCents === null) continue
      this.#providerAdjustments.add(amountCents, segment)
      this.#emit({
        kind: 'provider_adjustment',
        providerId: textOf(segment.element(1)),
        fiscalPeriod: dayOf(segment.element(2)),
        reason: reason ?? '',
        reference: codeOf(reference),
        amountCents,
        segment: segment.number,
        line: segment.line,
      })
    }
  }
}

function payeeOf(name: string, n1: Segment): RemittancePayee {
  const id = codeOf(n1.element(4))
  const qualifier = n1.element(3)
  return { name, npi: qualifier === 'XX' ? id : null, taxId: qualifier === 'FI' ? id : null }
}
