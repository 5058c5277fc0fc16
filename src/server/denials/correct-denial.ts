import { denialStates, statedDetails, type DenialEventKind, type DenialState } from '../../shared/contract/denials.ts'
import { eventOfField } from './ledger.ts'
import type { StatedDenial } from './entries.ts'
import type { AddedDenial, DenialFields, KnownDenial, NewEvent, NewPayment, PostedPayment } from './ledger-changes.ts'
import { outcomeAfter, outcomeOfReceipt, type LedgerEvent, type Outcome } from './outcome.ts'
import type { RemittanceClaimRecord } from './remittance-claims.ts'

/** An event on file. */
export interface StoredEvent extends LedgerEvent {
  readonly eventNo: number
  readonly by: string
  readonly importNo: number | null
}

/** A denial as rebuilt from remittances alone. */
export interface RebuiltDenial {
  /** Null: only a worklist states it. */
  readonly added: AddedDenial | null
  readonly events: readonly NewEvent[]
  readonly payments: readonly NewPayment[]
}

/** The changes that bring a denial on file in line with its remittances and with changes by people. */
export interface Correction {
  readonly denialNo: number
  /** Null: it is removed, because no remittance states it anymore and no person or worklist changed it. */
  readonly denial: KnownDenial | null
  /** The new statement of it; null: unchanged. */
  readonly stated: AddedDenial | null
  readonly added: readonly NewEvent[]
  /** Events to change, by number. */
  readonly changed: readonly NewEvent[]
  /** Numbers of events to remove. */
  readonly removed: readonly number[]
  readonly paymentsAdded: readonly NewPayment[]
  readonly paymentsRemoved: readonly NewPayment[]
}

const fieldNames = Object.keys(eventOfField) as (keyof DenialFields)[]
const isByRule = ({ by }: { readonly by: string | null }) => by !== null && by.startsWith('rule ')

/**
 * Corrects a denial to its rebuilt state. Events of people and worklists stay, and so do the fields they set.
 * @param source the record that states it so far; null: none
 * @param rebuilt null: remittances in date order make no such denial
 * @returns null when nothing changes
 */
export function correctDenial(
  row: KnownDenial,
  { events, source }: { readonly events: readonly StoredEvent[]; readonly source: RemittanceClaimRecord | null },
  rebuilt: RebuiltDenial | null,
): Correction | null {
  if (rebuilt === null && row.inRemittance && events.every(isAutomatic)) return removal(row, events)
  const stated = rebuilt?.added ?? null
  const restated = stated !== null && !isStatedBy(source, stated) ? stated : null
  const edited = editedFields(events)
  const wasUndone = row.state !== 'reversed'
  const isOfRemittances = ({ kind, by }: Pick<NewEvent, 'kind' | 'by'>) =>
    kind === 'payment' ||
    kind === 'reversed' ||
    (restated !== null && (kind === 'received' || (isByRule({ by }) && !edited.has(kind))))
  const kept = events.filter((event) => isOfRemittances(event) && !(event.kind === 'reversed' && wasUndone))
  const wanted = (rebuilt?.events ?? []).filter(isOfRemittances).map((event) => ({ ...event, denialNo: row.denialNo }))
  const aligned = align(kept, wanted, row)
  const payments = alignPayments(row, rebuilt?.payments ?? [])
  if (restated === null && aligned === null && payments === null) return null

  const { added, changed, removed } = aligned ?? { added: [], changed: [], removed: [] }
  const changedNos = new Map(changed.map((event) => [event.eventNo, event]))
  const after = [
    ...events
      .filter(({ eventNo }) => !removed.includes(eventNo))
      .map((event) => changedNos.get(event.eventNo) ?? event),
    ...added,
  ]
  const deniedCents = restated?.deniedCents ?? row.deniedCents
  const denial: KnownDenial = {
    ...row,
    ...(restated === null ? {} : fieldsOf(row, restated, edited)),
    ...replayEvents(after, row, deniedCents),
    lastEvent: row.lastEvent + added.length,
  }
  return {
    denialNo: row.denialNo,
    denial,
    stated: restated,
    ...{ added, changed, removed },
    ...(payments ?? { paymentsAdded: [], paymentsRemoved: [] }),
  }
}

/** The same day and content, in any file. */
function isStatedBy(source: RemittanceClaimRecord | null, stated: AddedDenial): boolean {
  if (source?.denial === undefined || source.denial === null || source.received !== stated.received) return false
  return contentOf(source.denial, source.provider) === contentOf(stated, stated.provider)
}

/** A spread of `denial` would include the fields of an `AddedDenial`. */
function contentOf(denial: StatedDenial, provider: string | null): string {
  const { kind, category, groupCode, carcs, rarcs, billedCents, paidCents, deniedCents, balanced } = denial
  return JSON.stringify([
    ...[kind, category, groupCode, carcs, rarcs, billedCents, paidCents, deniedCents],
    ...[balanced, provider, ...statedDetails.map((detail) => denial[detail])],
  ])
}

