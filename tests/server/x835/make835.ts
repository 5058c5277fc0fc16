/** Writes 835 files for tests and benchmarks, right in every count and sum unless told otherwise. Amounts are cents. */

/** Group, CARC, amount in cents, quantity. */
export type MadeAdjustment = readonly [group: string, carc: string, cents: number, quantity?: string]

export interface MadeLine {
  /** SVC01, its parts. */
  readonly procedure?: readonly string[]
  readonly revenueCode?: string
  readonly charge: number
  readonly paid: number
  readonly adjustments?: readonly MadeAdjustment[]
  readonly rarcs?: readonly string[]
  /** CCYYMMDD */
  readonly serviceDate?: string
}

export interface MadeClaim {
  readonly claimRef: string
  /** CLP02, 1 by default. */
  readonly status?: string
  /** CLP05, not stated by default. */
  readonly patientResponsibility?: number
  /** CLP06, 12 by default. */
  readonly filingIndicator?: string
  /** CLP08, 11 by default. */
  readonly facilityType?: string
  /** CLP09, 1 by default. */
  readonly frequency?: string
  /** NM103, NM104 and NM109 of NM1*QC; null: no such segment. */
  readonly patient?: readonly [last: string, first: string, id: string] | null
  /** Σ charges of the lines by default. */
  readonly charge?: number
  /** Σ payments of the lines by default. */
  readonly paid?: number
  readonly payerClaimRef?: string
  readonly adjustments?: readonly MadeAdjustment[]
  readonly lines?: readonly MadeLine[]
  /** MOA03 to MOA07. */
  readonly rarcs?: readonly string[]
  /** Rendering provider: last name, first name, NPI. */
  readonly provider?: readonly [last: string, first: string, npi: string]
  /** REF*F8 */
  readonly originalRef?: string
}

export interface MadePayment {
  readonly claims: readonly MadeClaim[]
  readonly payer?: string
  /** N104 of the payer, with XV; made of its name by default, null: none. */
  readonly planId?: string | null
  /** REF*2U of the payer; made of `planId` by default, null: none. */
  readonly payerId?: string | null
  /** TRN03 */
  readonly originatorId?: string
  readonly payee?: string
  readonly traceNumber?: string
  /** CCYYMMDD */
  readonly date?: string
  /** PLB03-1, PLB03-2, cents. */
  readonly providerAdjustments?: readonly (readonly [reason: string, reference: string, cents: number])[]
  /** BPR02, Σ payments less provider adjustments by default. */
  readonly paid?: number
}

export interface MadeFormat {
  readonly element?: string
  readonly component?: string
  readonly terminator?: string
  /** Text after each terminator: a line break, an indentation. */
  readonly behindSegment?: string
  readonly version?: '005010X221A1' | '004010X091A1'
  /** ISA13 of the first interchange; the others count on. */
  readonly firstControlNumber?: number
  /** ISA15 T. */
  readonly test?: boolean
}

/** One interchange, one group. */
export function make835(payments: readonly MadePayment[], format: MadeFormat = {}): string {
  return [...segmentTexts([[payments]], format)].join('')
}

/** Interchanges of groups of payments. */
export function makeInterchanges(
  interchanges: readonly (readonly (readonly MadePayment[])[])[],
  format: MadeFormat = {},
): string {
  return [...segmentTexts(interchanges, format)].join('')
}

/** The segments one by one, each with the text after it: for files too large for a string. */
export function* segmentTexts(
  interchanges: Iterable<readonly (readonly MadePayment[])[]>,
  format: MadeFormat = {},
): Generator<string> {
  const { element = '*', component = ':', terminator = '~', behindSegment = '\n' } = format
  const ending = terminator + behindSegment
  for (const elements of segments(interchanges, format)) {
    yield elements.map((part) => (typeof part === 'string' ? part : part.join(component))).join(element) + ending
  }
}

