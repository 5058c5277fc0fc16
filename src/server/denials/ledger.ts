import { openDenialStates } from '../../shared/contract/denials.ts'
import type { DenialEventKind, DenialState } from '../../shared/contract/denials.ts'
import type { ClaimIdentity, StatedDenial } from './entries.ts'

/** What people and worklists set on a denial. Times in epoch ms. */
export interface DenialFields {
  readonly owner: string | null
  readonly queue: string | null
  readonly followUpDue: number | null
  readonly appealDue: number | null
  readonly serviceLine: string | null
  readonly provider: string | null
  readonly location: string | null
}

/** What is undefined or left out stays. */
export type FieldChanges = { readonly [Name in keyof DenialFields]?: DenialFields[Name] | undefined }

/** A denial that was there before. */
export interface KnownDenial extends ClaimIdentity, DenialFields {
  readonly denialNo: number
  readonly token: string
  readonly state: DenialState
  readonly lastEvent: number
}

export interface AddedDenial extends StatedDenial, DenialFields {
  readonly denialNo: number
  /** Null: the claim reference identifies nothing. */
  readonly token: string | null
  readonly state: DenialState
  readonly received: number
  readonly lastEvent: number
}

export interface NewEvent {
  readonly denialNo: number
  readonly eventNo: number
  readonly kind: DenialEventKind
  /** Epoch ms. */
  readonly at: number
  readonly from: string | null
  readonly to: string | null
}

/** What a batch comes to. */
export interface LedgerChanges {
  readonly added: readonly AddedDenial[]
  readonly changed: readonly KnownDenial[]
  readonly events: readonly NewEvent[]
}

/** A denial that is to be added unless it is known. */
export interface NewDenial {
  readonly token: string | null
  readonly denial: StatedDenial
  readonly fields: DenialFields
  readonly received: number
}

/** `known`: nothing new in it. */
export type Settled = 'added' | 'changed' | 'known' | 'unmatched'

const eventOfField = {
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
  #nextNo: number

  /** @param known in import order. @param nextNo the number of the next denial. */
  constructor(known: readonly KnownDenial[], nextNo: number) {
    this.#nextNo = nextNo
    for (const denial of known) this.#keep({ ...denial, fresh: null, changed: false }, denial.token)
  }

  /** The number after the last one given. */
  get nextNo(): number {
    return this.#nextNo
  }

  /** A denied claim of a remittance. The same again changes nothing, unless it was reversed since: then it is judged anew. */
  deny(denial: NewDenial): Settled {
    const known = this.#of(denial.token).some(
      (entry) => entry.state !== 'reversed' && isSameClaim(entry, denial.denial),
    )
    if (known) return 'known'
    this.add(denial)
    return 'added'
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
    this.#record(found, 'reversed', at, found.state, 'reversed')
    found.state = 'reversed'
    found.changed = true
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

  /** Sets fields of a denial; what is undefined or as it was changes nothing. */
  change(denialNo: number, fields: FieldChanges, at: number): Settled {
    const entry = this.#entry(denialNo)
    let changed = false
    for (const name of fieldNames) {
      const value = fields[name]
      if (value === undefined || value === entry[name]) continue
      this.#record(entry, eventOfField[name], at, textOf(entry[name]), textOf(value))
      Object.assign(entry, { [name]: value })
      changed = true
    }
    entry.changed ||= changed
    return changed ? 'changed' : 'known'
  }

  /** Takes a denial to another state. Whether it may go there is the caller's to know. */
  moveTo(denialNo: number, state: Exclude<DenialState, 'new'>, at: number): void {
    const entry = this.#entry(denialNo)
    this.#record(entry, state, at, entry.state, state)
    entry.state = state
    entry.changed = true
  }

  /** Adds a denial whatever is known. */
  add(fresh: NewDenial): void {
    const { payer, claimRef, payerClaimRef } = fresh.denial
    const entry: Entry = {
      denialNo: this.#nextNo,
      token: fresh.token ?? '',
      payer,
      claimRef,
      payerClaimRef,
      state: 'new',
      lastEvent: 0,
      ...fresh.fields,
      fresh,
      changed: false,
    }
    this.#nextNo += 1
    this.#keep(entry, fresh.token)
    this.#record(entry, 'received', fresh.received, null, 'new')
  }

  changes(): LedgerChanges {
    const entries = [...this.#byNo.values()]
    return {
      added: entries.flatMap(({ fresh, changed: _changed, ...entry }) =>
        fresh === null ? [] : [{ ...fresh.denial, ...entry, token: fresh.token, received: fresh.received }],
      ),
      changed: entries.filter(({ fresh, changed }) => fresh === null && changed),
      events: this.#events,
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

  #record(entry: Entry, kind: DenialEventKind, at: number, from: string | null, to: string | null): void {
    entry.lastEvent += 1
    this.#events.push({ denialNo: entry.denialNo, eventNo: entry.lastEvent, kind, at, from, to })
  }
}

function isSameReference(one: ClaimIdentity, other: ClaimIdentity): boolean {
  return one.payer === other.payer && one.claimRef === other.claimRef
}

function isSameClaim(one: ClaimIdentity, other: ClaimIdentity): boolean {
  return isSameReference(one, other) && one.payerClaimRef === other.payerClaimRef
}

function textOf(value: string | number | null): string | null {
  return value === null ? null : String(value)
}
