import { openDenialStates } from '../../shared/contract/denials.ts'
import type { DenialEventKind, DenialState } from '../../shared/contract/denials.ts'
import type { ClaimIdentity } from './entries.ts'
import type {
  ClaimPayment,
  DenialFields,
  FieldChanges,
  KnownDenial,
  LedgerChanges,
  NewDenial,
  NewEvent,
  NewPayment,
  Settled,
} from './ledger-changes.ts'
import { outcomeAfter, outcomeOfReceipt } from './outcome.ts'
import type { DenialHappening } from './outcome.ts'

/** The kind of event that tells of a field's change. */
export const eventOfField = {
  owner: 'owner',
  queue: 'queue',
  followUpDue: 'follow_up_due',
  appealDue: 'appeal_due',
  serviceLine: 'service_line',
  provider: 'provider',
  location: 'location',
} as const satisfies Record<keyof DenialFields, DenialEventKind>
const fieldNames = Object.keys(eventOfField) as (keyof DenialFields)[]

type Entry = { -readonly [Name in keyof KnownDenial]: KnownDenial[Name] } & {
  /** Set while the denial is only in this ledger. */
  readonly fresh: NewDenial | null
  changed: boolean
}

/**
 * The denials of the claims a batch speaks of. It takes what a file states one after the other and keeps what that comes to; it reads
 * and writes no database.
 */
export class DenialLedger {
  readonly #byToken = new Map<string, Entry[]>()
  readonly #byNo = new Map<number, Entry>()
  readonly #events: NewEvent[] = []
  readonly #payments: NewPayment[] = []
  #importNo: number | null = null
  #nextNo: number

  /** @param known in order of receipt. @param nextNo the number of the next denial. */
  constructor(known: readonly KnownDenial[], nextNo: number) {
    this.#nextNo = nextNo
    for (const denial of known) this.#keep({ ...denial, fresh: null, changed: false }, denial.token)
  }

  /** The number after the last one given. */
  get nextNo(): number {
    return this.#nextNo
  }

  /** What is said from here on is said by this import; null: by the one under way, or by a person. */
  hear(importNo: number | null): void {
    this.#importNo = importNo
  }

  /** A denied claim of a remittance. The same again changes nothing, unless it was reversed since: then it is judged anew. */
  deny(denial: NewDenial): Settled {
    if (this.knows(denial.denial, denial.token)) return 'known'
    this.add(denial)
    return 'added'
  }

  /** Whether a denial of this very claim stands. */
  knows(identity: ClaimIdentity, token: string | null): boolean {
    return this.#of(token).some((entry) => entry.state !== 'reversed' && isSameClaim(entry, identity))
  }

  /**
   * A payment on a claim goes to its latest denial received not later than it, and says what of that was recovered. The same payment
   * again changes nothing. It changes no state: what is left to do, people know.
   */
  pay(payer: string, token: string | null, payment: ClaimPayment, at: number): Settled {
    const ofClaim = this.#of(token).filter((entry) => entry.payer.toLowerCase() === payer.toLowerCase())
    if (ofClaim.some(({ payments }) => payments.some((known) => isSamePayment(known, payment)))) return 'known'
    const found = ofClaim
      .filter(({ received }) => received <= at)
      .reduce<Entry | null>((latest, entry) => (latest && latest.received > entry.received ? latest : entry), null)
    if (!found) return 'unmatched'
    const counted = { ...payment, at, importNo: this.#importNo }
    found.payments = [...found.payments, counted]
    found.changed = true
    this.#payments.push({ ...counted, denialNo: found.denialNo })
    this.#record(found, { kind: 'payment', at, from: null, to: String(payment.paidCents) })
    return 'changed'
  }

  /**
   * A reversal closes the denial of its identity; when there is none, the latest open one of the payer and claim reference, as payers
   * number a reversal anew.
   */
  reverse(identity: ClaimIdentity, token: string | null, at: number): Settled {
    const entries = this.#of(token)
    const same = entries.filter((entry) => isSameClaim(entry, identity))
    const found =
      same.findLast(({ state }) => state !== 'reversed') ??
      same.at(-1) ??
      entries.findLast((entry) => openDenialStates.includes(entry.state) && isSameReference(entry, identity))
    if (!found) return 'unmatched'
    if (found.state === 'reversed') return 'known'
    this.moveTo(found.denialNo, 'reversed', at)
    return 'changed'
  }

  /** The denial a worklist's row is about: people write payers and references in their own way, and seldom the payer's number. */
  find(identity: ClaimIdentity, token: string | null): number | null {
    const payer = identity.payer.toLowerCase()
    const candidates = this.#of(token).filter(
      (entry) => entry.state !== 'reversed' && entry.payer.toLowerCase() === payer,
    )
    const found =
      identity.payerClaimRef === ''
        ? candidates.at(-1)
        : candidates.findLast(({ payerClaimRef }) => payerClaimRef === identity.payerClaimRef)
    return found?.denialNo ?? null
  }

