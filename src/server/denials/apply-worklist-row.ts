import { appealLevels, openDenialStates, type AppealLevel } from '../../shared/contract/denials.ts'
import type { CalendarDay } from '../../shared/denials/index.ts'
import { addDenial, type PostingTerms } from './apply-remittance.ts'
import type { ImportTally, WorklistRowEntry } from './entries.ts'
import { isClosedByAnswer, lastSaidState, type DenialFields, type FieldChanges } from './ledger-changes.ts'
import type { DenialLedger } from './ledger.ts'

/** A claim of a worklist with its lookups. */
export interface WorklistRowItem {
  readonly entry: WorklistRowEntry
  readonly claimToken: string | null
  readonly day: CalendarDay
}

export interface WorklistRowContext {
  readonly terms: PostingTerms
  /** Names of recorded people by their e-mail address in lower case. */
  readonly owners: ReadonlyMap<string, string>
  /** Names that several recorded people have, in lower case. */
  readonly sharedNames: ReadonlySet<string>
  readonly tally: ImportTally
  /** Epoch ms. */
  readonly now: number
}

/** Applies what a worklist says of a claim to the ledger. @param restates whether it replaces what an earlier worklist stated */
export function applyWorklistRow(
  ledger: DenialLedger,
  item: WorklistRowItem,
  restates: boolean,
  context: WorklistRowContext,
): void {
  const { entry, claimToken } = item
  noteSharedOwner(entry, context)
  const denialNo = ledger.find(entry.identity, claimToken)
  if (denialNo === null) {
    addFromRow(ledger, item, context)
    return
  }
  const { events } = ledger.denial(denialNo)
  if (restates && entry.denial !== null) ledger.restate(denialNo, entry.denial, context.now)
  changeFields(ledger, denialNo, entry, context)
  changeState(ledger, denialNo, entry, context)
  const isChanged = restates || ledger.denial(denialNo).events !== events
  context.tally.counts[isChanged ? 'updated' : 'known'] += 1
}

/** The name of several people stands for the one who is shown by it, which may be the wrong one. */
function noteSharedOwner({ lines, identity: { claimRef } }: WorklistRowEntry, context: WorklistRowContext): void {
  for (const { owner, place } of lines) {
    const known = owner?.toLowerCase()
    if (known === undefined || !context.sharedNames.has(known)) continue
    context.tally.noteOnce(known, { ...place, kind: 'shared_owner', claimRef })
  }
}

/** Adds a denial that no remittance has stated yet. */
function addFromRow(ledger: DenialLedger, item: WorklistRowItem, context: WorklistRowContext): void {
  const { entry, claimToken, day } = item
  const { tally, terms } = context
  const { denial } = entry
  if (denial === null) throw new Error('a claim that is not on file needs an amount')
  const incoming = { claimToken, denial, day, received: terms.days.of(day), inRemittance: false, provider: null }
  const denialNo = addDenial(ledger, { ...incoming, given: givenFields(fieldsOf(entry, context)) }, terms)
  tally.counts[denial.kind] += 1
  tally.counts.added += 1
  tally.counts.deniedCents += denial.deniedCents
  changeState(ledger, denialNo, entry, context)
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
  { state, appealLevel, stateOn, recoveredCents }: WorklistRowEntry,
  { now, terms }: WorklistRowContext,
): void {
  const denial = ledger.denial(denialNo)
  const said = lastSaidState(denial)
  const isClosed = isClosedByAnswer(denial)
  // A day has no time: one before the last state that was said takes effect at that start.
  const at = Math.max(stateOn === null ? now : terms.days.of(stateOn), isClosed ? said.since : denial.stateSince)
  // A list that still has a denial open which an answer has closed is behind.
  const isBehind = isClosed && state !== null && openDenialStates.includes(state) && at >= denial.stateSince
  const isKnown = state === denial.state || (isClosed && state === said.state)
  // A list that still names an earlier level is behind.
  const laterLevel = isLater(appealLevel, denial.appealLevel) ? appealLevel : undefined
  if (state !== null && state !== 'new' && !isKnown && !isBehind)
    ledger.moveTo(denialNo, state, at, { appealLevel: laterLevel })
  else if (denial.state === 'appealed' && laterLevel) ledger.setAppealLevel(denialNo, laterLevel, at)
  if (recoveredCents !== null) ledger.change(denialNo, { recoveredCents }, now)
}

const isLater = (level: AppealLevel | null, than: AppealLevel | null): level is AppealLevel =>
  level !== null && (than === null || appealLevels.indexOf(level) > appealLevels.indexOf(than))

function fieldsOf(entry: WorklistRowEntry, { terms, owners }: WorklistRowContext): FieldChanges {
  const start = (day: CalendarDay | null) => (day === null ? undefined : terms.days.of(day))
  return {
    owner: entry.owner === null ? undefined : (owners.get(entry.owner.toLowerCase()) ?? entry.owner),
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