/** By remittances and rules alone. */
function isAutomatic(event: StoredEvent): boolean {
  return event.kind === 'received' || event.kind === 'payment' || event.kind === 'reversed' || isByRule(event)
}

function removal(row: KnownDenial, events: readonly StoredEvent[]): Correction {
  const { denialNo } = row
  return {
    denialNo,
    ...{ denial: null, stated: null, added: [], changed: [] },
    removed: events.map(({ eventNo }) => eventNo),
    paymentsAdded: [],
    paymentsRemoved: row.payments.map((payment) => ({ ...payment, denialNo })),
  }
}

/** Fields that people or worklists have set, by kind of event. */
function editedFields(events: readonly StoredEvent[]): ReadonlySet<DenialEventKind> {
  const isEdited = (name: keyof DenialFields) =>
    events.some((event) => event.kind === eventOfField[name] && !isByRule(event))
  return new Set(fieldNames.filter(isEdited).map((name) => eventOfField[name]))
}

function fieldsOf(row: KnownDenial, stated: AddedDenial, edited: ReadonlySet<DenialEventKind>): Partial<KnownDenial> {
  const { payer, claimRef, payerClaimRef, deniedCents, received, importNo } = stated
  const fields = Object.fromEntries(
    fieldNames.map((name) => [name, edited.has(eventOfField[name]) ? row[name] : stated[name]]),
  )
  return { ...fields, payer, claimRef, payerClaimRef, deniedCents, received, importNo, inRemittance: true }
}

/** @returns null when they are equal */
function align(
  kept: readonly StoredEvent[],
  wanted: readonly NewEvent[],
  row: KnownDenial,
): Pick<Correction, 'added' | 'changed' | 'removed'> | null {
  const left = [...kept]
  const take = (fits: (event: StoredEvent) => boolean) => {
    const index = left.findIndex(fits)
    return index === -1 ? null : (left.splice(index, 1)[0] ?? null)
  }
  const others = wanted.filter(
    ({ kind, at, to }) => take((event) => event.kind === kind && event.at === at && event.to === to) === null,
  )
  const changed: NewEvent[] = []
  const added: NewEvent[] = []
  for (const event of others) {
    const known = take(({ kind, to }) => kind === event.kind && (kind !== 'payment' || to === event.to))
    if (known) changed.push({ ...event, eventNo: known.eventNo, from: known.from })
    else {
      const from = event.kind === 'reversed' ? row.state : event.from
      added.push({ ...event, eventNo: row.lastEvent + added.length + 1, from })
    }
  }
  if (left.length + changed.length + added.length === 0) return null
  return { added, changed, removed: left.map(({ eventNo }) => eventNo) }
}

/** @returns null when they are equal */
function alignPayments(
  { denialNo, payments }: KnownDenial,
  rebuilt: readonly NewPayment[],
): Pick<Correction, 'paymentsAdded' | 'paymentsRemoved'> | null {
  const keyOf = ({ traceNo, payerClaimRef, paidCents, at }: PostedPayment) =>
    JSON.stringify([traceNo, payerClaimRef, paidCents, at])
  const kept = new Set(payments.map(keyOf))
  const wanted = new Set(rebuilt.map(keyOf))
  const paymentsAdded = rebuilt
    .filter((payment) => !kept.has(keyOf(payment)))
    .map((payment) => ({ ...payment, denialNo }))
  const paymentsRemoved = payments
    .filter((payment) => !wanted.has(keyOf(payment)))
    .map((payment) => ({ ...payment, denialNo }))
  return paymentsAdded.length + paymentsRemoved.length === 0 ? null : { paymentsAdded, paymentsRemoved }
}

const isState = (kind: DenialEventKind): kind is Exclude<DenialState, 'new'> =>
  denialStates.some((state) => state === kind)

/** State and outcome of the events in the order they were recorded. */
function replayEvents(
  events: readonly LedgerEvent[],
  row: KnownDenial,
  deniedCents: number,
): Outcome & { readonly state: DenialState } {
  const owners = events.filter(({ kind }) => kind === 'owner')
  const owner = owners[0] === undefined ? row.owner : owners[0].from
  const received = events.find(({ kind }) => kind === 'received')?.at ?? row.received
  let outcome = outcomeOfReceipt(received, owner)
  let state: DenialState = 'new'
  let paymentsCents = 0
  for (const event of events) {
    if (event.kind === 'payment') paymentsCents += Number(event.to)
    if (isState(event.kind)) state = event.kind
    outcome = outcomeAfter(outcome, event, { deniedCents, paymentsCents })
  }
  return { ...outcome, state }
}
