import type { CalendarDay } from '../../shared/denials/index.ts'
import type { Queries } from '../database/database.ts'
import { storeFirstAnswers } from './claims-store.ts'
import type { ClaimAnswer } from './claims-store.ts'
import { readEvents, storeCorrections } from './corrections-store.ts'
import { dayIn, DayStarts } from './days.ts'
import type { ImportEntry, ImportTally, StatedDenial } from './entries.ts'
import type { KnownDenial, LedgerChanges, Settled } from './ledger-changes.ts'
import { grouped } from './grouped.ts'
import { DenialLedger } from './ledger.ts'
import { comesAfter, inOrderOfDays } from './remitted-order.ts'
import type { Said } from './remitted-order.ts'
import { readRemittedClaims, storeRemittedClaims } from './remitted-claims.ts'
import type { RemittedClaim } from './remitted-claims.ts'
import { settleAnew } from './settle-anew.ts'
import type { Anew } from './settle-anew.ts'
import { daysOfTerms, settleRemitted } from './settle-remitted.ts'
import type { Terms } from './settle-remitted.ts'
import { WorkSettler } from './settle-work.ts'
import { lockKnownDenials, storeChanges } from './store.ts'
import type { ClaimTokens } from './tokens.ts'
import { WorklistRefused } from './worklist/refused.ts'
import type { WorklistFault } from './worklist/refused.ts'

export interface SettlementContext {
  readonly source: {
    readonly tenantId: string
    readonly importNo: number
    readonly contentHash: string
    readonly by: string
    readonly now: number
  }
  readonly tokens: ClaimTokens
  /** IANA. */
  readonly zone: string
  readonly firstDenialNo: number
  readonly contracts: Terms['contracts']
  readonly routing: Terms['routing']
}

/** An entry with what is looked up for it. */
interface Item<Entry extends ImportEntry = ImportEntry> {
  readonly entry: Entry
  readonly token: string | null
  readonly day: CalendarDay
  readonly position: number
}

/** Settles batch after batch of one file against what is known, inside the file's transaction. */
export class Settlement {
  readonly #queries: Queries
  readonly #tally: ImportTally
  readonly #context: SettlementContext
  readonly #terms: Terms
  readonly #work: WorkSettler
  readonly #today: CalendarDay
  #nextNo: number
  #position = 0

  constructor(queries: Queries, tally: ImportTally, context: SettlementContext) {
    const { contracts, routing, source, zone } = context
    this.#queries = queries
    this.#tally = tally
    this.#context = context
    this.#terms = { contracts, routing, days: new DayStarts(zone) }
    this.#today = dayIn(source.now, zone)
    this.#work = new WorkSettler({ terms: this.#terms, tally, now: source.now, today: this.#today })
    this.#nextNo = context.firstDenialNo
  }