  /** Sets fields of a denial; what is undefined or as it was changes nothing. @param by a rule, where it is not the batch's author */
  change(denialNo: number, fields: FieldChanges, at: number, by: string | null = null): Settled {
    const entry = this.#entry(denialNo)
    let changed = false
    for (const name of fieldNames) {
      const value = fields[name]
      if (value === undefined || value === entry[name]) continue
      this.#record(entry, { kind: eventOfField[name], at, from: textOf(entry[name]), to: textOf(value) }, by)
      Object.assign(entry, { [name]: value })
      changed = true
    }
    const { recoveredCents } = fields
    if (recoveredCents !== undefined && recoveredCents !== entry.recoveredCents) {
      const [from, to] = [textOf(entry.recoveredCents), textOf(recoveredCents)]
      this.#record(entry, { kind: 'recovered_amount', at, from, to }, by)
      changed = true
    }
    entry.changed ||= changed
    return changed ? 'changed' : 'known'
  }

  /** Takes a denial to another state. Whether it may go there is the caller's to know. */
  moveTo(denialNo: number, state: Exclude<DenialState, 'new'>, at: number): void {
    const entry = this.#entry(denialNo)
    this.#record(entry, { kind: state, at, from: entry.state, to: state })
    entry.state = state
    entry.changed = true
  }

  /** Where a denial stands now; a live view. */
  standing(denialNo: number): KnownDenial {
    return this.#entry(denialNo)
  }

  /** Adds a denial whatever is known. @returns its number */
  add(fresh: NewDenial): number {
    const { payer, claimRef, payerClaimRef, deniedCents } = fresh.denial
    const entry: Entry = {
      denialNo: this.#nextNo,
      importNo: this.#importNo,
      remitted: fresh.remitted,
      token: fresh.token ?? '',
      payer,
      claimRef,
      payerClaimRef,
      state: 'new',
      received: fresh.received,
      deniedCents,
      payments: [],
      lastEvent: 0,
      ...fresh.fields,
      ...outcomeOfReceipt(fresh.received, fresh.fields.owner),
      fresh,
      changed: false,
    }
    this.#nextNo += 1
    this.#keep(entry, fresh.token)
    this.#record(entry, { kind: 'received', at: fresh.received, from: null, to: 'new' })
    return entry.denialNo
  }

  changes(): LedgerChanges {
    const entries = [...this.#byNo.values()]
    return {
      added: entries.flatMap(({ fresh, changed: _changed, payments: _payments, ...entry }) =>
        fresh === null ? [] : [{ ...fresh.denial, ...entry, token: fresh.token }],
      ),
      changed: entries.filter(({ fresh, changed }) => fresh === null && changed),
      events: this.#events,
      payments: this.#payments,
    }
  }

  #entry(denialNo: number): Entry {
    const entry = this.#byNo.get(denialNo)
    if (!entry) throw new Error('the ledger does not hold this denial')
    return entry
  }

  #of(token: string | null): readonly Entry[] {
    return token === null ? [] : (this.#byToken.get(token) ?? [])
  }

  #keep(entry: Entry, token: string | null): void {
    this.#byNo.set(entry.denialNo, entry)
    if (token === null) return
    const entries = this.#byToken.get(token)
    if (entries) entries.push(entry)
    else this.#byToken.set(token, [entry])
  }

  #record(entry: Entry, event: DenialHappening, by: string | null = null): void {
    entry.lastEvent += 1
    this.#events.push({ ...event, denialNo: entry.denialNo, eventNo: entry.lastEvent, by, importNo: this.#importNo })
    const paymentsCents = entry.payments.reduce((sum, { paidCents }) => sum + paidCents, 0)
    Object.assign(entry, outcomeAfter(entry, event, { deniedCents: entry.deniedCents, paymentsCents }))
  }
}

function isSameReference(one: ClaimIdentity, other: ClaimIdentity): boolean {
  return one.payer === other.payer && one.claimRef === other.claimRef
}

function isSameClaim(one: ClaimIdentity, other: ClaimIdentity): boolean {
  return isSameReference(one, other) && one.payerClaimRef === other.payerClaimRef
}

function isSamePayment(one: ClaimPayment, other: ClaimPayment): boolean {
  return one.traceNo === other.traceNo && one.payerClaimRef === other.payerClaimRef && one.paidCents === other.paidCents
}

function textOf(value: string | number | null): string | null {
  return value === null ? null : String(value)
}
