import { openDenialStates, type DenialEventKind, type DenialState } from '../../shared/contract/denials.ts'
import { isSameClaim, type ClaimIdentity } from './entries.ts'
import type {
  ClaimPayment,
  DenialFields,
  FieldChanges,
  KnownDenial,
  LedgerChanges,
  NewDenial,
  NewEvent,
  NewPayment,
  PostingResult,
} from './ledger-changes.ts'
import { outcomeAfter, outcomeOfReceipt, type LedgerEvent } from './outcome.ts'

/** The kind of event for a change of each field. */
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
  /** Null: the denial is on file. */
  readonly fresh: NewDenial | null
  changed: boolean
}

/** The denials of the claims in a batch. It applies entries one after the other and collects the changes; it uses no database. */
export class DenialLedger {
  readonly #byToken = new Map<string, Entry[]>()
  readonly #byNo = new Map<number, Entry>()
  readonly #events: NewEvent[] = []
  readonly #payments: NewPayment[] = []
  #importNo: number | null = null
  #nextNo: number

  /** @param known in order of receipt @param nextNo of the next new denial */
  constructor(known: readonly KnownDenial[], nextNo: number) {
    this.#nextNo = nextNo
    for (const denial of known) this.#keep({ ...denial, fresh: null, changed: false })
  }

  /** The number of the next new denial. */
  get nextNo(): number {
    return this.#nextNo
  }

  /** Attributes the changes of `apply` to an import. Other changes belong to the current import, or to a person. */
  withSource<Result>(importNo: number, apply: () => Result): Result {
    const before = this.#importNo
    this.#importNo = importNo
    try {
      return apply()
    } finally {
      this.#importNo = before
    }
  }

  /** Whether there is a denial of this claim that is not reversed. */
  has(identity: ClaimIdentity, claimToken: string | null): boolean {
    return this.#of(claimToken).some((entry) => entry.state !== 'reversed' && isSameClaim(entry, identity))
  }

  /**
   * Posts a payment to the latest denial of the claim received by then, and sets its recovered amount. A repetition changes nothing. The
   * state stays, because people decide whether work is left.
   */
  pay(payer: string, claimToken: string | null, payment: ClaimPayment, at: number): PostingResult {
    const ofClaim = this.#of(claimToken).filter((entry) => entry.payer.toLowerCase() === payer.toLowerCase())
    if (ofClaim.some(({ payments }) => payments.some((known) => isSamePayment(known, payment)))) return 'known'
    const found = ofClaim
      .filter(({ received }) => received <= at)
      .reduce<Entry | null>((latest, entry) => (latest && latest.received > entry.received ? latest : entry), null)
    if (!found) return 'unmatched'
    const posted = { ...payment, at, importNo: this.#importNo }
    found.payments = [...found.payments, posted]
    found.changed = true
    this.#payments.push({ ...posted, denialNo: found.denialNo })
    this.#record(found, { kind: 'payment', at, from: null, to: String(payment.paidCents) })
    return 'changed'
  }

  /**
   * Reverses the denial of the same claim. Without one it is the latest open denial of the payer and claim reference, because some payers
   * give a reversal a new ICN.
   */
  reverse(identity: ClaimIdentity, claimToken: string | null, at: number): PostingResult {
    const entries = this.#of(claimToken)
    const same = entries.filter((entry) => isSameClaim(entry, identity))
    const found =
      same.findLast(({ state }) => state !== 'reversed') ??
      same.at(-1) ??
      entries.findLast(
        ({ state, payer, claimRef }) =>
          openDenialStates.includes(state) && payer === identity.payer && claimRef === identity.claimRef,
      )
    if (!found) return 'unmatched'
    if (found.state === 'reversed') return 'known'
    this.moveTo(found.denialNo, 'reversed', at)
    return 'changed'
  }

  /** The denial of a worklist row. The payer matches in any case, and the ICN may be missing. */
  find(identity: ClaimIdentity, claimToken: string | null): number | null {
    const payer = identity.payer.toLowerCase()
    const candidates = this.#of(claimToken).filter(
      (entry) => entry.state !== 'reversed' && entry.payer.toLowerCase() === payer,
    )
    const found =
      identity.payerClaimRef === ''
        ? candidates.at(-1)
        : candidates.findLast(({ payerClaimRef }) => payerClaimRef === identity.payerClaimRef)
    return found?.denialNo ?? null
  }

  /** Sets fields of a denial. @param by a rule; null: the author of the batch */
  change(denialNo: number, fields: FieldChanges, at: number, by: string | null = null): PostingResult {
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

  /** Sets the state of a denial. The caller checks the transition. */
  moveTo(denialNo: number, state: Exclude<DenialState, 'new'>, at: number): void {
    const entry = this.#entry(denialNo)
    this.#record(entry, { kind: state, at, from: entry.state, to: state })
    entry.state = state
    entry.changed = true
  }

  /** The current denial; a live view. */
  denial(denialNo: number): KnownDenial {
    return this.#entry(denialNo)
  }

  /** Adds a denial without a check for repetitions. @returns its number */
  add(fresh: NewDenial): number {
    const { payer, claimRef, payerClaimRef, deniedCents } = fresh.denial
    const entry: Entry = {
      denialNo: this.#nextNo,
      importNo: this.#importNo,
      inRemittance: fresh.inRemittance,
      claimToken: fresh.claimToken,
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
    this.#keep(entry)
    this.#record(entry, { kind: 'received', at: fresh.received, from: null, to: 'new' })
    return entry.denialNo
  }

  changes(): LedgerChanges {
    const entries = [...this.#byNo.values()]
    return {
      added: entries.flatMap(({ fresh, changed: _changed, payments: _payments, ...entry }) =>
        fresh === null ? [] : [{ ...fresh.denial, ...entry }],
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

  #of(claimToken: string | null): readonly Entry[] {
    return claimToken === null ? [] : (this.#byToken.get(claimToken) ?? [])
  }

  #keep(entry: Entry): void {
    this.#byNo.set(entry.denialNo, entry)
    const { claimToken } = entry
    if (claimToken === null) return
    const entries = this.#byToken.get(claimToken)
    if (entries) entries.push(entry)
    else this.#byToken.set(claimToken, [entry])
  }

  #record(entry: Entry, event: LedgerEvent, by: string | null = null): void {
    entry.lastEvent += 1
    this.#events.push({ ...event, denialNo: entry.denialNo, eventNo: entry.lastEvent, by, importNo: this.#importNo })
    const paymentsCents = entry.payments.reduce((sum, { paidCents }) => sum + paidCents, 0)
    Object.assign(entry, outcomeAfter(entry, event, { deniedCents: entry.deniedCents, paymentsCents }))
  }
}

function isSamePayment(one: ClaimPayment, other: ClaimPayment): boolean {
  return one.traceNo === other.traceNo && one.payerClaimRef === other.payerClaimRef && one.paidCents === other.paidCents
}

function textOf(value: string | number | null): string | null {
  return value === null ? null : String(value)
}
