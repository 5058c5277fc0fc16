import { denialTransitions } from '../../shared/contract/denials.ts'
import type { ContractSettings, RoutingSettings } from '../../shared/contract/settings.ts'
import { contractTerms, routeOf } from '../../shared/denials/index.ts'
import type { CalendarDay, ContractTerms } from '../../shared/denials/index.ts'
import type { Queries } from '../database/database.ts'
import { storeFirstAnswers } from './claims-store.ts'
import type { ClaimAnswer } from './claims-store.ts'
import { dayIn, DayStarts } from './days.ts'
import type { AnsweredEntry, ImportEntry, ImportTally, ReversalEntry, StatedDenial, WorkEntry } from './entries.ts'
import { noFields } from './ledger-changes.ts'
import type { DenialFields, FieldChanges } from './ledger-changes.ts'
import { DenialLedger } from './ledger.ts'
import { lockKnownDenials, storeChanges } from './store.ts'
import type { ClaimTokens } from './tokens.ts'
import { WorklistRefused } from './worklist/refused.ts'
import type { WorklistFault } from './worklist/refused.ts'

export interface SettlementContext {
  readonly source: { readonly tenantId: string; readonly importNo: number; readonly by: string; readonly now: number }
  readonly tokens: ClaimTokens
  /** IANA. */
  readonly zone: string
  readonly firstDenialNo: number
  readonly contracts: ContractSettings['rules']
  readonly routing: RoutingSettings['rules']
}

/** An entry with what is looked up for it. */
interface Item<Entry extends ImportEntry = ImportEntry> {
  readonly entry: Entry
  readonly token: string | null
  readonly day: CalendarDay
  /** Null: it states no denial. */
  readonly terms: ContractTerms | null
}

/** Settles batch after batch of one file against what is known, inside the file's transaction. */
export class Settlement {
  readonly #queries: Queries
  readonly #tally: ImportTally
  readonly #context: SettlementContext
  readonly #days: DayStarts
  readonly #today: CalendarDay
  #nextNo: number

  constructor(queries: Queries, tally: ImportTally, context: SettlementContext) {
    this.#queries = queries
    this.#tally = tally
    this.#context = context
    this.#days = new DayStarts(context.zone)
    this.#today = dayIn(context.source.now, context.zone)
    this.#nextNo = context.firstDenialNo
  }

