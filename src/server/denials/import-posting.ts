import { Temporal } from 'temporal-polyfill'
import { startOfDay } from '../../shared/business-time/index.ts'
import { nextAppealDue as nextAppealDueOn, type CalendarDay } from '../../shared/denials/index.ts'
import { grouped } from '../../shared/grouped.ts'
import type { Queries } from '../database/database.ts'
import type { Author } from '../audit/entry.ts'
import { daysOfTerms, openDenial, type PostingTerms } from './apply-remittance.ts'
import { applyWorklistRow } from './apply-worklist-row.ts'
import type { ClaimHistory } from './claim-history.ts'
import { claimAnswerOf, storeFirstAnswers } from './claims-store.ts'
import { dayIn, DayStarts } from './days.ts'
import { deriveClaim, type DerivationTerms, type DerivedClaim } from './derive-claim.ts'
import type { FileEntry, ImportEntry, ImportTally, StatedDenial, WorklistRowEntry } from './entries.ts'
import type { KnownDenial } from './ledger-changes.ts'
import { lockKnownDenials, storeDenials } from './ledger-store.ts'
import { DenialLedger } from './ledger.ts'
import type { PayerDirectory } from './payers/payer-directory.ts'
import { resolvePayers } from './payers/resolve-payers.ts'
import type { PostingSettings } from './posting-settings.ts'
import {
  answeredKind,
  readRemittanceClaims,
  storeRemittanceClaims,
  type RemittanceClaimRecord,
} from './remittance-claims.ts'
import { resolveWorklist, type ResolvedWorklist } from './resolve-worklist.ts'
import type { ClaimTokens } from './tokens.ts'
import { storeWorklistClaims } from './worklist-claims.ts'

export interface PostingContext extends PostingSettings {
  readonly source: {
    readonly importNo: number
    /** The import in whose place it is posted; left out: its own. */
    readonly knownSince?: number
    readonly contentHash: string
  } & Author
  readonly tokens: ClaimTokens
  /** It grows with the payers of the file. */
  readonly payers: PayerDirectory
  readonly firstDenialNo: number
  /** Posts again what an earlier import brought; what the file said is stored already. */
  readonly isReplay?: boolean
}

