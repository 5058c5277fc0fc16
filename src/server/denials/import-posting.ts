import type { RowError } from '../../shared/contract/denials.ts'
import type { CalendarDay } from '../../shared/denials/index.ts'
import type { Queries } from '../database/database.ts'
import { applyRemittance, daysOfTerms, type PostingTerms } from './apply-remittance.ts'
import { applyWorklistRow } from './apply-worklist-row.ts'
import { inDateOrder, isInDateOrder, type ClaimHistory } from './claim-history.ts'
import { storeFirstAnswers, type ClaimAnswer } from './claims-store.ts'
import { readEvents, storeCorrections } from './corrections-store.ts'
import { dayIn, DayStarts } from './days.ts'
import type { ImportEntry, ImportTally, StatedDenial } from './entries.ts'
import { grouped } from '../../shared/grouped.ts'
import type { KnownDenial, LedgerChanges, PostingResult } from './ledger-changes.ts'
import { lockKnownDenials, storeChanges, type ChangeSource } from './ledger-store.ts'
import { DenialLedger } from './ledger.ts'
import { rebuildClaim, type RebuiltClaim } from './rebuild-claim.ts'
import { readRemittanceClaims, storeRemittanceClaims, type RemittanceClaimRecord } from './remittance-claims.ts'
import type { ClaimTokens } from './tokens.ts'
import { WorklistRefused } from './worklist/refused.ts'

export interface PostingContext {
  readonly source: ChangeSource & { readonly importNo: number; readonly contentHash: string }
  readonly tokens: ClaimTokens
  /** IANA. */
  readonly zone: string
  readonly firstDenialNo: number
  readonly contracts: PostingTerms['contracts']
  readonly routing: PostingTerms['routing']
}

/** An entry with its lookups. */
interface Item<Entry extends ImportEntry = ImportEntry> {
  readonly entry: Entry
  readonly claimToken: string | null
  readonly day: CalendarDay
  readonly position: number
}

/** Posts a file batch by batch to the denials on file, inside the file's transaction. */
export class ImportPosting {
  readonly #queries: Queries
  readonly #tally: ImportTally
  readonly #context: PostingContext
  readonly #terms: PostingTerms
  readonly #today: CalendarDay
  #nextNo: number
  #position = 0

  constructor(queries: Queries, tally: ImportTally, context: PostingContext) {
    const { contracts, routing, source, zone } = context
    this.#queries = queries
    this.#tally = tally
    this.#context = context
    this.#terms = { contracts, routing, days: new DayStarts(zone) }
    this.#today = dayIn(source.now, zone)
    this.#nextNo = context.firstDenialNo
  }

