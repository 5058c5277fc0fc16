import type {
  Adjustment,
  Cents,
  RemittanceClaim,
  RenderingProvider,
  ServiceLine,
} from '../../../shared/denials/remittance.ts'
import { amountOf, ExactSum, requiredAmountOf } from './segment-amounts.ts'
import type { Segment } from './segment.ts'
import { codeOf, dayOf, textOf } from './values.ts'

/** MIA05 and MIA20 to MIA23, MOA03 to MOA07. */
const remarkPositions = { MIA: [5, 20, 21, 22, 23], MOA: [3, 4, 5, 6, 7] } as const

/** Bounds the memory for one claim. */
const MAX_SEGMENTS = 500_000

type Draft<T> = { -readonly [Key in keyof T]: T[Key] extends readonly (infer Part)[] ? Part[] : T[Key] }

/** Builds a claim (loop 2100) and its service lines (loop 2110) from their segments. */
export class ClaimBuilder {
  readonly #claim: Draft<RemittanceClaim>
  readonly #component: string
  readonly #adjusted = new ExactSum()
  #line: Draft<ServiceLine> | null = null

  /** @param clp the first segment of the claim */
  constructor(clp: Segment, component: string) {
    this.#component = component
    this.#claim = {
      claimRef: textOf(clp.element(1)),
      status: clp.element(2),
      chargeCents: requiredAmountOf(clp, 3),
      paidCents: requiredAmountOf(clp, 4),
      patientResponsibilityCents: amountOf(clp, 5),
      filingIndicator: codeOf(clp.element(6)),
      payerClaimRef: textOf(clp.element(7)),
      originalRef: null,
      contractClass: null,
      facilityType: codeOf(clp.element(8)),
      renderingProvider: null,
      adjustments: [],
      lines: [],
      rarcs: [],
      statementFrom: null,
      statementTo: null,
      receivedByPayer: null,
      segment: clp.number,
      line: clp.line,
    }
  }

  /** Adds a segment; those without denial data are ignored. */
  add(tag: string, segment: Segment): void {
    if (segment.number - this.#claim.segment > MAX_SEGMENTS) {
      segment.refuse(`A claim has more than ${MAX_SEGMENTS} segments`)
    }
    if (tag === 'SVC') this.#line = this.#addLine(segment)
    else if (tag === 'CAS') this.#addAdjustments(segment)
    else if (tag === 'DTM') this.#addDate(segment.element(1), dayOf(segment.element(2)))
    else if (tag === 'LQ') this.#addLineRemark(segment)
    else if (this.#line === null) this.#addToClaim(tag, segment)
  }

  build(): RemittanceClaim {
    return this.#claim
  }

  #addToClaim(tag: string, segment: Segment): void {
    const claim = this.#claim
    if (tag === 'MIA' || tag === 'MOA') {
      for (const position of remarkPositions[tag]) addCode(claim.rarcs, segment.element(position))
    } else if (tag === 'NM1' && segment.element(1) === '82') {
      claim.renderingProvider ??= providerOf(segment)
    } else if (tag === 'REF') {
      const qualifier = segment.element(1)
      if (qualifier === 'F8') claim.originalRef ??= codeOf(segment.element(2))
      else if (qualifier === 'CE') claim.contractClass ??= codeOf(segment.element(2))
    }
  }

  #addLine(segment: Segment): Draft<ServiceLine> {
    const [qualifier, procedure, ...others] = segment.element(1).split(this.#component)
    const line: Draft<ServiceLine> = {
      procedureQualifier: codeOf(qualifier),
      procedure: codeOf(procedure),
      // SVC01-3 to SVC01-6; a description may follow.
      modifiers: others.slice(0, 4).filter((modifier) => modifier !== ''),
      revenueCode: codeOf(segment.element(4)),
      chargeCents: requiredAmountOf(segment, 2),
      paidCents: requiredAmountOf(segment, 3),
      adjustments: [],
      rarcs: [],
      serviceFrom: null,
      serviceTo: null,
    }
    this.#claim.lines.push(line)
    return line
  }

  /** CAS has its group once, then up to six triplets of code, amount and quantity. */
  #addAdjustments(segment: Segment): void {
    const { adjustments } = this.#line ?? this.#claim
    const group = segment.element(1).toUpperCase()
    for (let position = 2; position < segment.length; position += 3) {
      const carc = segment.element(position).toUpperCase()
      if (carc === '' && segment.element(position + 1) === '') continue
      const amountCents: Cents = requiredAmountOf(segment, position + 1)
      this.#adjusted.add(amountCents, segment)
      const adjustment: Adjustment = { group, carc, amountCents, quantity: codeOf(segment.element(position + 2)) }
      adjustments.push(adjustment)
    }
  }

  #addDate(qualifier: string, day: string | null): void {
    if (day === null) return
    if (this.#line) {
      if (qualifier === '472' || qualifier === '150') this.#line.serviceFrom ??= day
      if (qualifier === '472' || qualifier === '151') this.#line.serviceTo ??= day
    } else if (qualifier === '232') this.#claim.statementFrom ??= day
    else if (qualifier === '233') this.#claim.statementTo ??= day
    else if (qualifier === '050') this.#claim.receivedByPayer ??= day
  }

  #addLineRemark(segment: Segment): void {
    // HE: remark codes. RX: NCPDP codes of pharmacies.
    if (segment.element(1) === 'HE') addCode((this.#line ?? this.#claim).rarcs, segment.element(2))
  }
}

function addCode(codes: string[], code: string): void {
  if (code !== '') codes.push(code.toUpperCase())
}

function providerOf(segment: Segment): RenderingProvider {
  const [last, first, middle] = [3, 4, 5].map((position) => textOf(segment.element(position)))
  const given = [first, middle].filter(Boolean).join(' ')
  return { name: [last, given].filter(Boolean).join(', ') || null, id: codeOf(segment.element(9)) }
}
