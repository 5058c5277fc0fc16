import { denialTransitions } from '../../shared/contract/denials.ts'
import type { CalendarDay } from '../../shared/denials/index.ts'
import type { DayStarts } from './days.ts'
import type { ImportTally, WorkEntry } from './entries.ts'
import type { DenialFields, FieldChanges } from './ledger-changes.ts'
import type { DenialLedger } from './ledger.ts'
import type { RemittedClaim } from './remitted-claims.ts'
import { addDenial, payClaim } from './settle-remitted.ts'
import type { Terms } from './settle-remitted.ts'
import type { WorklistFault } from './worklist/refused.ts'

/** A worklist's row with what is looked up for it. */
export interface WorkItem {
  readonly entry: WorkEntry
  readonly token: string | null
  readonly day: CalendarDay
  /** What remittances have said of its claim, in their order. */
  readonly before: readonly RemittedClaim[]
}

export interface WorkContext {
  readonly terms: Terms
  readonly tally: ImportTally
  /** Epoch ms. */
  readonly now: number
  readonly today: CalendarDay
}

/** Brings the rows of a worklist to a ledger. */
export class WorkSettler {
  readonly #tally: ImportTally
  readonly #context: WorkContext
  readonly #days: DayStarts

  constructor(context: WorkContext) {
    this.#tally = context.tally
    this.#context = context
    this.#days = context.terms.days
  }

  /** @returns why the row does not fit what is known. */
  settle(ledger: DenialLedger, item: WorkItem): readonly WorklistFault[] {
    const { entry, token } = item
    const faults = this.#faultsOfDays(entry)
    if (faults.length > 0) return faults
    const fields = this.#fieldsOf(entry)
    ledger.hear(null)
    const known = ledger.find(entry.identity, token)
    if (known === null) return this.#add(ledger, item, fields)
    const { lastEvent } = ledger.standing(known)
    this.#change(ledger, known, entry, fields)
    const outcomeFaults = this.#outcome(ledger, known, entry)
    this.#tally.counts[ledger.standing(known).lastEvent === lastEvent ? 'known' : 'updated'] += 1
    return outcomeFaults
  }

  /** A denial only the worklist tells of. */
  #add(ledger: DenialLedger, item: WorkItem, fields: FieldChanges): readonly WorklistFault[] {
    const { entry, token, day, before } = item
    const { denial, place } = entry
    if (denial === null) {
      const detail = 'this claim is not known here, and the row has no amount to add it with'
      return [{ ...place, column: null, detail }]
    }
    const arrival = { token, denial, day, received: this.#days.of(day), remitted: false, provider: null }
    const denialNo = addDenial(ledger, { ...arrival, said: given(fields) }, this.#context.terms)
    this.#tally.counts[denial.kind] += 1
    this.#tally.counts.added += 1
    this.#tally.counts.deniedCents += denial.deniedCents
    // What a remittance has paid before anybody knew of a denial.
    for (const claim of before) if (claim.kind !== 'denied' && claim.paidCents !== 0) payClaim(ledger, claim)
    ledger.hear(null)
    return this.#outcome(ledger, denialNo, entry)
  }

  /** A new owner has it from the day the row says on, but not before the one before got it. */
  #change(ledger: DenialLedger, denialNo: number, { ownerOn }: WorkEntry, { owner, ...others }: FieldChanges): void {
    const { now } = this.#context
    const { received, ownerSince } = ledger.standing(denialNo)
    const ownedAt = ownerOn === null ? now : Math.max(this.#days.of(ownerOn), ownerSince ?? received)
    ledger.change(denialNo, { owner }, ownedAt)
    ledger.change(denialNo, others, now)
  }

  /** Where a row says the denial stands. */
  #outcome(ledger: DenialLedger, denialNo: number, entry: WorkEntry): readonly WorklistFault[] {
    const { state, stateOn, recoveredCents, place, columns } = entry
    const now = ledger.standing(denialNo)
    if (state !== null && state !== now.state) {
      const allowed = denialTransitions[now.state]
      if (state === 'new' || !allowed.includes(state)) {
        const detail = `a denial in state ${now.state} goes to ${allowed.join(', ')}`
        return [{ ...place, column: columns.state?.header ?? 'state', detail }]
      }
      const { now: imported } = this.#context
      // A day has no hour: one that began before the state it comes from ends it at once.
      ledger.moveTo(denialNo, state, Math.max(stateOn === null ? imported : this.#days.of(stateOn), now.stateSince))
    }
    if (recoveredCents === null) return []
    if (recoveredCents > now.deniedCents) {
      return [{ ...place, column: columns.recovered?.header ?? 'recovered', detail: 'more than was denied' }]
    }
    ledger.change(denialNo, { recoveredCents }, this.#context.now)
    return []
  }

  /** What has happened cannot have happened tomorrow. */
  #faultsOfDays({ place, columns, received, stateOn, state, ownerOn, owner }: WorkEntry): WorklistFault[] {
    const isLater = (day: CalendarDay | null) => day !== null && day > this.#context.today
    const faults: WorklistFault[] = []
    const owned = columns.owner_on?.header ?? 'owner_on'
    if (isLater(ownerOn)) faults.push({ ...place, column: owned, detail: 'after today' })
    if (ownerOn !== null && owner === null) faults.push({ ...place, column: owned, detail: 'the row names no owner' })
    if (isLater(received))
      faults.push({ ...place, column: columns.received?.header ?? 'received', detail: 'after today' })
    const column = columns.state_on?.header ?? 'state_on'
    if (isLater(stateOn)) faults.push({ ...place, column, detail: 'after today' })
    if (stateOn !== null && state === null) faults.push({ ...place, column, detail: 'the row names no state' })
    return faults
  }

  #fieldsOf(entry: WorkEntry): FieldChanges {
    const start = (day: CalendarDay | null) => (day === null ? undefined : this.#days.of(day))
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
}

/** The fields a row says something of. */
function given(fields: Omit<FieldChanges, 'recoveredCents'>): Partial<DenialFields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
