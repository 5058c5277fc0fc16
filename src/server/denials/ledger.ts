import { comparableReference } from '../../shared/classify/index.ts'
import { nextAppealLevel, type AppealLevel, type DenialState } from '../../shared/contract/denials.ts'
import type { ClaimIdentity, StatedDenial } from './entries.ts'
import {
  eventOfField,
  fieldNames,
  type EventOrigin,
  type FieldChanges,
  type KnownDenial,
  type NewDenial,
} from './ledger-changes.ts'
import {
  storedOutcome,
  outcomeAfter,
  outcomeOfEvents,
  outcomeOnReceipt,
  type LedgerEvent,
  type RunningOutcome,
} from './outcome.ts'

/** Who speaks, and what is known at that time. */
export interface LedgerSource {
  /** Null: a person. */
  readonly importNo: number | null
  readonly origin: EventOrigin
  /** The last import. */
  readonly afterImport: number
}

interface Entry {
  denial: KnownDenial
  outcome: RunningOutcome
}

const unknownSource: LedgerSource = { importNo: null, origin: 'person', afterImport: 0 }

/** What people, worklists and rules say of denials. It uses no database; what remittances say is derived in `derive-claim.ts`. */
export class DenialLedger {
  readonly #byToken = new Map<string, Entry[]>()
  readonly #byNo = new Map<number, Entry>()
  readonly #source: LedgerSource
  #nextNo: number

  /** @param known in order of receipt @param nextNo of the next new denial */
  constructor(known: readonly KnownDenial[], nextNo: number, source: LedgerSource = unknownSource) {
    this.#nextNo = nextNo
    this.#source = source
    for (const denial of known) this.#keep({ denial, outcome: outcomeOfEvents(denial.events, denial) })
  }

  /** The number of the next new denial. */
  get nextNo(): number {
    return this.#nextNo
  }