/** `1234.5`, as X12 wants it: no zeros without a meaning, and no float on the way. */
export function amount(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0')
  const fraction = digits.slice(-2).replace(/0+$/, '')
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}${fraction === '' ? '' : `.${fraction}`}`
}

/** A segment: its tag and elements, one of several components being an array. */
type Elements = readonly (string | readonly string[])[]

function* segments(
  interchanges: Iterable<readonly (readonly MadePayment[])[]>,
  { component = ':', version = '005010X221A1', firstControlNumber = 1, test = false }: MadeFormat,
): Generator<Elements> {
  const is4010 = version.startsWith('004010')
  let number = firstControlNumber
  for (const groups of interchanges) {
    const controlNumber = String(number).padStart(9, '0')
    const sender = ['ZZ', 'PAYER'.padEnd(15), 'ZZ', 'CLINIC'.padEnd(15), '260331', '1200']
    const standard = is4010 ? ['U', '00401'] : ['^', '00501']
    const blanks = ['00', ' '.repeat(10), '00', ' '.repeat(10)]
    yield ['ISA', ...blanks, ...sender, ...standard, controlNumber, '0', test ? 'T' : 'P', component]
    for (const [index, payments] of groups.entries()) {
      const groupNumber = String(index + 1)
      yield ['GS', 'HP', 'PAYER', 'CLINIC', '20260331', '1200', groupNumber, 'X', version]
      for (const [position, payment] of payments.entries()) yield* transaction(payment, position + 1, is4010)
      yield ['GE', String(payments.length), groupNumber]
    }
    yield ['IEA', String(groups.length), controlNumber]
    number += 1
  }
}

function* transaction(payment: MadePayment, position: number, is4010: boolean): Generator<Elements> {
  const controlNumber = String(position).padStart(4, '0')
  let count = 1
  yield ['ST', '835', controlNumber]
  for (const elements of body(payment, is4010)) {
    count += 1
    yield elements
  }
  yield ['SE', String(count + 1), controlNumber]
}

/** Another id for each payer, so that they are told apart. */
function planIdOf(payer: string): string {
  let id = 7
  for (const letter of payer.toUpperCase()) id = (id * 31 + (letter.codePointAt(0) ?? 0)) % 100_000
  return String(id).padStart(5, '0')
}

function* body(payment: MadePayment, is4010: boolean): Generator<Elements> {
  const { claims, payer = 'ACME HEALTH', payee = 'CLINIC', traceNumber = 'T1', date = '20260331' } = payment
  const { planId = planIdOf(payer), originatorId = '1512345678' } = payment
  const { payerId = planId === null ? null : `P${planId}` } = payment
  const { providerAdjustments = [] } = payment
  const claimsPaid = claims.reduce((sum, claim) => sum + paidOf(claim), 0)
  const paid = payment.paid ?? claimsPaid - providerAdjustments.reduce((sum, [, , cents]) => sum + cents, 0)
  const accounts = ['CCP', '01', '999999999', 'DA', '1', '1512345678', '', '01', '999988880', 'DA', '2', date]
  yield ['BPR', 'I', amount(paid), 'C', 'ACH', ...accounts]
  yield ['TRN', '1', traceNumber, originatorId]
  yield ['DTM', '405', date]
  yield ['N1', 'PR', payer, ...(is4010 || planId === null ? [] : ['XV', planId])]
  if (!is4010 && payerId !== null) yield ['REF', '2U', payerId]
  yield ['N1', 'PE', payee, 'XX', '1234567893']
  yield ['LX', '1']
  for (const claim of claims) yield* claimSegments(claim)
  for (const [reason, reference, cents] of providerAdjustments) {
    yield ['PLB', '1234567893', '20261231', [reason, reference], amount(cents)]
  }
}

function* claimSegments(claim: MadeClaim): Generator<Elements> {
  const { claimRef, status = '1', lines = [], payerClaimRef = `ICN${claimRef}` } = claim
  const charge = claim.charge ?? lines.reduce((sum, line) => sum + line.charge, 0)
  const { filingIndicator = '12', facilityType = '11', frequency = '1', patient = ['PATIENT', 'PAT', 'M1'] } = claim
  const responsibility = claim.patientResponsibility === undefined ? '' : amount(claim.patientResponsibility)
  const sums = [amount(charge), amount(paidOf(claim)), responsibility]
  yield ['CLP', claimRef, status, ...sums, filingIndicator, payerClaimRef, facilityType, frequency]
  yield* adjustmentSegments(claim.adjustments)
  if (patient) yield ['NM1', 'QC', '1', patient[0], patient[1], '', '', '', 'MI', patient[2]]
  const { provider, rarcs = [], originalRef } = claim
  if (provider) yield ['NM1', '82', '1', provider[0], provider[1], '', '', '', 'XX', provider[2]]
  if (rarcs.length > 0) yield ['MOA', '', '', ...rarcs]
  if (originalRef !== undefined) yield ['REF', 'F8', originalRef]
  yield ['DTM', '232', '20260301']
  for (const line of lines) {
    const { procedure = ['HC', '99213'], revenueCode = '', serviceDate = '20260301' } = line
    yield ['SVC', procedure, amount(line.charge), amount(line.paid), revenueCode, '1']
    yield ['DTM', '472', serviceDate]
    yield* adjustmentSegments(line.adjustments)
    yield ['REF', '6R', '1']
    for (const rarc of line.rarcs ?? []) yield ['LQ', 'HE', rarc]
  }
}

/** Neighbours of one group share a CAS, six at the most. */
function* adjustmentSegments(adjustments: readonly MadeAdjustment[] = []): Generator<Elements> {
  let open: string[] = []
  for (const [group, carc, cents, quantity = ''] of adjustments) {
    if (open.length > 0 && (open[1] !== group || open.length >= 20)) {
      yield open
      open = []
    }
    if (open.length === 0) open = ['CAS', group]
    open.push(carc, amount(cents), quantity)
  }
  if (open.length > 0) yield open
}

function paidOf({ paid, lines = [] }: MadeClaim): number {
  return paid ?? lines.reduce((sum, line) => sum + line.paid, 0)
}
