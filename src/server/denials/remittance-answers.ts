import { comparableReference } from '../../shared/classify/index.ts'
import type { RemittanceClaim } from '../../shared/denials/index.ts'
import type { ClaimIdentity } from './entries.ts'
import type { RemittanceClaimRecord } from './remittance-claims.ts'

// How the claims that remittances answer relate to each other. All are of one claim reference.

const REPLACEMENT = '7'
const VOID = '8'
/** Exact duplicate; the original decision is maintained. */
const REPEATED_DENIALS: ReadonlySet<string> = new Set(['18', '193'])

export const isSamePayer = (one: Pick<ClaimIdentity, 'payer'>, other: Pick<ClaimIdentity, 'payer'>): boolean =>
  one.payer.toLowerCase() === other.payer.toLowerCase()

/** A record's ICN as ICNs are compared. */
export const icnOf = ({ identity }: RemittanceClaimRecord): string => comparableReference(identity.payerClaimRef)

/** Whether two records have equal CLP, CAS, SVC and LQ content, in any order of lines, adjustments and remark codes. */
export const isSameContent = (one: RemittanceClaimRecord, other: RemittanceClaimRecord): boolean =>
  contentOf(one.stated.claim) === contentOf(other.stated.claim)

function contentOf(claim: RemittanceClaim): string {
  const { status, chargeCents, paidCents, patientResponsibilityCents, filingIndicator, facilityType } = claim
  const { frequencyCode, payerClaimRef, adjustments, rarcs, lines } = claim
  return JSON.stringify([
    ...[status, chargeCents, paidCents, patientResponsibilityCents, filingIndicator, facilityType, frequencyCode],
    ...[comparableReference(payerClaimRef), inOneOrder(adjustments), inOneOrder(rarcs)],
    inOneOrder(
      lines.map(({ serviceFrom: _from, serviceTo: _to, ...line }) => ({
        ...line,
        adjustments: inOneOrder(line.adjustments),
        rarcs: inOneOrder(line.rarcs),
      })),
    ),
  ])
}

/** The parts of a split claim, its lines and their codes say the same in any order. */
const inOneOrder = (values: readonly unknown[]): readonly string[] =>
  values.map((value) => JSON.stringify(value)).toSorted()

/** Whether two records are of one transaction, as far as they tell. */
export const isSameTransaction = (one: RemittanceClaimRecord, other: RemittanceClaimRecord): boolean =>
  one.importNo === other.importNo && one.day === other.day && one.traceNo === other.traceNo

/** Whether a record is another claim in the transaction of an answer. */
export const isBeside = (record: RemittanceClaimRecord, answer: RemittanceClaimRecord): boolean =>
  record.importNo === answer.importNo && record.apartFrom.some((icn) => comparableReference(icn) === icnOf(answer))

/** CLP09 8: the claim is canceled, whatever the payer has answered. */
export const isVoid = ({ stated }: RemittanceClaimRecord): boolean => stated.claim.frequencyCode === VOID

/** CLP09 7 or REF*F8. */
export const isReplacement = ({ stated: { claim } }: RemittanceClaimRecord): boolean =>
  claim.frequencyCode === REPLACEMENT || originalIcn(claim) !== ''

/** The ICN that REF*F8 names; blank: none. */
export const originalIcn = ({ originalRef }: RemittanceClaim): string => comparableReference(originalRef ?? '')

/** Whether a record denies because an earlier answer stands: CARC 18 or 193. */
export const repeatsDenial = ({ denial }: RemittanceClaimRecord): boolean =>
  denial !== null && denial.carcs.some((carc) => REPEATED_DENIALS.has(carc))

/** The payer has not decided: a pending CARC, nothing denied and nothing paid. */
export const isUndecided = ({ kind, codes }: RemittanceClaimRecord): boolean =>
  kind === 'unpaid' && codes.pendingCarcs.length > 0