  /** The denial of a worklist row. The payer matches in any case, the ICN as claim numbers are compared; it may be missing. */
  find(identity: ClaimIdentity, claimToken: string | null): number | null {
    const payer = identity.payer.toLowerCase()
    const entries = claimToken === null ? [] : (this.#byToken.get(claimToken) ?? [])
    const candidates = entries
      .map(({ denial }) => denial)
      .filter((denial) => denial.state !== 'reversed' && denial.payer.toLowerCase() === payer)
    const icn = comparableReference(identity.payerClaimRef)
    const found =
      icn === ''
        ? candidates.at(-1)
        : candidates.findLast(({ payerClaimRef }) => comparableReference(payerClaimRef) === icn)
    return found?.denialNo ?? null
  }

  /** Sets fields of a denial. @param by a rule; null: the author of the batch @returns whether anything changed */
  change(
    denialNo: number,
    fields: FieldChanges,
    at: number,
    { by = null, reason = null }: { readonly by?: string | null; readonly reason?: string | null } = {},
  ): boolean {
    const entry = this.#entry(denialNo)
    const events: LedgerEvent[] = []
    for (const name of fieldNames) {
      const value = fields[name]
      if (value === undefined || value === entry.denial[name]) continue
      events.push({ kind: eventOfField[name], at, from: textOf(entry.denial[name]), to: textOf(value) })
      entry.denial = { ...entry.denial, [name]: value }
    }
    const { recoveredCents } = fields
    if (recoveredCents !== undefined && recoveredCents !== entry.denial.recoveredCents) {
      const [from, to] = [textOf(entry.denial.recoveredCents), textOf(recoveredCents)]
      events.push({ kind: 'recovered_amount', at, from, to })
    }
    for (const event of events) this.#record(entry, event, by, reason)
    return events.length > 0
  }

  /** Replaces what an earlier worklist stated of a denial. No more is recovered than is denied now. */
  restate(denialNo: number, stated: StatedDenial, at: number): void {
    const entry = this.#entry(denialNo)
    const { importNo } = this.#source
    const { payer, claimRef, payerClaimRef } = entry.denial
    entry.denial = {
      ...entry.denial,
      stated: { ...stated, payer, claimRef, payerClaimRef },
      deniedCents: stated.deniedCents,
      importNo: importNo ?? entry.denial.importNo,
    }
    entry.outcome = outcomeOfEvents(entry.denial.events, entry.denial)
    entry.denial = { ...entry.denial, ...storedOutcome(entry.outcome) }
    if ((entry.denial.recoveredCents ?? 0) > stated.deniedCents) {
      this.change(denialNo, { recoveredCents: stated.deniedCents }, at)
    }
  }

  /** Sets the state of a denial. The caller checks the transition. */
  moveTo(
    denialNo: number,
    state: Exclude<DenialState, 'new'>,
    at: number,
    {
      reason = null,
      appealLevel,
    }: { readonly reason?: string | null; readonly appealLevel?: AppealLevel | undefined } = {},
  ): void {
    const entry = this.#entry(denialNo)
    const level = appealLevel ?? nextLevel(entry.denial)
    const isFirst = entry.denial.appealLevel === null && level === '1'
    if (state === 'appealed' && !isFirst) this.setAppealLevel(denialNo, level, at, reason)
    this.#record(entry, { kind: state, at, from: entry.denial.state, to: state }, null, reason)
  }

  /** Sets the level of the current appeal, or of the next. */
  setAppealLevel(denialNo: number, level: AppealLevel, at: number, reason: string | null = null): void {
    const entry = this.#entry(denialNo)
    const { appealLevel } = entry.denial
    if (appealLevel !== level)
      this.#record(entry, { kind: 'appeal_level', at, from: appealLevel, to: level }, null, reason)
  }

  /** The current denial; a live view. */
  denial(denialNo: number): KnownDenial {
    return this.#entry(denialNo).denial
  }

  /** The outcome of the denial; a live view. */
  outcome(denialNo: number): RunningOutcome {
    return this.#entry(denialNo).outcome
  }

  /** Adds a denial without a check for repetitions. @returns its number */
  add({ claimToken, denial: stated, fields, received, inRemittance }: NewDenial): number {
    const { payer, claimRef, payerClaimRef, deniedCents } = stated
    const outcome = outcomeOnReceipt(received, fields.owner, deniedCents)
    const denialNo = this.#nextNo
    const importNo = this.#source.importNo ?? 0
    const entry: Entry = {
      denial: {
        ...{
          denialNo,
          importNo,
          inRemittance,
          claimToken,
          payer,
          claimRef,
          payerClaimRef,
          received,
          deniedCents,
          stated,
        },
        ...fields,
        ...storedOutcome(outcome),
        nextAppealDue: null,
        payments: [],
        events: [],
      },
      outcome,
    }
    this.#nextNo += 1
    this.#keep(entry)
    this.#record(entry, { kind: 'received', at: received, from: null, to: 'new' })
    return denialNo
  }

  /** All denials, in the order in which they were received. */
  denials(): readonly KnownDenial[] {
    return [...this.#byNo.values()].map(({ denial }) => denial)
  }

  #entry(denialNo: number): Entry {
    const entry = this.#byNo.get(denialNo)
    if (!entry) throw new Error('the ledger does not hold this denial')
    return entry
  }

  #keep(entry: Entry): void {
    this.#byNo.set(entry.denial.denialNo, entry)
    const { claimToken } = entry.denial
    if (claimToken === null) return
    const entries = this.#byToken.get(claimToken)
    if (entries) entries.push(entry)
    else this.#byToken.set(claimToken, [entry])
  }

  #record(entry: Entry, event: LedgerEvent, by: string | null = null, reason: string | null = null): void {
    const { importNo, origin, afterImport } = this.#source
    const stored = {
      ...event,
      by,
      importNo,
      reason,
      origin: by === null ? origin : 'rule',
      afterImport,
      recordedAt: null,
    } as const
    entry.outcome = outcomeAfter(entry.outcome, event, entry.denial.deniedCents)
    entry.denial = { ...entry.denial, ...storedOutcome(entry.outcome), events: [...entry.denial.events, stored] }
  }
}

/** The level of the next appeal: that of the one before, if it is not decided yet, else the level above it. */
function nextLevel({ appealLevel, decisions }: KnownDenial): AppealLevel {
  if (appealLevel === null) return '1'
  return decisions.some(({ level }) => level === appealLevel) ? nextAppealLevel(appealLevel) : appealLevel
}

function textOf(value: string | number | null): string | null {
  return value === null ? null : String(value)
}
