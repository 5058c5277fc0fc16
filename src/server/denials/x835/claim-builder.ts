import { canonicalCarc } from '../../../shared/denials/categories.ts'
import type { Cents, ClaimItem, ClaimPatient, RenderingProvider } from '../../../shared/denials/remittance.ts'
import { BlankAmounts, type DraftClaim } from './blank-amounts.ts'
import { amountOf, ExactSum } from './segment-amounts.ts'
import type { Segment } from './segment.ts'
import { codeOf, dayOf, textOf } from './values.ts'

/** MIA05 and MIA20 to MIA23, MOA03 to MOA07. */
const remarkPositions = { MIA: [5, 20, 21, 22, 23], MOA: [3, 4, 5, 6, 7] } as const

/** Bounds the memory for one claim. */
const MAX_SEGMENTS = 500_000

type DraftLine = DraftClaim['lines'][number]

/** Builds a claim (loop 2100) and its service lines (loop 2110) from their segments. */
export class ClaimBuilder {
  readonly #claim: DraftClaim
  readonly #component: string
  readonly #adjusted = new ExactSum()
  readonly #blanks = new BlankAmounts()
  readonly #segments: string[] = []
  #patient: ClaimPatient | null = null
  #line: DraftLine | null = null

  /** @param clp the first segment of the claim */
  constructor(clp: Segment, component: string) {
    this.#component = component
    this.#claim = {
      claimRef: textOf(clp.element(1)),
      status: clp.element(2),
      chargeCents: 0 as Cents,
      paidCents: 0 as Cents,
      patientResponsibilityCents: amountOf(clp, 5),
      filingIndicator: codeOf(clp.element(6)),
      payerClaimRef: textOf(clp.element(7)),
      originalRef: null,
      contractClass: null,
      facilityType: codeOf(clp.element(8)),
      frequencyCode: codeOf(clp.element(9)),
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
    this.#blanks.read(clp, 3, this.#claim, 'chargeCents')
    this.#blanks.read(clp, 4, this.#claim, 'paidCents')
  }

  /** Keeps the text of a segment of the claim, whether it is read or not. */
  keep(segment: Segment, text: string): void {
    if (this.#segments.length >= MAX_SEGMENTS) segment.refuse(`A claim has more than ${MAX_SEGMENTS} segments`)
    this.#segments.push(text)
  }

  /** Adds a segment; those without denial data are ignored. */
  add(tag: string, segment: Segment): void {
    if (tag === 'SVC') this.#line = this.#addLine(segment)
    else if (tag === 'CAS') this.#addAdjustments(segment)
    else if (tag === 'DTM') this.#addDate(segment.element(1), dayOf(segment.element(2)))
    else if (tag === 'LQ') this.#addLineRemark(segment)
    else if (this.#line === null) this.#addToClaim(tag, segment)
  }

  /** The complete claim. @throws RemittanceRefused for a blank amount that the claim's other sums do not give */
  build(): ClaimItem {
    const derivedAmounts = this.#blanks.fill(this.#claim)
    return { kind: 'claim', claim: this.#claim, patient: this.#patient, segments: this.#segments, derivedAmounts }
  }

  #addToClaim(tag: string, segment: Segment): void {
    const claim = this.#claim
    if (tag === 'MIA' || tag === 'MOA') {
      for (const position of remarkPositions[tag]) addCode(claim.rarcs, segment.element(position))
    } else if (tag === 'NM1' && segment.element(1) === '82') {
      claim.renderingProvider ??= providerOf(segment)
    } else if (tag === 'NM1') {
      this.#patient ??= patientOf(segment)
    } else if (tag === 'REF') {
      const qualifier = segment.element(1)
      if (qualifier === 'F8') claim.originalRef ??= codeOf(segment.element(2))
      else if (qualifier === 'CE') claim.contractClass ??= codeOf(segment.element(2))
    }
  }

  #addLine(segment: Segment): DraftLine {
    const [qualifier, procedure, ...others] = segment.element(1).split(this.#component)
    const line: DraftLine = {
      procedureQualifier: codeOf(qualifier),
      procedure: codeOf(procedure),
      // SVC01-3 to SVC01-6; a description may follow.
      modifiers: others.slice(0, 4).filter((modifier) => modifier !== ''),
      revenueCode: codeOf(segment.element(4)),
      chargeCents: 0 as Cents,
      paidCents: 0 as Cents,
      adjustments: [],
      rarcs: [],
      serviceFrom: null,
      serviceTo: null,
    }
    this.#claim.lines.push(line)
    this.#blanks.read(segment, 2, line, 'chargeCents')
    this.#blanks.read(segment, 3, line, 'paidCents')
    return line
  }

  /** CAS has its group once, then up to six triplets of code, amount and quantity. */
  #addAdjustments(segment: Segment): void {
    const part = this.#line ?? this.#claim
    const group = segment.element(1).toUpperCase()
    for (let position = 2; position < segment.length; position += 3) {
      const carc = canonicalCarc(segment.element(position))
      if (carc === '' && segment.element(position + 1) === '') continue
      const adjustment = { group, carc, amountCents: 0 as Cents, quantity: codeOf(segment.element(position + 2)) }
      part.adjustments.push(adjustment)
      this.#blanks.read(segment, position + 1, part, adjustment)
      this.#adjusted.add(adjustment.amountCents, segment)
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

/** NM103, NM104 and NM109 of the patient. */
function patientOf(segment: Segment): ClaimPatient {
  const [last, first, id] = [3, 4, 9].map((position) => textOf(segment.element(position)).toUpperCase())
  return { last: last ?? '', first: first ?? '', id: id ?? '' }
}

function providerOf(segment: Segment): RenderingProvider {
  const [last, first, middle] = [3, 4, 5].map((position) => textOf(segment.element(position)))
  const given = [first, middle].filter(Boolean).join(' ')
  return { name: [last, given].filter(Boolean).join(', ') || null, id: codeOf(segment.element(9)) }
}
