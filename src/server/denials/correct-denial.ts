import { denialStates } from '../../shared/contract/denials.ts'
import type { DenialEventKind, DenialState } from '../../shared/contract/denials.ts'
import { eventOfField } from './ledger.ts'
import type { StatedDenial } from './entries.ts'
import type { AddedDenial, CountedPayment, DenialFields, KnownDenial, NewEvent, NewPayment } from './ledger-changes.ts'
import { outcomeAfter, outcomeOfReceipt } from './outcome.ts'
import type { DenialHappening, Outcome } from './outcome.ts'
import type { RemittedClaim } from './remitted-claims.ts'

/** An event as it is kept. */
export interface StoredEvent extends DenialHappening {
  readonly eventNo: number
  readonly by: string
  readonly importNo: number | null
}

/** A denial as remittances alone make it. */
export interface RemittedDenial {
  /** Null: what only a worklist tells of. */
  readonly added: AddedDenial | null
  readonly events: readonly NewEvent[]
  readonly payments: readonly NewPayment[]
}

/** What has to be written so that a denial is what remittances make of it and people have said of it. */
export interface Correction {
  readonly denialNo: number
  /** Null: no remittance states it any more, and nobody has laid a hand on it. */
  readonly denial: KnownDenial | null
  /** What another remittance states of it than before; null: what it was. */
  readonly stated: AddedDenial | null
  readonly added: readonly NewEvent[]
  /** Events that are others now, by their numbers. */
  readonly changed: readonly NewEvent[]
  /** Numbers of events that did not happen. */
  readonly withdrawn: readonly number[]
  readonly paymentsAdded: readonly NewPayment[]
  readonly paymentsWithdrawn: readonly NewPayment[]
}

const fieldNames = Object.keys(eventOfField) as (keyof DenialFields)[]
const isByRule = ({ by }: { readonly by: string | null }) => by !== null && by.startsWith('rule ')

/**
 * Brings a denial to what remittances make of it. Their events are moved, withdrawn or added; those of people and worklists stay, and so
 * does each field that one of them has set.
 * @param source what states it so far; null: no remittance.
 * @param made null: remittances, in the order of their days, make no such denial.
 * @returns null when nothing changes.
 */
export function correctDenial(
  row: KnownDenial,
  { events, source }: { readonly events: readonly StoredEvent[]; readonly source: RemittedClaim | null },
  made: RemittedDenial | null,
): Correction | null {
  if (made === null && row.remitted && events.every(isMade)) return withdrawnWhole(row, events)
  const stated = made?.added ?? null
  const restated = stated !== null && !isStatedBy(source, stated) ? stated : null
  const said = saidFields(row, events)
  const wasUndone = row.state !== 'reversed'
  const isTheirs = ({ kind, by }: Pick<NewEvent, 'kind' | 'by'>) =>
    kind === 'payment' ||
    kind === 'reversed' ||
    (restated !== null && (kind === 'received' || (isByRule({ by }) && !said.has(kind))))
  const kept = events.filter((event) => isTheirs(event) && !(event.kind === 'reversed' && wasUndone))
  const wanted = (made?.events ?? []).filter(isTheirs).map((event) => ({ ...event, denialNo: row.denialNo }))
  const aligned = align(kept, wanted, row)
  const payments = alignPayments(row, made?.payments ?? [])
  if (restated === null && aligned === null && payments === null) return null

  const { added, changed, withdrawn } = aligned ?? { added: [], changed: [], withdrawn: [] }
  const changedNos = new Map(changed.map((event) => [event.eventNo, event]))
  const after = [
    ...events
      .filter(({ eventNo }) => !withdrawn.includes(eventNo))
      .map((event) => changedNos.get(event.eventNo) ?? event),
    ...added,
  ]
  const deniedCents = restated?.deniedCents ?? row.deniedCents
  const denial: KnownDenial = {
    ...row,
    ...(restated === null ? {} : fieldsOf(row, restated, said)),
    ...foldEvents(after, row, deniedCents),
    lastEvent: row.lastEvent + added.length,
  }
  return {
    denialNo: row.denialNo,
    denial,
    stated: restated,
    ...{ added, changed, withdrawn },
    ...(payments ?? { paymentsAdded: [], paymentsWithdrawn: [] }),
  }
}

