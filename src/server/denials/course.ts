import { comparableReference } from '../../shared/classify/index.ts'
import type { DenialState } from '../../shared/contract/denials.ts'
import type { DenialEvent, KnownDenial, PostedPayment } from './ledger-changes.ts'
import { outcomeAfter, outcomeOnReceipt, type LedgerEvent, type RunningOutcome } from './outcome.ts'
import { icnOf } from './remittance-answers.ts'
import type { RemittanceClaimRecord } from './remittance-claims.ts'

/** The author of a closing that no remittance makes. */
export const CLOSING_RULE = 'rule closing'

/** Something that a person or a worklist said, and how many records of remittances came before it. */
export interface Said {
  readonly event: DenialEvent
  readonly position: number
}

/** What happens to a denial, in order. */
export interface Course {
  /** As it was when it was received. */
  readonly denial: KnownDenial
  /** States it; null: only a worklist does. */
  readonly record: RemittanceClaimRecord | null
  /** The records that are about it; the first states it. */
  readonly members: RemittanceClaimRecord[]
  readonly events: DenialEvent[]
  readonly payments: PostedPayment[]
  readonly said: Said[]
  outcome: RunningOutcome
  /** The latest answer; null: only a worklist states it. */
  answer: RemittanceClaimRecord | null
  /** The latest reversal, while it waits for its correction. */
  reversal: RemittanceClaimRecord | null
  /** A person or worklist said the state that it is closed in. */
  closedByPeople: boolean
}

/** A denial as it is on its receipt. @param record states it; null: only a worklist does */
export function begun(denial: KnownDenial, record: RemittanceClaimRecord | null, said: readonly Said[]): Course {
  const outcome = outcomeOnReceipt(denial.received, null, denial.deniedCents)
  const course: Course = {
    ...{ denial, record, outcome, answer: record, reversal: null, closedByPeople: false },
    ...{ members: record === null ? [] : [record], events: [], payments: [], said: [...said] },
  }
  for (const event of denial.events) push(course, event)
  return course
}

/** The latest denial that an ICN names, of its own or of an answer to it. */
export function named(courses: readonly Course[], icn: string): Course | null {
  const wanted = comparableReference(icn)
  return courses.findLast((course) => icnsOf(course).includes(wanted)) ?? null
}

/** The ICNs of a denial and of its answers, as ICNs are compared. */
export function icnsOf({ denial, members }: Course): readonly string[] {
  const answers = members.filter(({ kind }) => kind !== 'reversed')
  return [comparableReference(denial.payerClaimRef), ...answers.map(icnOf)]
}

/** Moves a denial to a state because of a record. */
export function emitState(course: Course, record: RemittanceClaimRecord, state: Exclude<DenialState, 'new'>): void {
  emit(course, record, { kind: state, at: record.received, from: course.outcome.state, to: state })
}

/** Adds an event that a record makes. */
export function emit(course: Course, { importNo }: Pick<RemittanceClaimRecord, 'importNo'>, event: LedgerEvent): void {
  push(course, {
    ...event,
    by: null,
    importNo,
    reason: null,
    origin: 'remittance',
    afterImport: importNo,
    recordedAt: null,
  })
}

/** Adds an event, and what it does to the outcome. */
export function push(course: Course, event: DenialEvent): void {
  course.outcome = outcomeAfter(course.outcome, event, course.denial.deniedCents)
  course.events.push(event)
}
