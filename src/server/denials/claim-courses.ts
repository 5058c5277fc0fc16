import { comparableReference } from '../../shared/classify/index.ts'
import {
  closedDenialStates,
  openDenialStates,
  wonDenialStates,
  type DenialEventKind,
} from '../../shared/contract/denials.ts'
import type { ClosingSettings } from '../../shared/contract/settings.ts'
import { begun, CLOSING_RULE, emit, emitState, icnsOf, named, push, type Course, type Said } from './course.ts'
import type { ClaimPayment, DenialEvent, KnownDenial, PostingResult } from './ledger-changes.ts'
import { isStateEvent, type LedgerEvent } from './outcome.ts'
import {
  icnOf,
  isBeside,
  isReplacement,
  isSameContent,
  isSamePayer,
  isSameTransaction,
  isUndecided,
  isVoid,
  originalIcn,
  repeatsDenial,
} from './remittance-answers.ts'
import type { RemittanceClaimRecord } from './remittance-claims.ts'

/** What the courses of a claim depend on. */
export interface CourseTerms {
  readonly closing: ClosingSettings['closing']
  /** The denial of a record on the day of its receipt. */
  readonly open: (record: RemittanceClaimRecord) => KnownDenial
  /** What was said of the denial that a record states. */
  readonly saidOf: (record: RemittanceClaimRecord) => readonly Said[]
}

/** A claim that makes no denial. */
interface Settled {
  readonly record: RemittanceClaimRecord
  reversed: boolean
  /** Its reversal, while the correction is still to come. */
  waitsFor: RemittanceClaimRecord | null
}

/** The denials of one claim, as its remittances make them one after the other. */
export class ClaimCourses {
  readonly courses: Course[] = []
  readonly results = new Map<RemittanceClaimRecord, PostingResult>()
  readonly #terms: CourseTerms
  readonly #records: readonly RemittanceClaimRecord[]
  readonly #settled: Settled[] = []
  readonly #applied: RemittanceClaimRecord[] = []

  /** @param records in date order @param fromWorklists denials that no remittance states, with what was said of them */
  constructor(
    records: readonly RemittanceClaimRecord[],
    fromWorklists: readonly { readonly denial: KnownDenial; readonly said: readonly Said[] }[],
    terms: CourseTerms,
  ) {
    this.#terms = terms
    this.#records = records
    for (const { denial, said } of fromWorklists) this.courses.push(begun(denial, null, said))
    this.#hear(0)
    for (const [index, record] of records.entries()) {
      if (!this.results.has(record)) this.results.set(record, this.#take(record))
      this.#hear(index + 1)
    }
  }

  /** Applies what people and worklists said after so many records. */
  #hear(position: number): void {
    for (const course of this.courses) {
      for (let [next] = course.said; next && next.position <= position; [next] = course.said) {
        course.said.shift()
        this.#say(course, next.event)
      }
    }
  }

