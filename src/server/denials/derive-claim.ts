import { comparableReference } from '../../shared/classify/index.ts'
import { ClaimCourses, type CourseTerms } from './claim-courses.ts'
import { CLOSING_RULE, type Course, type Said } from './course.ts'
import type { AppealLevel } from '../../shared/contract/denials.ts'
import { inDateOrder, type ClaimHistory } from './claim-history.ts'
import {
  eventOfField,
  fieldNames,
  isSaid,
  type DenialEvent,
  type DenialFields,
  type KnownDenial,
  type PostingResult,
} from './ledger-changes.ts'
import { storedOutcome, outcomeOfEvents } from './outcome.ts'
import { isSamePayer } from './remittance-answers.ts'
import type { RemittanceClaimRecord } from './remittance-claims.ts'

/** A denial as it is by all that is known of its claim. */
export interface DerivedDenial {
  readonly denial: KnownDenial
  /** A remittance states it otherwise than before, or for the first time. */
  readonly restated: boolean
  /** It is not on file yet. */
  readonly isNew: boolean
}

export interface DerivedClaim {
  readonly denials: readonly DerivedDenial[]
  /** Numbers of denials that no remittance states anymore, and of which nobody said anything. */
  readonly removed: readonly number[]
  readonly results: ReadonlyMap<RemittanceClaimRecord, PostingResult>
}

export interface DerivationTerms extends Pick<CourseTerms, 'closing' | 'open'> {
  /** The payer's deadline for the level after one that was upheld at an instant; null: none is known. */
  readonly nextAppealDue: (denial: KnownDenial, level: AppealLevel, upheldAt: number) => number | null
  /** Of the next new denial. */
  readonly nextNo: number
}

/** Denials on file by the record that states them; the first gives its number. */
type Pairs = ReadonlyMap<RemittanceClaimRecord, readonly KnownDenial[]>

/**
 * The denials of a claim, from all its remittances in date order and from what people and worklists said. Whatever was imported first, the
 * result is the same.
 */
export function deriveClaim({ denials, records }: ClaimHistory, terms: DerivationTerms): DerivedClaim {
  const ordered = inDateOrder(records)
  // Which denials there are does not depend on what people said, save for reversals that name none.
  const stated = denials.length === 0 ? [] : new ClaimCourses(ordered, [], { ...terms, saidOf: () => [] }).courses
  const pairs = pairUp(denials, stated)
  const paired = new Set([...pairs.values()].flat())
  const unpaired = denials.filter((denial) => !paired.has(denial))
  const fromWorklists = unpaired
    .filter(({ inRemittance }) => !inRemittance)
    .map((denial) => ({ denial: onReceipt(denial), known: denial, said: saidOf(denial, ordered) }))
  const { courses, results } = new ClaimCourses(ordered, fromWorklists, {
    ...terms,
    saidOf: (record) =>
      (pairs.get(record) ?? [])
        .flatMap((denial) => saidOf(denial, ordered))
        .sort((one, other) => one.position - other.position),
  })
  let nextNo = terms.nextNo
  const found = new Set<KnownDenial>()
  const derived = courses.map((course): DerivedDenial => {
    const seed = fromWorklists.find(({ denial }) => denial === course.denial)
    const known = seed ? [seed.known] : course.record === null ? [] : (pairs.get(course.record) ?? [])
    for (const denial of known) found.add(denial)
    const [before] = known
    if (before) return derivedFrom(withFieldsOf(known, before), course, terms)
    const denial = completed({ ...course.denial, denialNo: nextNo }, course.events, course, terms)
    nextNo += 1
    return { denial, restated: true, isNew: true }
  })
  const isRemoved = (denial: KnownDenial) =>
    found.has(denial) ? isPartOfAnother(denial, pairs) : !denial.events.some(isSaid)
  return {
    denials: derived,
    removed: denials.filter(isRemoved).map(({ denialNo }) => denialNo),
    results,
  }
}

/** Whether a denial on file has become part of another one. */
const isPartOfAnother = (denial: KnownDenial, pairs: Pairs): boolean =>
  [...pairs.values()].some((denials) => denials.indexOf(denial) > 0)

/** What was said of a denial, each after the remittances of its day and before that were on file. */
function saidOf(denial: KnownDenial, ordered: readonly RemittanceClaimRecord[]): Said[] {
  return denial.events
    .filter(isSaid)
    .map((event) => ({
      event,
      position:
        ordered.findLastIndex(({ knownSince, received }) => knownSince <= event.afterImport && received <= event.at) +
        1,
    }))
    .sort((one, other) => one.position - other.position)
}

/** A denial that only a worklist states, with what its receipt brought. */
function onReceipt(denial: KnownDenial): KnownDenial {
  const events = denial.events.filter(
    (event) => !isSaid(event) && event.origin !== 'remittance' && event.by !== CLOSING_RULE,
  )
  return { ...denial, payments: [], events }
}

/** A denial on file with the fields that were said last of those that have become part of it. */
function withFieldsOf(known: readonly KnownDenial[], before: KnownDenial): KnownDenial {
  const fields = fieldNames.flatMap((name) => {
    const other = known.findLast(
      (denial) =>
        denial !== before && denial.events.some((event) => isSaid(event) && event.kind === eventOfField[name]),
    )
    return other ? [[name, other[name]] as const] : []
  })
  return fields.length === 0 ? before : { ...before, ...(Object.fromEntries(fields) as Partial<DenialFields>) }
}