/** The same day and words, in whichever file. */
function isStatedBy(source: RemittedClaim | null, stated: AddedDenial): boolean {
  if (source?.denial === undefined || source.denial === null || source.received !== stated.received) return false
  return wordsOf(source.denial, source.provider) === wordsOf(stated, stated.provider)
}

function wordsOf(denial: StatedDenial, provider: string | null): string {
  const { kind, category, group, carcs, rarcs, billedCents, paidCents, deniedCents, balanced, plan } = denial
  return JSON.stringify([
    kind,
    category,
    group,
    carcs,
    rarcs,
    billedCents,
    paidCents,
    deniedCents,
    balanced,
    plan,
    provider,
  ])
}

/** Made of remittances and rules alone. */
function isMade(event: StoredEvent): boolean {
  return event.kind === 'received' || event.kind === 'payment' || event.kind === 'reversed' || isByRule(event)
}

function withdrawnWhole(row: KnownDenial, events: readonly StoredEvent[]): Correction {
  const { denialNo } = row
  return {
    denialNo,
    ...{ denial: null, stated: null, added: [], changed: [] },
    withdrawn: events.map(({ eventNo }) => eventNo),
    paymentsAdded: [],
    paymentsWithdrawn: row.payments.map((payment) => ({ ...payment, denialNo })),
  }
}

/** The kinds of events of the fields that people and worklists have set. */
function saidFields(row: KnownDenial, events: readonly StoredEvent[]): ReadonlySet<DenialEventKind> {
  const saidOf = (name: keyof DenialFields) => {
    const ofField = events.filter(({ kind }) => kind === eventOfField[name])
    if (ofField.length > 0) return !ofField.every(isByRule)
    // Worklists once set fields of what they added without an event; a follow-up day may be nobody's word.
    return !row.remitted && name !== 'followUpDue' && row[name] !== null
  }
  return new Set(fieldNames.filter(saidOf).map((name) => eventOfField[name]))
}

function fieldsOf(row: KnownDenial, stated: AddedDenial, said: ReadonlySet<DenialEventKind>): Partial<KnownDenial> {
  const { payer, claimRef, payerClaimRef, deniedCents, received, importNo } = stated
  const fields = Object.fromEntries(
    fieldNames.map((name) => [name, said.has(eventOfField[name]) ? row[name] : stated[name]]),
  )
  return { ...fields, payer, claimRef, payerClaimRef, deniedCents, received, importNo, remitted: true }
}

/** @returns null when they are the same. */
function align(
  kept: readonly StoredEvent[],
  wanted: readonly NewEvent[],
  row: KnownDenial,
): Pick<Correction, 'added' | 'changed' | 'withdrawn'> | null {
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
  return { added, changed, withdrawn: left.map(({ eventNo }) => eventNo) }
}

/** @returns null when they are the same. */
function alignPayments(
  { denialNo, payments }: KnownDenial,
  made: readonly NewPayment[],
): Pick<Correction, 'paymentsAdded' | 'paymentsWithdrawn'> | null {
  const keyOf = ({ traceNo, payerClaimRef, paidCents, at }: CountedPayment) =>
    JSON.stringify([traceNo, payerClaimRef, paidCents, at])
  const kept = new Set(payments.map(keyOf))
  const wanted = new Set(made.map(keyOf))
  const paymentsAdded = made.filter((payment) => !kept.has(keyOf(payment))).map((payment) => ({ ...payment, denialNo }))
  const paymentsWithdrawn = payments
    .filter((payment) => !wanted.has(keyOf(payment)))
    .map((payment) => ({ ...payment, denialNo }))
  return paymentsAdded.length + paymentsWithdrawn.length === 0 ? null : { paymentsAdded, paymentsWithdrawn }
}

const isState = (kind: DenialEventKind): kind is Exclude<DenialState, 'new'> =>
  denialStates.some((state) => state === kind)

/** State and outcome as the events say, in the order they were recorded. */
function foldEvents(
  events: readonly DenialHappening[],
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
