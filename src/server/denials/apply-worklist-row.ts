import { denialTransitions, type RowError, type WorklistField } from '../../shared/contract/denials.ts'
import type { CalendarDay } from '../../shared/denials/index.ts'
import { addDenial, applyPayment, type PostingTerms } from './apply-remittance.ts'
import type { ImportTally, WorklistRowEntry } from './entries.ts'
import type { DenialFields, FieldChanges } from './ledger-changes.ts'
import type { DenialLedger } from './ledger.ts'
import type { RemittanceClaimRecord } from './remittance-claims.ts'

/** A row of a worklist with its lookups. */
export interface WorklistRowItem {
  readonly entry: WorklistRowEntry
  readonly claimToken: string | null
  readonly day: CalendarDay
  /** Stored remittance records of its claim in date order. */
  readonly earlier: readonly RemittanceClaimRecord[]
}

export interface WorklistRowContext {
  readonly terms: PostingTerms
  readonly tally: ImportTally
  /** Epoch ms. */
  readonly now: number
  readonly today: CalendarDay
}

/** Applies a row to the ledger. @returns why the row contradicts the data on file */
export function applyWorklistRow(
  ledger: DenialLedger,
  item: WorklistRowItem,
  context: WorklistRowContext,
): readonly RowError[] {
  const { entry, claimToken } = item
  const dateErrors = dateErrorsOf(entry, context.today)
  if (dateErrors.length > 0) return dateErrors
  const denialNo = ledger.find(entry.identity, claimToken)
  if (denialNo === null) return addFromRow(ledger, item, context)
  const { lastEvent } = ledger.denial(denialNo)
  changeFields(ledger, denialNo, entry, context)
  const stateErrors = changeState(ledger, denialNo, entry, context)
  context.tally.counts[ledger.denial(denialNo).lastEvent === lastEvent ? 'known' : 'updated'] += 1
  return stateErrors
}

/** Adds a denial that no remittance has stated yet. */
function addFromRow(ledger: DenialLedger, item: WorklistRowItem, context: WorklistRowContext): readonly RowError[] {
  const { entry, claimToken, day, earlier } = item
  const { tally, terms } = context
  const { denial } = entry
  if (denial === null) {
    return [rowError(entry, null, 'this claim is not on file, and the row has no amount to add it with')]
  }
  const incoming = { claimToken, denial, day, received: terms.days.of(day), inRemittance: false, provider: null }
  const denialNo = addDenial(ledger, { ...incoming, given: givenFields(fieldsOf(entry, context)) }, terms)
  tally.counts[denial.kind] += 1
  tally.counts.added += 1
  tally.counts.deniedCents += denial.deniedCents
  // Payments that remittances made before the denial was on file.
  for (const claim of earlier) if (claim.kind !== 'denied' && claim.paidCents !== 0) applyPayment(ledger, claim)
  return changeState(ledger, denialNo, entry, context)
}

/** A new owner starts on the row's day, but not before the owner it replaces. */
function changeFields(
  ledger: DenialLedger,
  denialNo: number,
  entry: WorklistRowEntry,
  context: WorklistRowContext,
): void {
  const { now, terms } = context
  const { owner, ...others } = fieldsOf(entry, context)
  const { received, ownerSince } = ledger.denial(denialNo)
  const ownedAt = entry.ownerOn === null ? now : Math.max(terms.days.of(entry.ownerOn), ownerSince ?? received)
  ledger.change(denialNo, { owner }, ownedAt)
  ledger.change(denialNo, others, now)
}

function changeState(
  ledger: DenialLedger,
  denialNo: number,
  entry: WorklistRowEntry,
  { now, terms }: WorklistRowContext,
): readonly RowError[] {
  const { state, stateOn, recoveredCents } = entry
  const denial = ledger.denial(denialNo)
  if (state !== null && state !== denial.state) {
    const allowed = denialTransitions[denial.state]
    if (state === 'new' || !allowed.includes(state)) {
      return [rowError(entry, 'state', `from ${denial.state} a denial can go to ${allowed.join(', ')}`)]
    }
    // A day has no time: one before the current state's start takes effect at that start.
    ledger.moveTo(denialNo, state, Math.max(stateOn === null ? now : terms.days.of(stateOn), denial.stateSince))
  }
  if (recoveredCents === null) return []
  if (recoveredCents > denial.deniedCents) return [rowError(entry, 'recovered', 'more than the denied amount')]
  ledger.change(denialNo, { recoveredCents }, now)
  return []
}

/** Dates of past events must not be after today. */
function dateErrorsOf(entry: WorklistRowEntry, today: CalendarDay): RowError[] {
  const { received, stateOn, state, ownerOn, owner } = entry
  const isLater = (day: CalendarDay | null) => day !== null && day > today
  const checks: readonly (readonly [fails: boolean, field: WorklistField, detail: string])[] = [
    [isLater(ownerOn), 'owner_on', 'after today'],
    [ownerOn !== null && owner === null, 'owner_on', 'the row has no owner'],
    [isLater(received), 'received', 'after today'],
    [isLater(stateOn), 'state_on', 'after today'],
    [stateOn !== null && state === null, 'state_on', 'the row has no status'],
  ]
  return checks.flatMap(([fails, field, detail]) => (fails ? [rowError(entry, field, detail)] : []))
}

function rowError({ place, columns }: WorklistRowEntry, field: WorklistField | null, detail: string): RowError {
  return { ...place, column: field === null ? null : (columns[field]?.header ?? field), detail }
}

function fieldsOf(entry: WorklistRowEntry, { terms }: WorklistRowContext): FieldChanges {
  const start = (day: CalendarDay | null) => (day === null ? undefined : terms.days.of(day))
  return {
    owner: entry.owner ?? undefined,
    queue: entry.queue ?? undefined,
    followUpDue: start(entry.followUpDue),
    appealDue: start(entry.appealDue),
    serviceLine: entry.serviceLine ?? undefined,
    provider: entry.provider ?? undefined,
    location: entry.location ?? undefined,
  }
}

/** The fields that the row sets. */
function givenFields(fields: Omit<FieldChanges, 'recoveredCents'>): Partial<DenialFields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