const noWorklist: ResolvedWorklist = { rows: [], restating: new Set() }

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
    const { contracts, routing, closing, source, zone } = context
    this.#queries = queries
    this.#tally = tally
    this.#context = context
    this.#terms = { contracts, routing, closing, days: new DayStarts(zone) }
    this.#today = dayIn(source.now, zone)
    this.#nextNo = context.firstDenialNo
  }

  /** The number of the next new denial. */
  get nextDenialNo(): number {
    return this.#nextNo
  }

  /** Posts entries. Rows of worklists that contradict the data on file go to the tally. */
  async post(read: readonly FileEntry[]): Promise<void> {
    const { source, contracts, tokens, payers } = this.#context
    const naming = { directory: payers, tokenOf: tokens }
    const fileEntries = await resolvePayers(this.#queries, read, naming, this.#tally)
    const claims = fileEntries.filter((entry) => entry.kind === 'worklist_claim')
    const { rows, restating } =
      claims.length === 0 ? noWorklist : await resolveWorklist(this.#queries, claims, tokens, this.#tally)
    const entries = [...fileEntries.filter((entry) => entry.kind !== 'worklist_claim'), ...rows]
    const items = entries.map((entry) => this.#itemOf(entry))
    const claimTokens = [...new Set(items.flatMap(({ claimToken }) => claimToken ?? []))]
    const [known, earlier] = await Promise.all([
      lockKnownDenials(this.#queries, claimTokens),
      readRemittanceClaims(this.#queries, claimTokens, source),
      this.#terms.days.load(
        this.#queries,
        items.flatMap((item) => daysOf(item, contracts)),
      ),
    ])
    const records = items.flatMap((item) => this.#recordOf(item) ?? [])
    const said = this.#applyRows(known, items, restating)
    await this.#derive(claimTokens, { known, said, records: [...earlier, ...records] }, new Set(records))
    await storeRemittanceClaims(this.#queries, records)
    if (this.#context.isReplay) return
    await Promise.all([
      storeWorklistClaims(this.#queries, source.importNo, items),
      storeFirstAnswers(
        this.#queries,
        source.importNo,
        items.flatMap(({ entry, claimToken, day }) =>
          entry.kind === 'answered'
            ? (claimAnswerOf({ ...entry, claimToken, received: this.#terms.days.of(day) }) ?? [])
            : [],
        ),
      ),
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

  /** Derives claims again whose remittances were classified again. The posting then has no file of its own. */
  async deriveAgain(claimTokens: readonly string[]): Promise<void> {
    const known = await lockKnownDenials(this.#queries, claimTokens)
    await this.deriveSaid(known, known, claimTokens)
  }

  /** Derives claims again of which people said something. @param said the denials with it */
  async deriveSaid(
    known: readonly KnownDenial[],
    said: readonly KnownDenial[],
    claimTokens: readonly string[] = [...new Set(known.flatMap(({ claimToken }) => claimToken ?? []))],
  ): Promise<void> {
    const records = await readRemittanceClaims(this.#queries, claimTokens)
    await this.#derive(claimTokens, { known, said, records }, new Set())
  }

  /** What is stored of a remittance's claim. */
  #recordOf({ entry, claimToken, day, position }: Item): RemittanceClaimRecord | null {
    if (entry.kind === 'worklist_row') return null
    const { importNo, contentHash, knownSince = importNo } = this.#context.source
    const { identity, paidCents, traceNo, codes, stated } = entry
    const received = this.#terms.days.of(day)
    const source = { importNo, knownSince, contentHash, position, claimToken, day, received }
    const common = { ...source, identity, traceNo, paidCents, codes, stated }
    if (entry.kind === 'reversal') {
      return { ...common, kind: 'reversed', provider: null, apartFrom: [], denial: null, place: entry }
    }
    const { denial, provider, apartFrom } = entry
    return { ...common, kind: answeredKind(denial, paidCents), provider, apartFrom, denial, place: null }
  }

  /** The denials after what the rows of a worklist say of them, with those that the rows add. */
  #applyRows(
    known: readonly KnownDenial[],
    items: readonly Item[],
    restating: ReadonlySet<WorklistRowEntry>,
  ): readonly KnownDenial[] {
    const { importNo, now } = this.#context.source
    const ledger = new DenialLedger(known, this.#nextNo, { importNo, origin: 'worklist', afterImport: importNo })
    const { owners, sharedNames } = this.#context
    const context = { terms: this.#terms, owners, sharedNames, tally: this.#tally, now }
    for (const { entry, ...item } of items) {
      if (entry.kind === 'worklist_row') applyWorklistRow(ledger, { ...item, entry }, restating.has(entry), context)
    }
    this.#nextNo = ledger.nextNo
    return ledger.denials()
  }

  /** Derives the denials of claims and stores what has changed. */
  async #derive(
    claimTokens: readonly string[],
    { known, said, records }: HistoriesOnFile,
    incoming: ReadonlySet<RemittanceClaimRecord>,
  ): Promise<void> {
    const { contracts, closing, source, zone } = this.#context
    await this.#terms.days.load(
      this.#queries,
      records.flatMap(({ denial, day }) => daysOfDenial(denial, day, contracts)),
    )
    const open = (record: RemittanceClaimRecord) => openDenial(record, this.#terms)
    const nextAppealDue: DerivationTerms['nextAppealDue'] = ({ stated }, level, upheldAt) => {
      const due = nextAppealDueOn(stated, level, dayIn(upheldAt, zone), contracts)
      return due === null ? null : startOfDay(Temporal.PlainDate.from(due), zone)
    }
    const derived = historiesOf(claimTokens, said, records).map((history) => {
      const claim = deriveClaim(history, { open, closing, nextAppealDue, nextNo: this.#nextNo })
      this.#nextNo += claim.denials.filter(({ isNew }) => isNew).length
      this.#count(claim, incoming)
      return claim
    })
    await storeDenials(this.#queries, source, {
      before: known,
      after: derived.flatMap(({ denials }) => denials.map(({ denial }) => denial)),
      removed: derived.flatMap(({ removed }) => removed),
    })
  }

  #count({ denials, results }: DerivedClaim, incoming: ReadonlySet<RemittanceClaimRecord>): void {
    const { counts } = this.#tally
    const added = denials.filter(({ isNew }) => isNew)
    counts.added += added.length
    counts.deniedCents += added.reduce((sum, { denial }) => sum + denial.deniedCents, 0)
    const own = [...results].filter(([record]) => incoming.has(record))
    const others = Math.max(0, own.filter(([{ kind }]) => kind === 'denied').length - added.length)
    const answering = own.filter(([{ kind }, result]) => kind === 'denied' && result === 'changed').length
    const restated = denials.filter(({ isNew, restated: isRestated }) => !isNew && isRestated).length
    const updated = Math.min(others, answering + restated)
    counts.updated += updated
    counts.known += others - updated
    for (const [record, result] of own) {
      if (record.kind === 'reversed' && result === 'unmatched') this.#warnUnmatched(record)
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

interface HistoriesOnFile {
  /** As stored. */
  readonly known: readonly KnownDenial[]
  /** With what people and worklists say now. */
  readonly said: readonly KnownDenial[]
  readonly records: readonly RemittanceClaimRecord[]
}

/** By claim. A denial or record whose claim reference identifies nothing is a claim by itself. */
function historiesOf(
  claimTokens: readonly string[],
  denials: readonly KnownDenial[],
  records: readonly RemittanceClaimRecord[],
): ClaimHistory[] {
  const denialsOf = grouped(denials, ({ claimToken }) => claimToken)
  const recordsOf = grouped(records, ({ claimToken }) => claimToken)
  return [
    ...claimTokens.map((claimToken) => ({
      denials: denialsOf.get(claimToken) ?? [],
      records: recordsOf.get(claimToken) ?? [],
    })),
    ...(denialsOf.get(null) ?? []).map((denial) => ({ denials: [denial], records: [] })),
    ...(recordsOf.get(null) ?? []).map((record) => ({ denials: [], records: [record] })),
  ]
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