  /** @throws WorklistRefused for rows that contradict the data on file */
  async post(entries: readonly ImportEntry[]): Promise<void> {
    const { source, contracts } = this.#context
    const items = entries.map((entry) => this.#itemOf(entry))
    const claimTokens = [...new Set(items.flatMap(({ claimToken }) => claimToken ?? []))]
    const days = items.flatMap((item) => daysOf(item, contracts))
    const [known, earlier] = await Promise.all([
      lockKnownDenials(this.#queries, claimTokens),
      readRemittanceClaims(this.#queries, source, claimTokens),
      this.#terms.days.load(this.#queries, days),
    ])
    const records = new Map(items.flatMap((item) => this.#recordOf(item)))
    const historyOf = historiesOf(known, earlier, [...records.values()])
    const outOfOrder = new Set(claimTokens.filter((claimToken) => !isInDateOrder(historyOf(claimToken))))
    const ledger = new DenialLedger(known, this.#nextNo)
    const rowErrors = items.flatMap((item) =>
      this.#apply(ledger, item, records.get(item.position), historyOf, outOfOrder),
    )
    if (rowErrors.length > 0) throw new WorklistRefused(rowErrors)
    const rebuilt = await this.#rebuild([...outOfOrder].map(historyOf), ledger.nextNo)
    await this.#store(ledger.changes(), rebuilt, [...outOfOrder])
    await Promise.all([
      storeRemittanceClaims(this.#queries, [...records.values()]),
      storeFirstAnswers(this.#queries, source.importNo, items.flatMap(answerOf(this.#terms.days))),
    ])
  }

  #itemOf(entry: ImportEntry): Item {
    const stated = entry.kind === 'worklist_row' ? entry.received : entry.day
    // A remittance with a future payment date has been received today.
    const day = stated === null || stated > this.#today ? this.#today : stated
    const position = this.#position
    this.#position += 1
    return { entry, claimToken: this.#context.tokens(entry.identity.claimRef), day, position }
  }

  /** The record of a remittance's claim by its position, unless it has neither a denial nor a payment. */
  #recordOf({ entry, claimToken, day, position }: Item): [number, RemittanceClaimRecord][] {
    if (entry.kind === 'worklist_row') return []
    const { importNo, contentHash } = this.#context.source
    const { identity, paidCents, traceNo } = entry
    const common = { importNo, contentHash, position, identity, claimToken, day, traceNo, paidCents }
    const received = this.#terms.days.of(day)
    if (entry.kind === 'reversal') {
      return [[position, { ...common, received, kind: 'reversed', provider: null, denial: null, place: entry }]]
    }
    const { denial, provider } = entry
    if (denial === null && paidCents <= 0) return []
    const kind = denial === null ? 'paid' : 'denied'
    return [[position, { ...common, received, kind, provider, denial, place: null }]]
  }

  /** Applies one entry, unless its claim has to be rebuilt. @returns why a row contradicts the data on file */
  #apply(
    ledger: DenialLedger,
    { entry, ...item }: Item,
    record: RemittanceClaimRecord | undefined,
    historyOf: (claimToken: string) => ClaimHistory,
    outOfOrder: ReadonlySet<string>,
  ): readonly RowError[] {
    const { claimToken } = item
    if (entry.kind === 'worklist_row') {
      const { now } = this.#context.source
      const context = { terms: this.#terms, tally: this.#tally, now, today: this.#today }
      const earlier = claimToken === null ? [] : inDateOrder(historyOf(claimToken).earlier)
      return applyWorklistRow(ledger, { ...item, entry, earlier }, context)
    }
    if (record && (claimToken === null || !outOfOrder.has(claimToken))) {
      this.#count(record, applyRemittance(ledger, record, this.#terms))
    }
    return []
  }

  /** Rebuilds claims with a remittance that is earlier than those on file. */
  async #rebuild(histories: readonly ClaimHistory[], firstNo: number): Promise<readonly RebuiltClaim[]> {
    this.#nextNo = firstNo
    if (histories.length === 0) return []
    const { contracts } = this.#context
    const denialNos = histories.flatMap(({ denials }) => denials.map(({ denialNo }) => denialNo))
    const claims = histories.flatMap(({ earlier }) => earlier)
    const days = claims.flatMap(({ denial, day }) => daysOfDenial(denial, day, contracts))
    const [eventsOf] = await Promise.all([
      readEvents(this.#queries, denialNos),
      this.#terms.days.load(this.#queries, days),
    ])
    return histories.map((history) => {
      const rebuilt = rebuildClaim(
        history,
        (denialNo) => eventsOf.get(denialNo) ?? [],
        (ledger, claim) => applyRemittance(ledger, claim, this.#terms),
        this.#nextNo,
      )
      this.#nextNo += rebuilt.added.added.length
      this.#countRebuilt(history, rebuilt)
      return rebuilt
    })
  }

  async #store(
    changes: LedgerChanges,
    rebuilt: readonly RebuiltClaim[],
    claimTokens: readonly string[],
  ): Promise<void> {
    const corrections = rebuilt.flatMap((each) => each.corrections)
    const { source } = this.#context
    await storeCorrections(this.#queries, source, corrections, claimTokens)
    await storeChanges(this.#queries, source, {
      added: [...changes.added, ...rebuilt.flatMap(({ added }) => added.added)],
      changed: [...changes.changed, ...corrections.flatMap(({ denial }) => denial ?? [])],
      events: [
        ...changes.events,
        ...corrections.flatMap(({ added }) => added),
        ...rebuilt.flatMap(({ added }) => added.events),
      ],
      payments: [
        ...changes.payments,
        ...corrections.flatMap(({ paymentsAdded }) => paymentsAdded),
        ...rebuilt.flatMap(({ added }) => added.payments),
      ],
    })
  }

  #count(claim: RemittanceClaimRecord, result: PostingResult): void {
    const { counts } = this.#tally
    if (claim.denial !== null) {
      counts[result === 'added' ? 'added' : 'known'] += 1
      if (result === 'added') counts.deniedCents += claim.denial.deniedCents
    } else if (claim.kind === 'reversed' && result === 'unmatched') this.#warnUnmatched(claim)
  }

  #countRebuilt({ incoming }: ClaimHistory, { added: { added }, corrections, results }: RebuiltClaim): void {
    const { counts } = this.#tally
    counts.added += added.length
    counts.deniedCents += added.reduce((sum, { deniedCents }) => sum + deniedCents, 0)
    const others = Math.max(0, incoming.filter(({ kind }) => kind === 'denied').length - added.length)
    const updated = Math.min(others, corrections.filter(({ stated }) => stated !== null).length)
    counts.updated += updated
    counts.known += others - updated
    for (const claim of incoming) {
      if (claim.kind === 'reversed' && results.get(claim) === 'unmatched') this.#warnUnmatched(claim)
    }
  }

  #warnUnmatched({ identity, place }: RemittanceClaimRecord): void {
    this.#tally.counts.unmatchedReversals += 1
    this.#tally.warn({
      kind: 'unmatched_reversal',
      claimRef: identity.claimRef,
      payerClaimRef: identity.payerClaimRef,
      segment: place?.segment ?? 0,
      line: place?.line ?? 0,
    })
  }
}

function historiesOf(
  known: readonly KnownDenial[],
  earlier: readonly RemittanceClaimRecord[],
  incoming: readonly RemittanceClaimRecord[],
): (claimToken: string) => ClaimHistory {
  const denials = grouped(known, ({ claimToken }) => claimToken)
  const before = grouped(earlier, ({ claimToken }) => claimToken)
  const current = grouped(incoming, ({ claimToken }) => claimToken)
  return (claimToken) => ({
    denials: denials.get(claimToken) ?? [],
    earlier: before.get(claimToken) ?? [],
    incoming: current.get(claimToken) ?? [],
  })
}

/** The answer of a remittance, unless its claim reference identifies nothing. */
function answerOf(days: DayStarts): (item: Item) => ClaimAnswer[] {
  return ({ entry, claimToken, day }) => {
    if (entry.kind !== 'answered' || claimToken === null) return []
    const { identity, outcome, billedCents, paidCents, provider } = entry
    return [{ payer: identity.payer, claimToken, received: days.of(day), outcome, billedCents, paidCents, provider }]
  }
}

function daysOf({ entry, day }: Item, contracts: PostingTerms['contracts']): CalendarDay[] {
  const denial = entry.kind === 'reversal' ? null : entry.denial
  const days: (CalendarDay | null)[] = [day, ...daysOfDenial(denial, day, contracts)]
  if (entry.kind === 'worklist_row') days.push(entry.followUpDue, entry.appealDue, entry.ownerOn, entry.stateOn)
  return days.filter((candidate) => candidate !== null)
}

function daysOfDenial(
  denial: StatedDenial | null,
  day: CalendarDay,
  contracts: PostingTerms['contracts'],
): CalendarDay[] {
  return denial === null ? [] : daysOfTerms(denial, day, contracts)
}