  /** @throws WorklistRefused for rows that do not fit what is known */
  async batch(entries: readonly ImportEntry[]): Promise<void> {
    const { source } = this.#context
    const items = entries.map((entry) => this.#itemOf(entry))
    await this.#days.learn(this.#queries, items.flatMap(daysOf))
    const wanted = [...new Set(items.flatMap(({ token }) => (token === null ? [] : [token])))]
    const ledger = new DenialLedger(await lockKnownDenials(this.#queries, source.tenantId, wanted), this.#nextNo)
    const answers: ClaimAnswer[] = []
    const faults: WorklistFault[] = []
    for (const { entry, ...item } of items) {
      if (entry.kind === 'work') faults.push(...this.#work(ledger, { ...item, entry }))
      else if (entry.kind === 'reversal') this.#reverse(ledger, { ...item, entry })
      else answers.push(...this.#answer(ledger, { ...item, entry }))
    }
    if (faults.length > 0) throw new WorklistRefused(faults)
    await Promise.all([
      storeChanges(this.#queries, source, ledger.changes()),
      storeFirstAnswers(this.#queries, source, answers),
    ])
    this.#nextNo = ledger.nextNo
  }

  #itemOf(entry: ImportEntry): Item {
    const stated = entry.kind === 'work' ? entry.received : entry.day
    // What a remittance pays tomorrow has still been received today.
    const day = stated === null || stated > this.#today ? this.#today : stated
    const denial = entry.kind === 'reversal' ? null : entry.denial
    const terms = denial && contractTerms(denial, day, this.#context.contracts)
    return { entry, token: this.#context.tokens(entry.identity.claimRef), day, terms }
  }

  /** @returns the answer, unless nobody can say which claim it is about. */
  #answer(ledger: DenialLedger, item: Item<AnsweredEntry>): ClaimAnswer[] {
    const { entry, token, day } = item
    const received = this.#days.of(day)
    const { outcome, billedCents, paidCents, provider, denial, identity } = entry
    const isKnown = denial !== null && ledger.knows(denial, token)
    // What a denied claim is paid at once is no recovery of this denial, but may be one of an earlier.
    if (paidCents > 0 && !isKnown) this.#pay(ledger, item)
    if (isKnown) this.#tally.counts.known += 1
    else if (denial !== null) this.#add(ledger, denial, item, { provider })
    return token === null ? [] : [{ payer: identity.payer, token, received, outcome, billedCents, paidCents, provider }]
  }

  #reverse(ledger: DenialLedger, item: Item<ReversalEntry>): void {
    const { entry, token, day } = item
    const settled = ledger.reverse(entry.identity, token, this.#days.of(day))
    if (entry.paidCents < 0) this.#pay(ledger, item)
    if (settled !== 'unmatched') return
    this.#tally.counts.unmatchedReversals += 1
    this.#tally.find({
      kind: 'unmatched_reversal',
      claimRef: entry.identity.claimRef,
      payerClaimRef: entry.identity.payerClaimRef,
      serviceLine: null,
      expectedCents: null,
      paidCents: null,
      segment: entry.segment,
      line: entry.line,
    })
  }

  #pay(ledger: DenialLedger, { entry, token, day }: Item<AnsweredEntry | ReversalEntry>): void {
    const { identity, paidCents } = entry
    // Without the number of the payment, its day tells it from another.
    const payment = { traceNo: entry.traceNo ?? day, payerClaimRef: identity.payerClaimRef, paidCents }
    ledger.pay(identity.payer, token, payment, this.#days.of(day))
  }

  #work(ledger: DenialLedger, item: Item<WorkEntry>): readonly WorklistFault[] {
    const { entry, token } = item
    const faults = this.#faultsOfDays(entry)
    if (faults.length > 0) return faults
    const fields = this.#fieldsOf(entry)
    const known = ledger.find(entry.identity, token)
    if (known === null) return this.#addWork(ledger, item, fields)
    const { lastEvent } = ledger.standing(known)
    this.#change(ledger, known, entry, fields)
    const outcomeFaults = this.#outcome(ledger, known, entry)
    this.#tally.counts[ledger.standing(known).lastEvent === lastEvent ? 'known' : 'updated'] += 1
    return outcomeFaults
  }

  /** A denial only the worklist tells of. */
  #addWork(ledger: DenialLedger, item: Item<WorkEntry>, fields: FieldChanges): readonly WorklistFault[] {
    const { denial, place } = item.entry
    if (denial === null) {
      const detail = 'this claim is not known here, and the row has no amount to add it with'
      return [{ ...place, column: null, detail }]
    }
    this.#tally.counts[denial.kind] += 1
    return this.#outcome(ledger, this.#add(ledger, denial, item, fields), item.entry)
  }

  /** A new owner has it from the day the row says on, but not before the one before got it. */
  #change(ledger: DenialLedger, denialNo: number, { ownerOn }: WorkEntry, { owner, ...others }: FieldChanges): void {
    const { now } = this.#context.source
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
      const { now: imported } = this.#context.source
      // A day has no hour: one that began before the state it comes from ends it at once.
      ledger.moveTo(denialNo, state, Math.max(stateOn === null ? imported : this.#days.of(stateOn), now.stateSince))
    }
    if (recoveredCents === null) return []
    if (recoveredCents > now.deniedCents) {
      return [{ ...place, column: columns.recovered?.header ?? 'recovered', detail: 'more than was denied' }]
    }
    ledger.change(denialNo, { recoveredCents }, this.#context.source.now)
    return []
  }

  /** What has happened cannot have happened tomorrow. */
  #faultsOfDays({ place, columns, received, stateOn, state, ownerOn, owner }: WorkEntry): WorklistFault[] {
    const isLater = (day: CalendarDay | null) => day !== null && day > this.#today
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

  /** Adds a denial by its contract's terms and its route; what the file says itself stays. */
  #add(ledger: DenialLedger, denial: StatedDenial, { token, day, terms }: Item, fields: FieldChanges): number {
    if (terms === null) throw new Error('a denial has terms')
    const received = this.#days.of(day)
    const said = given(fields)
    const followUpDue = this.#days.of(terms.followUpDue)
    const denialNo = ledger.add({ token, denial, received, fields: { ...noFields, followUpDue, ...said } })
    this.#tally.counts.added += 1
    this.#tally.counts.deniedCents += denial.deniedCents
    if (terms.appealDue !== null && said.appealDue === undefined) {
      ledger.change(denialNo, { appealDue: this.#days.of(terms.appealDue) }, received, `rule contracts/${terms.rule}`)
    }
    const { category, deniedCents, payer } = denial
    const serviceLine = said.serviceLine ?? null
    const route = routeOf({ payer, category, deniedCents, serviceLine }, this.#context.routing)
    if (route === null) return denialNo
    const owner = said.owner ?? route.owner
    const queue = said.queue ?? route.queue
    ledger.change(denialNo, { owner, queue }, received, `rule routing/${route.rule}`)
    return denialNo
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

function daysOf({ entry, day, terms }: Item): CalendarDay[] {
  const days = [day, terms?.followUpDue, terms?.appealDue]
  if (entry.kind === 'work') days.push(entry.followUpDue, entry.appealDue, entry.ownerOn, entry.stateOn)
  return days.filter((candidate) => candidate !== null && candidate !== undefined)
}

/** The fields a row says something of. */
function given(fields: Omit<FieldChanges, 'recoveredCents'>): Partial<DenialFields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
