import type { CalendarDay } from '../../../shared/denials/index.ts'

/** Group, CARC, cents. */
export type WrittenAdjustment = readonly [group: string, carc: string, cents: number]

export interface WrittenLine {
  /** CPT */
  readonly procedure: string
  readonly modifiers: readonly string[]
  readonly chargeCents: number
  readonly paidCents: number
  readonly adjustments: readonly WrittenAdjustment[]
  readonly rarcs: readonly string[]
}

export interface WrittenClaim {
  /** CLP01 */
  readonly reference: string
  /** CLP02 */
  readonly status: '1' | '22'
  /** CLP06 */
  readonly claimFilingIndicator: string
  /** CLP07 */
  readonly payerClaimRef: string
  /** CLP09: 7 answers a corrected claim. */
  readonly frequency: '1' | '7'
  /** REF*F8; null: none. */
  readonly originalRef: string | null
  readonly provider: { readonly last: string; readonly first: string; readonly npi: string }
  readonly serviceDay: CalendarDay
  readonly lines: readonly WrittenLine[]
}

export interface WrittenPayment {
  readonly payer: { readonly name: string; readonly payerId: string }
  readonly payee: { readonly name: string; readonly npi: string }
  readonly day: CalendarDay
  /** TRN02 */
  readonly traceNo: string
  readonly claims: readonly WrittenClaim[]
  /** PLB03-1, PLB03-2, cents: over 0 the payer keeps, below 0 it adds. */
  readonly providerAdjustments: readonly (readonly [reason: string, reference: string, cents: number])[]
}

const plain = (day: CalendarDay) => day.replaceAll('-', '')

/** An interchange of one group with a transaction for each payment (005010X221A1). Every claim and payment balances. */
export function writeRemittances(payments: readonly WrittenPayment[], controlNumber: number, day: CalendarDay): string {
  const number = String(controlNumber).padStart(9, '0')
  const sender = 'SAMPLE CLEARING'
  const lines = [
    `ISA*00*          *00*          *ZZ*${sender}*ZZ*MERIDIANVALLEY *${plain(day).slice(2)}*0600*^*00501*${number}*0*P*:`,
    `GS*HP*SAMPLECLEARING*MERIDIANVALLEY*${plain(day)}*0600*1*X*005010X221A1`,
    ...payments.flatMap((payment, index) => transaction(payment, String(index + 1).padStart(4, '0'))),
    `GE*${payments.length}*1`,
    `IEA*1*${number}`,
  ]
  return lines.map((line) => `${line}~\n`).join('')
}

function transaction(payment: WrittenPayment, controlNumber: string): string[] {
  const { payer, payee, day, traceNo, claims, providerAdjustments } = payment
  const paidCents =
    claims.reduce((sum, claim) => sum + paidOf(claim), 0) -
    providerAdjustments.reduce((sum, [, , cents]) => sum + cents, 0)
  const segments = [
    `ST*835*${controlNumber}`,
    `BPR*I*${amount(paidCents)}*C*ACH*CCP*01*999999992*DA*1*1999999999**01*999999992*DA*2*${plain(day)}`,
    `TRN*1*${traceNo}*1999999999`,
    `DTM*405*${plain(day)}`,
    `N1*PR*${payer.name}*XV*${payer.payerId}`,
    `REF*2U*${payer.payerId}`,
    `N1*PE*${payee.name}*XX*${payee.npi}`,
    'LX*1',
    ...claims.flatMap(claimSegments),
    ...providerAdjustments.map(
      ([reason, reference, cents]) => `PLB*${payee.npi}*${day.slice(0, 4)}1231*${reason}:${reference}*${amount(cents)}`,
    ),
  ]
  return [...segments, `SE*${segments.length + 1}*${controlNumber}`]
}

function claimSegments(claim: WrittenClaim): string[] {
  const {
    reference,
    status,
    claimFilingIndicator,
    payerClaimRef,
    frequency,
    originalRef,
    provider,
    serviceDay,
    lines,
  } = claim
  const charge = lines.reduce((sum, { chargeCents }) => sum + chargeCents, 0)
  return [
    `CLP*${reference}*${status}*${amount(charge)}*${amount(paidOf(claim))}**${claimFilingIndicator}*${payerClaimRef}*11*${frequency}`,
    `NM1*82*1*${provider.last}*${provider.first}****XX*${provider.npi}`,
    ...(originalRef === null ? [] : [`REF*F8*${originalRef}`]),
    ...lines.flatMap((line) => [
      `SVC*${['HC', line.procedure, ...line.modifiers].join(':')}*${amount(line.chargeCents)}*${amount(line.paidCents)}**1`,
      `DTM*472*${plain(serviceDay)}`,
      ...line.adjustments.map(([group, carc, cents]) => `CAS*${group}*${carc}*${amount(cents)}`),
      ...line.rarcs.map((rarc) => `LQ*HE*${rarc}`),
    ]),
  ]
}

function paidOf({ lines }: WrittenClaim): number {
  return lines.reduce((sum, { paidCents }) => sum + paidCents, 0)
}

/** `1234.5`, without a float on the way. */
function amount(cents: number): string {
  const digits = String(Math.abs(cents)).padStart(3, '0')
  const fraction = digits.slice(-2).replace(/0+$/, '')
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}${fraction === '' ? '' : `.${fraction}`}`
}