/** A denial on file as its course makes it. Fields that people or worklists set stay, and so do rules while the statement is the same. */
function derivedFrom(before: KnownDenial, course: Course, terms: DerivationTerms): DerivedDenial {
  const { denial: opened, record } = course
  if (record === null) {
    return { denial: completed(before, course.events, course, terms), restated: false, isNew: false }
  }
  const edited = new Set(course.events.filter(isSaid).map(({ kind }) => kind))
  const restated = !before.inRemittance || !isSameStatement(before, opened, !edited.has('provider'))
  const isRule = ({ origin, by }: DenialEvent) => origin === 'rule' && by !== CLOSING_RULE
  const rules = restated
    ? [
        ...before.events.filter((event) => isRule(event) && edited.has(event.kind)),
        ...opened.events.filter((event) => isRule(event) && !edited.has(event.kind)),
      ]
    : before.events.filter(isRule)
  const [received, ...others] = course.events.filter((event) => !isRule(event))
  const events = [...(received ? [received] : []), ...rules, ...others]
  if (!restated) return { denial: completed(before, events, course, terms), restated, isNew: false }
  const fields = Object.fromEntries(
    fieldNames.map((name) => [name, (edited.has(eventOfField[name]) ? before : opened)[name]]),
  ) as unknown as DenialFields
  const { payer, claimRef, payerClaimRef, received: at, importNo, stated, deniedCents } = opened
  const denial = { ...before, ...fields, payer, claimRef, payerClaimRef, importNo, stated, deniedCents, received: at }
  return { denial: completed({ ...denial, inRemittance: true }, events, course, terms), restated, isNew: false }
}

/** A denial with its events, payments and outcome. What was on file already keeps its author and time. */
function completed(
  denial: KnownDenial,
  events: readonly DenialEvent[],
  { payments }: Course,
  terms: DerivationTerms,
): KnownDenial {
  const left = [...denial.events]
  const kept = events.map((event) => {
    const index = left.findIndex((known) => known === event || (event.recordedAt === null && isSameEvent(known, event)))
    return index === -1 ? event : (left.splice(index, 1)[0] ?? event)
  })
  const outcome = outcomeOfEvents(kept, denial)
  const derived = { ...denial, payments: [...payments], events: kept, ...storedOutcome(outcome) }
  const last = outcome.decisions.find(({ level }) => level === outcome.appealLevel)
  const isUpheld = last?.outcome === 'upheld' && !outcome.appealOpen
  return { ...derived, nextAppealDue: isUpheld ? terms.nextAppealDue(derived, last.level, last.at) : null }
}

const isSameEvent = (one: DenialEvent, other: DenialEvent): boolean =>
  one.origin === other.origin &&
  one.kind === other.kind &&
  one.at === other.at &&
  one.from === other.from &&
  one.to === other.to &&
  one.importNo === other.importNo

/** The same day and content, in any file. */
function isSameStatement(one: KnownDenial, other: KnownDenial, withProvider: boolean): boolean {
  return (
    one.received === other.received &&
    (!withProvider || one.provider === other.provider) &&
    canonical(one.stated) === canonical(other.stated)
  )
}

const canonical = (stated: KnownDenial['stated']): string =>
  JSON.stringify(Object.entries(stated).toSorted(([a], [b]) => (a < b ? -1 : 1)))

/**
 * Pairs the denials on file with those that remittances state: by day, file and ICN first, then by day, then by ICN, then by the ICN of an answer.
 * Denials of worklists come last, the latest first; one of them may have no ICN.
 */
function pairUp(denials: readonly KnownDenial[], courses: readonly Course[]): Pairs {
  const pairs = new Map<RemittanceClaimRecord, KnownDenial[]>()
  const paired = new Set<KnownDenial>()
  const pair = (
    denial: KnownDenial,
    fits: (course: Course & { readonly record: RemittanceClaimRecord }) => boolean,
    { among = courses, joins = false } = {},
  ) => {
    if (paired.has(denial)) return
    for (const course of among) {
      const { record } = course
      if (record === null || (pairs.has(record) && !joins)) continue
      if (!isSamePayer(denial, course.denial) || !fits({ ...course, record })) continue
      pairs.set(record, [...(pairs.get(record) ?? []), denial])
      paired.add(denial)
      return
    }
  }
  const hasIcn = (denial: KnownDenial, icn: string) =>
    comparableReference(denial.payerClaimRef) === comparableReference(icn)
  const remitted = denials.filter(({ inRemittance }) => inRemittance)
  for (const denial of remitted) {
    pair(
      denial,
      ({ record }) =>
        hasIcn(denial, record.identity.payerClaimRef) &&
        denial.received === record.received &&
        denial.importNo === record.importNo,
    )
  }
  for (const denial of remitted) {
    pair(denial, ({ record }) => hasIcn(denial, record.identity.payerClaimRef) && denial.received === record.received)
  }
  for (const denial of remitted) pair(denial, ({ record }) => hasIcn(denial, record.identity.payerClaimRef))
  for (const denial of remitted) {
    pair(denial, ({ members }) => members.some(({ identity }) => hasIcn(denial, identity.payerClaimRef)), {
      joins: true,
    })
  }
  const latestFirst = courses.toReversed()
  for (const denial of denials) {
    if (denial.inRemittance) continue
    pair(denial, ({ record }) => denial.payerClaimRef === '' || hasIcn(denial, record.identity.payerClaimRef), {
      among: latestFirst,
    })
  }
  return pairs
}