  #say(course: Course, event: DenialEvent): void {
    push(course, event)
    if (isStateEvent(event.kind)) {
      course.closedByPeople = closedDenialStates.includes(event.kind)
      course.reversal = null
    }
    if (event.kind === 'recovered_amount') this.#close(course, { at: event.at, by: event })
  }

  #take(record: RemittanceClaimRecord): PostingResult {
    if (this.#isRepeated(record)) return 'known'
    this.#applied.push(record)
    if (isVoid(record)) return this.#void(record)
    if (record.kind === 'reversed') return this.#reverse(record)
    if (isUndecided(record)) {
      this.#settle(record)
      return 'known'
    }
    const course = this.#answered(record)
    if (course) return this.#answer(course, [record, ...this.#otherParts(course, record)])
    return this.#unanswering(record)
  }

  /** The same again: in another file of the same payment, or equal to the answer that stands. */
  #isRepeated(record: RemittanceClaimRecord): boolean {
    const same = (other: RemittanceClaimRecord) =>
      isSamePayer(record.identity, other.identity) && isSameContent(record, other)
    const isInOtherFile = this.#applied.some(
      (other) =>
        other.importNo !== record.importNo &&
        other.day === record.day &&
        other.traceNo === record.traceNo &&
        same(other),
    )
    if (isInOtherFile || record.kind === 'reversed') return isInOtherFile
    return this.courses.some(({ answer, reversal }) => answer !== null && reversal === null && same(answer))
  }

  /** The denial that a record answers. */
  #answered(record: RemittanceClaimRecord): Course | null {
    const courses = this.#ofPayer(record)
    const own = named(courses, record.identity.payerClaimRef)
    if (own && own.reversal === null) {
      // Within one transaction it is the claim of another patient.
      return own.answer !== null && isSameTransaction(own.answer, record) ? null : own
    }
    const waiting = this.#waiting(record)
    if (waiting) return waiting.course
    const elsewhere = courses.filter(({ answer }) => answer === null || !isBeside(record, answer))
    if (isReplacement(record)) {
      const original = originalIcn(record.stated.claim)
      return (original === '' ? elsewhere.at(-1) : named(courses, original)) ?? null
    }
    return repeatsDenial(record) ? (elsewhere.at(-1) ?? null) : null
  }

  /**
   * What waits for a correction that the record is: a denial, or null for a claim without one. Of several, that with its ICN, else the first that
   * was reversed.
   */
  #waiting(record: RemittanceClaimRecord): { readonly course: Course | null } | null {
    const icn = icnOf(record)
    const courses = this.#ofPayer(record)
      .filter(({ reversal }) => reversal !== null)
      .map((course) => ({ course, icns: icnsOf(course), reversal: course.reversal, settled: null }))
    const settled = this.#settled
      .filter(({ waitsFor, record: { identity } }) => waitsFor !== null && isSamePayer(identity, record.identity))
      .map((each) => ({ course: null, icns: [icnOf(each.record)], reversal: each.waitsFor, settled: each }))
    const all = [...courses, ...settled].toSorted(
      (one, other) => this.#applied.indexOf(one.reversal ?? record) - this.#applied.indexOf(other.reversal ?? record),
    )
    const found = all.find(({ icns }) => icns.includes(icn)) ?? all[0]
    if (!found) return null
    if (found.settled) found.settled.waitsFor = null
    return found
  }

  /** The other claims of the transaction that correct a reversal in it. */
  #otherParts(course: Course, record: RemittanceClaimRecord): RemittanceClaimRecord[] {
    const { reversal } = course
    if (reversal === null || !isSameTransaction(reversal, record)) return []
    const others = this.#ofPayer(record).filter((other) => other !== course && other.reversal !== null)
    return this.#records.filter(
      (other) =>
        other !== record &&
        !this.results.has(other) &&
        other.kind !== 'reversed' &&
        isSameTransaction(other, record) &&
        isSamePayer(other.identity, record.identity) &&
        others.every((waiting) => !icnsOf(waiting).includes(icnOf(other))),
    )
  }

  /** Applies an answer, which may be of several claims that correct a reversal together. */
  #answer(course: Course, parts: readonly RemittanceClaimRecord[]): PostingResult {
    const record = parts.at(-1) ?? course.answer
    if (!record) throw new Error('an answer has a claim')
    const { reversal, outcome: before } = course
    const at = record.received
    for (const part of parts) {
      this.results.set(part, 'changed')
      this.#applied.push(part)
      this.#post(course, part)
      if (!course.members.includes(part)) course.members.push(part)
    }
    const sum = (of: (part: RemittanceClaimRecord) => number) => parts.reduce((total, part) => total + of(part), 0)
    const denies = sum(({ denial }) => denial?.deniedCents ?? 0)
    emit(course, record, { kind: 'answer', at, from: null, to: String(denies) })
    course.answer = record
    course.reversal = null
    if (course.outcome.leftCents === 0) {
      const patientShareCents = sum(({ codes }) => codes.patientShareCents)
      this.#close(course, { at, by: record, isCorrection: reversal !== null, patientShareCents })
      return 'changed'
    }
    // What people have given up stays given up when the payer denies again.
    if (course.closedByPeople && !wonDenialStates.includes(before.state)) return 'changed'
    const takenBack = reversal === null ? 0 : -reversal.paidCents
    if (before.appealOpen)
      emitState(course, record, sum(({ paidCents }) => paidCents) > takenBack ? 'overturned' : 'upheld')
    emitState(course, record, 'reopened')
    course.closedByPeople = false
    return 'changed'
  }

  /** A claim that answers no denial: a denial of its own, or a payment. */
  #unanswering(record: RemittanceClaimRecord): PostingResult {
    const { denial } = record
    const courses = this.#ofPayer(record)
    const isOtherPatient = named(courses, record.identity.payerClaimRef) !== null
    if (denial !== null && isOtherPatient) return 'known'
    const apart = record.apartFrom.map(comparableReference)
    const paid = courses
      .filter(({ denial: { payerClaimRef } }) => !apart.includes(comparableReference(payerClaimRef)))
      .reduce<Course | null>(
        (latest, next) => (latest && latest.denial.received > next.denial.received ? latest : next),
        null,
      )
    const isPosted = paid !== null && record.paidCents > 0 && this.#post(paid, record)
    if (isPosted) this.#afterPayment(paid, record)
    if (denial !== null) {
      this.courses.push(begun(this.#terms.open(record), record, this.#terms.saidOf(record)))
      return 'added'
    }
    this.#settle(record)
    return isPosted ? 'changed' : 'unmatched'
  }

  #settle(record: RemittanceClaimRecord): void {
    this.#settled.push({ record, reversed: false, waitsFor: null })
  }

  /** A reversal takes back the answer that it names, else the latest open denial of the payer. */
  #reverse(record: RemittanceClaimRecord): PostingResult {
    const courses = this.#ofPayer(record)
    const icn = icnOf(record)
    const own = named(courses, icn)
    if (own) {
      const { answer, outcome, reversal } = own
      const isOfEarlierAnswer = answer !== null && icnOf(answer) !== icn
      if (reversal !== null || outcome.state === 'voided' || isOfEarlierAnswer) {
        if (this.#post(own, record)) this.#afterPayment(own, record)
        return 'known'
      }
      return this.#takeBack(own, record)
    }
    const settled = this.#settled.findLast(
      (each) => !each.reversed && isSamePayer(each.record.identity, record.identity) && icnOf(each.record) === icn,
    )
    if (settled) {
      settled.reversed = true
      settled.waitsFor = record
      const paid = courses.findLast(({ payments }) =>
        payments.some((payment) => comparableReference(payment.payerClaimRef) === icn),
      )
      if (paid && this.#post(paid, record)) this.#afterPayment(paid, record)
      return 'changed'
    }
    const open = courses.findLast(({ outcome }) => openDenialStates.includes(outcome.state))
    if (open) return this.#takeBack(open, record)
    const latest = courses.at(-1)
    if (latest && this.#post(latest, record)) this.#afterPayment(latest, record)
    return 'unmatched'
  }

  #takeBack(course: Course, record: RemittanceClaimRecord): PostingResult {
    course.members.push(record)
    emitState(course, record, 'reversed')
    this.#post(course, record)
    course.reversal = record
    course.closedByPeople = false
    return 'changed'
  }

  #void(record: RemittanceClaimRecord): PostingResult {
    const courses = this.#ofPayer(record)
    const original = originalIcn(record.stated.claim)
    const found =
      named(courses, record.identity.payerClaimRef) ?? (original === '' ? courses.at(-1) : named(courses, original))
    if (!found) return record.kind === 'reversed' ? 'unmatched' : 'known'
    if (found.outcome.state === 'voided') return 'known'
    found.members.push(record)
    this.#post(found, record)
    emitState(found, record, 'voided')
    found.closedByPeople = false
    return 'changed'
  }

  /** Posts what a claim is paid, or what is taken back. A repetition changes nothing. */
  #post(course: Course, { traceNo, day, identity, paidCents, received: at, importNo }: RemittanceClaimRecord): boolean {
    if (paidCents === 0) return false
    // Without a trace number the day tells payments apart.
    const payment = { traceNo: traceNo ?? day, payerClaimRef: identity.payerClaimRef, paidCents }
    const isKnown = this.courses.some(
      (other) => isSamePayer(other.denial, identity) && other.payments.some((known) => isSamePayment(known, payment)),
    )
    if (isKnown) return false
    course.payments.push({ ...payment, at, importNo })
    emit(course, { importNo }, { kind: 'payment', at, from: null, to: String(paidCents) })
    return true
  }

  /** A payment without an answer settles a denial or, taken back, opens it again. */
  #afterPayment(course: Course, record: RemittanceClaimRecord): void {
    const { state, leftCents } = course.outcome
    if (leftCents === 0) this.#close(course, { at: record.received, by: record })
    else if (closedDenialStates.includes(state) && state !== 'voided' && !course.closedByPeople) {
      emitState(course, record, 'reopened')
    }
  }

  /** Closes a denial of which nothing is left, or proposes it. What people closed stays as they did. */
  #close(
    course: Course,
    {
      at,
      by,
      isCorrection = false,
      patientShareCents = 0,
    }: {
      readonly at: number
      /** A record, or what a person or worklist said. */
      readonly by: RemittanceClaimRecord | DenialEvent
      readonly isCorrection?: boolean
      readonly patientShareCents?: number
    },
  ): void {
    const { state, leftCents, recoveredCents, appealOpen } = course.outcome
    if (leftCents > 0 || course.closedByPeople || state === 'voided') return
    const isPaid = (recoveredCents ?? 0) > 0
    const to = isPaid
      ? appealOpen || isCorrection || state === 'overturned'
        ? 'overturned'
        : 'recovered'
      : patientShareCents > 0
        ? 'patient_responsibility'
        : 'written_off'
    if (state === to) return
    const isProposed = this.#terms.closing === 'proposed' && !closedDenialStates.includes(state)
    const kind: DenialEventKind = isProposed ? 'closing_proposed' : to
    const event: LedgerEvent = { kind, at, from: state, to }
    if ('origin' in by) {
      const { importNo, afterImport, recordedAt } = by
      push(course, { ...event, importNo, afterImport, recordedAt, reason: null, by: CLOSING_RULE, origin: 'rule' })
    } else emit(course, by, event)
  }

  /** The denials of the payer that were received by then, or were on file before the record was. */
  #ofPayer({ identity, received, knownSince }: RemittanceClaimRecord): Course[] {
    return this.courses.filter(
      ({ denial, record }) =>
        isSamePayer(denial, identity) &&
        (record !== null || denial.received <= received || (denial.events[0]?.afterImport ?? knownSince) < knownSince),
    )
  }
}

const isSamePayment = (one: ClaimPayment, other: ClaimPayment): boolean =>
  one.traceNo === other.traceNo && one.payerClaimRef === other.payerClaimRef && one.paidCents === other.paidCents
