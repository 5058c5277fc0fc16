import {
  RemittanceRefused,
  type CalendarDay,
  type RemittanceItem,
  type RemittancePayee,
  type TransactionStart,
} from '../../../shared/denials/remittance.ts'
import { ClaimBuilder } from './claim-builder.ts'
import { amountOf, ExactSum, requiredAmountOf } from './segment-amounts.ts'
import type { Segment } from './segment.ts'
import { codeOf, dayOf, textOf } from './values.ts'

/** The first segment after the header is one of these. */
const afterHeader: ReadonlySet<string> = new Set(['LX', 'TS3', 'TS2', 'CLP', 'PLB'])

/** Segments that are invalid outside of a claim. */
const onlyInClaims: ReadonlySet<string> = new Set(['CAS', 'SVC', 'MIA', 'MOA', 'LQ'])

/** Deadlines run from the day of a payment. An earlier one is a mistake. */
const FIRST_DAY = '2000-01-01'

/** Reads the segments between ST and SE into items. */
export class TransactionReader {
  /** What the segments before the first claim say. */
  readonly #header: { -readonly [Key in keyof TransactionStart]: TransactionStart[Key] }
  readonly #emit: (item: RemittanceItem) => void
  readonly #lastDay: CalendarDay | null
  readonly #claimsPaid = new ExactSum()
  readonly #providerAdjustments = new ExactSum()
  #inHeader = true
  /** N101 of the header's loop 1000 that is open. */
  #party: string | null = null
  #claim: ClaimBuilder | null = null
  #claims = 0
  #productionPlace = { segment: 0, line: 0 }

  /** @param emit receives the items in file order @param lastDay the latest valid day of a payment; null: any */
  constructor(
    start: Pick<TransactionStart, 'controlNumber' | 'version' | 'test' | 'segment' | 'line'>,
    emit: (item: RemittanceItem) => void,
    lastDay: CalendarDay | null,
  ) {
    this.#header = {
      kind: 'transaction',
      ...start,
      payer: { name: '', planId: null, planIdQualifier: null, payerId: null, originatorId: null },
      payee: { name: '', npi: null, taxId: null },
      ...{ paymentCents: null, paymentDate: null, productionDate: null, traceNumber: null },
    }
    this.#emit = emit
    this.#lastDay = lastDay
  }

  /** Takes a segment between ST and SE. */
  add(tag: string, segment: Segment, component: string): void {
    if (this.#inHeader && afterHeader.has(tag)) this.#endHeader()
    if (tag === 'CLP') {
      this.#endClaim(segment)
      this.#claim = new ClaimBuilder(segment, component)
      this.#claims += 1
    } else if (tag === 'PLB') {
      this.#endClaim(segment)
      this.#addProviderAdjustments(segment, component)
    } else if (afterHeader.has(tag)) this.#endClaim(segment)
    else if (this.#claim) this.#claim.add(tag, segment)
    else if (onlyInClaims.has(tag)) segment.refuse(`${tag} is outside a claim`)
    else if (this.#inHeader) this.#addToHeader(tag, segment)
  }

  /** Keeps the text of a segment that belongs to a claim. Call it for each segment after `add`. */
  keep(segment: Segment, text: string): void {
    this.#claim?.keep(segment, text)
  }

  /** At SE. */
  end(segment: Segment): void {
    if (this.#inHeader) this.#endHeader()
    this.#endClaim(segment)
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
    const { paymentDate, productionDate } = this.#header
    const { segment, line } = this.#productionPlace
    if (paymentDate === null) this.#checkDay('DTM02', productionDate, segment, line)
    this.#emit(this.#header)
  }

  /** @throws RemittanceRefused for a day that no deadline can run from */
  #checkDay(element: string, day: CalendarDay | null, segment: number, line: number): void {
    if (day === null) return
    if (day < FIRST_DAY) throw new RemittanceRefused(`${element} is a date before 2000`, segment, line)
    if (this.#lastDay !== null && day > this.#lastDay) {
      throw new RemittanceRefused(`${element} is a date more than a year ahead`, segment, line)
    }
  }

  #endClaim(segment: Segment): void {
    const item = this.#claim?.build()
    this.#claim = null
    if (!item) return
    this.#claimsPaid.add(item.claim.paidCents, segment)
    this.#emit(item)
  }

  #addToHeader(tag: string, segment: Segment): void {
    const header = this.#header
    if (tag === 'BPR') {
      header.paymentCents = requiredAmountOf(segment, 2)
      header.paymentDate = dayOf(segment.element(16))
      this.#checkDay('BPR16', header.paymentDate, segment.number, segment.line)
    } else if (tag === 'TRN') {
      header.traceNumber = codeOf(segment.element(2))
      header.payer = { ...header.payer, originatorId: codeOf(segment.element(3)) }
    } else if (tag === 'DTM') {
      if (segment.element(1) !== '405') return
      header.productionDate = dayOf(segment.element(2))
      this.#productionPlace = { segment: segment.number, line: segment.line }
    } else if (tag === 'N1') {
      this.#party = segment.element(1)
      const name = textOf(segment.element(2))
      if (this.#party === 'PR') {
        const [planIdQualifier, planId] = [codeOf(segment.element(3)), codeOf(segment.element(4))]
        header.payer = { ...header.payer, name, planId, planIdQualifier }
      }
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