  /** @throws WorklistRefused for rows that do not fit what is known */
  async batch(entries: readonly ImportEntry[]): Promise<void> {
    const { source, contracts } = this.#context
    const items = entries.map((entry) => this.#itemOf(entry))
    const tokens = [...new Set(items.flatMap(({ token }) => (token === null ? [] : [token])))]
    const [known, before] = await Promise.all([
      lockKnownDenials(this.#queries, source.tenantId, tokens),
      readRemittedClaims(this.#queries, source, tokens),
      this.#terms.days.learn(
        this.#queries,
        items.flatMap((item) => daysOf(item, contracts)),
      ),
    ])
    const claims = new Map(items.flatMap((item) => this.#remitted(item)))
    const said = saidOf(known, before, [...claims.values()])
    const late = new Set(tokens.filter((token) => !comesAfter(said(token))))
    const ledger = new DenialLedger(known, this.#nextNo)
    const faults: WorklistFault[] = []
    for (const item of items) {
      if (item.entry.kind === 'work') {
        const earlier = item.token === null ? [] : inOrderOfDays(said(item.token).before)
        faults.push(...this.#work.settle(ledger, { ...item, entry: item.entry, before: earlier }))
        continue
      }
      const claim = claims.get(item.position)
      if (!claim || (claim.token !== null && late.has(claim.token))) continue
      this.#count(claim, settleRemitted(ledger, claim, this.#terms))
    }
    if (faults.length > 0) throw new WorklistRefused(faults)
    await this.#store(ledger.changes(), await this.#settleLate([...late].map(said), ledger.nextNo), [...late])
    await Promise.all([
      storeRemittedClaims(this.#queries, source.tenantId, [...claims.values()]),
      storeFirstAnswers(this.#queries, source, items.flatMap(answerOf(this.#terms.days))),
    ])
  }

  #itemOf(entry: ImportEntry): Item {
    const stated = entry.kind === 'work' ? entry.received : entry.day
    // What a remittance pays tomorrow has still been received today.
    const day = stated === null || stated > this.#today ? this.#today : stated
    const position = this.#position
    this.#position += 1
    return { entry, token: this.#context.tokens(entry.identity.claimRef), day, position }
  }

  /** @returns what a remittance says of a denial or of money, by its position. */
  #remitted({ entry, token, day, position }: Item): [number, RemittedClaim][] {
    if (entry.kind === 'work') return []
    const { importNo, contentHash } = this.#context.source
    const { identity, paidCents, traceNo } = entry
    const place = { importNo, contentHash, position, identity, token, day, received: this.#terms.days.of(day) }
    if (entry.kind === 'reversal') {
      return [
        [position, { ...place, kind: 'reversed', traceNo, paidCents, provider: null, denial: null, place: entry }],
      ]
    }
    const { denial, provider } = entry
    if (denial === null && paidCents <= 0) return []
    return [
      [
        position,
        { ...place, kind: denial === null ? 'paid' : 'denied', traceNo, paidCents, provider, denial, place: null },
      ],
    ]
  }

  /** Claims of which something is said that comes before what was said of them. */
  async #settleLate(claims: readonly Said[], firstNo: number): Promise<readonly Anew[]> {
    this.#nextNo = firstNo
    if (claims.length === 0) return []
    const { source, contracts } = this.#context
    const [eventsOf] = await Promise.all([
      readEvents(
        this.#queries,
        source.tenantId,
        claims.flatMap(({ rows }) => rows.map(({ denialNo }) => denialNo)),
      ),
      this.#terms.days.learn(
        this.#queries,
        claims.flatMap(({ before }) => before.flatMap(({ denial, day }) => daysOfDenial(denial, day, contracts))),
      ),
    ])
    return claims.map((said) => {
      const anew = settleAnew(
        said,
        (denialNo) => eventsOf.get(denialNo) ?? [],
        (ledger, claim) => settleRemitted(ledger, claim, this.#terms),
        this.#nextNo,
      )
      this.#nextNo += anew.added.added.length
      this.#countAnew(said, anew)
      return anew
    })
  }

  async #store(changes: LedgerChanges, anew: readonly Anew[], late: readonly string[]): Promise<void> {
    const corrections = anew.flatMap((each) => each.corrections)
    const { source } = this.#context
    await storeCorrections(this.#queries, source, corrections, late)
    await storeChanges(this.#queries, source, {
      added: [...changes.added, ...anew.flatMap(({ added }) => added.added)],
      changed: [...changes.changed, ...corrections.flatMap(({ denial }) => (denial === null ? [] : [denial]))],
      events: [
        ...changes.events,
        ...corrections.flatMap(({ added }) => added),
        ...anew.flatMap(({ added }) => added.events),
      ],
      payments: [
        ...changes.payments,
        ...corrections.flatMap(({ paymentsAdded }) => paymentsAdded),
        ...anew.flatMap(({ added }) => added.payments),
      ],
    })
  }

  #count(claim: RemittedClaim, settled: Settled): void {
    const { counts } = this.#tally
    if (claim.denial !== null) {
      counts[settled === 'added' ? 'added' : 'known'] += 1
      if (settled === 'added') counts.deniedCents += claim.denial.deniedCents
    } else if (claim.kind === 'reversed' && settled === 'unmatched') this.#tellUnmatched(claim)
  }

  #countAnew({ now }: Said, { added: { added }, corrections, settled }: Anew): void {
    const { counts } = this.#tally
    counts.added += added.length
    counts.deniedCents += added.reduce((sum, { deniedCents }) => sum + deniedCents, 0)
    const others = Math.max(0, now.filter(({ kind }) => kind === 'denied').length - added.length)
    const updated = Math.min(others, corrections.filter(({ stated }) => stated !== null).length)
    counts.updated += updated
    counts.known += others - updated
    for (const claim of now) {
      if (claim.kind === 'reversed' && settled.get(claim) === 'unmatched') this.#tellUnmatched(claim)
    }
  }

  #tellUnmatched({ identity, place }: RemittedClaim): void {
    this.#tally.counts.unmatchedReversals += 1
    this.#tally.find({
      kind: 'unmatched_reversal',
      claimRef: identity.claimRef,
      payerClaimRef: identity.payerClaimRef,
      serviceLine: null,
      expectedCents: null,
      paidCents: null,
      segment: place?.segment ?? 0,
      line: place?.line ?? 0,
    })
  }
}

/** What is known and said of each claim. */
function saidOf(
  known: readonly KnownDenial[],
  before: readonly RemittedClaim[],
  now: readonly RemittedClaim[],
): (token: string) => Said {
  const [rows, earlier, later] = [
    grouped(known, ({ token }) => token),
    grouped(before, ({ token }) => token),
    grouped(now, ({ token }) => token),
  ]
  return (token) => ({
    rows: rows.get(token) ?? [],
    before: earlier.get(token) ?? [],
    now: later.get(token) ?? [],
  })
}

/** The answer of a remittance, unless nobody can say which claim it is about. */
function answerOf(days: DayStarts): (item: Item) => ClaimAnswer[] {
  return ({ entry, token, day }) => {
    if (entry.kind !== 'answered' || token === null) return []
    const { identity, outcome, billedCents, paidCents, provider } = entry
    return [{ payer: identity.payer, token, received: days.of(day), outcome, billedCents, paidCents, provider }]
  }
}

function daysOf({ entry, day }: Item, contracts: Terms['contracts']): CalendarDay[] {
  const denial = entry.kind === 'reversal' ? null : entry.denial
  const days: (CalendarDay | null)[] = [day, ...daysOfDenial(denial, day, contracts)]
  if (entry.kind === 'work') days.push(entry.followUpDue, entry.appealDue, entry.ownerOn, entry.stateOn)
  return days.filter((candidate) => candidate !== null)
}

function daysOfDenial(denial: StatedDenial | null, day: CalendarDay, contracts: Terms['contracts']): CalendarDay[] {
  return denial === null ? [] : daysOfTerms(denial, day, contracts)
}
