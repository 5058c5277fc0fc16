import { appealLevels, denialStates } from '../../shared/contract/denials.ts'
import { grouped } from '../../shared/grouped.ts'
import type { Queries } from '../database/database.ts'
import { hexOf, name, sql, tokens } from '../database/sql.ts'
import { ImportTally, isSameClaim, type FileEntry } from './entries.ts'
import { ImportPosting, type PostingContext } from './import-posting.ts'
import { eventOfField, type FieldChanges, type KnownDenial } from './ledger-changes.ts'
import { lockKnownDenials, readNextDenialNo } from './ledger-store.ts'
import { DenialLedger } from './ledger.ts'
import { readPayers } from './payers/payers-store.ts'
import { readPostingSettings } from './posting-settings.ts'
import { readRemittanceClaims, type RemittanceClaimRecord } from './remittance-claims.ts'
import type { ClaimTokens } from './tokens.ts'
import { markLeftOut, readWorklistClaims } from './worklist-claims.ts'

/** What posting claims again has changed. */
export interface ReplayedClaims {
  readonly removed: number
  readonly removedWorked: number
  readonly changed: number
  readonly laterRowsLeftOut: number
}

/** A denial before its claim is posted again. */
interface EarlierDenial {
  readonly denialNo: number
  readonly importNo: number
  readonly claimToken: string
  readonly payer: string
  readonly claimRef: string
  readonly payerClaimRef: string
  readonly received: number
  readonly touches: number
}

/** A change that a person made. */
interface PersonEvent {
  readonly denialNo: number
  readonly kind: string
  readonly at: number
  readonly recordedAt: number
  readonly by: string
  readonly byAccount: string | null
  readonly to: string | null
  readonly reason: string | null
  /** The last import that the person could have seen; 0: none. */
  readonly after: number
}

interface ImportOrigin {
  readonly importNo: number
  readonly contentHash: string
  readonly by: string
  readonly byAccount: string | null
  readonly now: number
}

/** What one import said of the claims, or the part of it that is posted in the place of another import. */
interface ImportPart {
  readonly importNo: number
  readonly knownSince: number
  readonly stored: readonly StoredEntry[]
}

interface StoredEntry {
  readonly claimToken: string | null
  readonly importNo: number
  readonly knownSince: number
  /** In the file. */
  readonly position: number
  readonly entry: FileEntry
}

type Terms = Omit<PostingContext, 'source' | 'firstDenialNo'>

/** Posts claims again from what is stored of all imports but some, and the changes of people where they were made. */
export class ClaimReplay {
  readonly #queries: Queries
  readonly #leftOut: readonly number[]
  readonly #terms: Terms
  #nextNo: number

  private constructor(queries: Queries, leftOut: readonly number[], terms: Terms, nextNo: number) {
    this.#queries = queries
    this.#leftOut = leftOut
    this.#terms = terms
    this.#nextNo = nextNo
  }

  /** @param leftOut the imports that are not posted again, and are removed */
  static async start(queries: Queries, leftOut: readonly number[], tokenOf: ClaimTokens): Promise<ClaimReplay> {
    const payers = await readPayers(queries)
    const terms = { tokens: tokenOf, payers, ...(await readPostingSettings(queries)), isReplay: true }
    return new ClaimReplay(queries, leftOut, terms, await readNextDenialNo(queries))
  }

  /** Posts these claims again. Denials that there still are keep their numbers. */
  async post(claimTokens: readonly string[]): Promise<ReplayedClaims> {
    const earlier = await readEarlier(this.#queries, claimTokens)
    const parts = (await readParts(this.#queries, claimTokens)).filter(
      ({ importNo }) => !this.#leftOut.includes(importNo),
    )
    const origins = await readOrigins(this.#queries, [...new Set(parts.map(({ importNo }) => importNo))])
    const changes = await readPersonEvents(this.#queries, earlier)
    await removeClaims(this.#queries, claimTokens, this.#leftOut)
    let next = 0
    let laterRowsLeftOut = 0
    const leftOut: StoredEntry[] = []
    const applyChangesBefore = async (importNo: number) => {
      for (; next < changes.length; next += 1) {
        const change = changes[next]
        if (change === undefined || change.after >= importNo) return
        await this.#applyChange(change, earlier, claimTokens)
      }
    }
    for (const part of parts) {
      const origin = origins.get(part.importNo)
      if (origin === undefined) throw new Error('what is stored of a claim is of an import')
      await applyChangesBefore(part.knownSince)
      const tally = await this.#postPart(origin, part)
      laterRowsLeftOut += tally.faultyRows
      const isFaulty = ({ entry }: StoredEntry) =>
        entry.kind === 'worklist_claim' && entry.lines.some(({ place }) => tally.isFaulty(place.row))
      leftOut.push(...part.stored.filter(isFaulty))
    }
    await applyChangesBefore(Number.POSITIVE_INFINITY)
    await markLeftOut(
      this.#queries,
      claimTokens,
      leftOut.flatMap(({ claimToken, importNo, position }) =>
        claimToken === null ? [] : [{ claimToken, importNo, position }],
      ),
    )

    const pairs = pairUp(earlier, await lockKnownDenials(this.#queries, claimTokens))
    await renumber(this.#queries, pairs)
    const removed = earlier.filter(({ denialNo }) => !pairs.has(denialNo))
    await removeAlerts(this.#queries, removed)
    const changedByPeople = new Set(changes.map(({ denialNo }) => denialNo))
    const worked = removed.filter(({ denialNo, touches }) => touches > 0 || changedByPeople.has(denialNo))
    return { removed: removed.length, removedWorked: worked.length, changed: pairs.size, laterRowsLeftOut }
  }

  /** @returns which rows say nothing now */
  async #postPart(origin: ImportOrigin, { knownSince, stored }: ImportPart): Promise<ImportTally> {
    const tally = new ImportTally()
    const source = { ...origin, knownSince }
    const posting = new ImportPosting(this.#queries, tally, { ...this.#terms, source, firstDenialNo: this.#nextNo })
    await posting.post(stored.map(({ entry }) => entry))
    this.#nextNo = posting.nextDenialNo
    return tally
  }

  async #applyChange(
    { denialNo: earlierNo, kind, at, recordedAt, by, byAccount, to, reason, after }: PersonEvent,
    earlier: readonly EarlierDenial[],
    claimTokens: readonly string[],
  ): Promise<void> {
    const known = await lockKnownDenials(this.#queries, claimTokens)
    const denialNo = pairUp(earlier, known).get(earlierNo)
    if (denialNo === undefined) return
    const ledger = new DenialLedger(known, this.#nextNo, { importNo: null, origin: 'person', afterImport: after })
    const state = denialStates.find((each) => each === kind)
    const level = appealLevels.find((each) => each === to)
    if (kind === 'appeal_level') {
      if (level !== undefined) ledger.setAppealLevel(denialNo, level, at, reason)
    } else if (state === undefined) ledger.change(denialNo, fieldOf(kind, to), at, { reason })
    else if (state !== 'new' && state !== ledger.denial(denialNo).state) {
      ledger.moveTo(denialNo, state, at, { reason, appealLevel: ledger.denial(denialNo).appealLevel ?? undefined })
    }
    const source = { importNo: 0, contentHash: '', by, byAccount, now: recordedAt }
    const posting = new ImportPosting(this.#queries, new ImportTally(), {
      ...this.#terms,
      source,
      firstDenialNo: this.#nextNo,
    })
    await posting.deriveSaid(known, ledger.denials(), claimTokens)
    this.#nextNo = posting.nextDenialNo
  }
}

/** The field that an event of this kind sets. */
function fieldOf(kind: string, to: string | null): FieldChanges {
  if (kind === 'recovered_amount') return { recoveredCents: to === null ? null : Number(to) }
  const [field] = Object.entries(eventOfField).find(([, of]) => of === kind) ?? []
  if (field === undefined) return {}
  const isDay = kind.endsWith('_due')
  return { [field]: isDay && to !== null ? Number(to) : to }
}

/**
 * The denials on file that earlier ones have become: those of the same claim, day and file first, then those of the same claim, then one of
 * the payer where an ICN is missing.
 * @returns numbers by earlier number
 */
function pairUp(earlier: readonly EarlierDenial[], known: readonly KnownDenial[]): ReadonlyMap<number, number> {
  const pairs = new Map<number, number>()
  const taken = new Set<number>()
  const pair = (fits: (before: EarlierDenial, after: KnownDenial) => boolean) => {
    for (const before of earlier) {
      if (pairs.has(before.denialNo)) continue
      const found = known.find(
        (after) => !taken.has(after.denialNo) && isSameToken(before, after) && fits(before, after),
      )
      if (!found) continue
      pairs.set(before.denialNo, found.denialNo)
      taken.add(found.denialNo)
    }
  }
  const isSameStatement = (before: EarlierDenial, after: KnownDenial) =>
    isSameClaim(before, after) && before.importNo === after.importNo && before.received === after.received
  pair(isSameStatement)
  pair(isSameClaim)
  pair(
    (before, after) =>
      before.payer.toLowerCase() === after.payer.toLowerCase() &&
      (before.payerClaimRef === '' || after.payerClaimRef === '' || before.payerClaimRef === after.payerClaimRef),
  )
  return pairs
}

const isSameToken = (before: EarlierDenial, after: KnownDenial) => before.claimToken === after.claimToken

async function readEarlier(queries: Queries, claimTokens: readonly string[]): Promise<readonly EarlierDenial[]> {
  return queries.query<EarlierDenial>(
    sql`select denial_no as "denialNo", import_no as "importNo", ${hexOf(sql`claim_token`)} as "claimToken", payer, claim_ref as "claimRef",
        payer_claim_ref as "payerClaimRef", received, touches
      from denials where claim_token = any(${tokens(claimTokens)}) order by denial_no`,
  )
}

/** What is stored of these claims by import, in the order in which it is posted. */
async function readParts(queries: Queries, claimTokens: readonly string[]): Promise<readonly ImportPart[]> {
  const records = await readRemittanceClaims(queries, claimTokens)
  const worklists = await readWorklistClaims(queries, claimTokens)
  const stored: readonly StoredEntry[] = [
    ...records.map((record) => ({ ...record, entry: entryOf(record) })),
    ...worklists.map((claim) => ({ ...claim, knownSince: claim.importNo })),
  ]
  const parts = grouped(stored, ({ knownSince, importNo }) => `${knownSince} ${importNo}`)
  return [...parts.values()]
    .flatMap((part) => {
      const [first] = part
      const inFile = part.toSorted((one, other) => one.position - other.position)
      return first === undefined ? [] : [{ importNo: first.importNo, knownSince: first.knownSince, stored: inFile }]
    })
    .toSorted((one, other) => one.knownSince - other.knownSince || one.importNo - other.importNo)
}

function entryOf(record: RemittanceClaimRecord): FileEntry {
  const { kind, identity, paidCents, day, traceNo, denial, provider, apartFrom, codes, stated } = record
  const common = { identity, statedPayer: null, paidCents, day, traceNo, codes, stated }
  if (kind === 'reversed') return { kind: 'reversal', ...common, segment: 0, line: 0 }
  // Answers are stored by themselves and not posted again.
  return { kind: 'answered', ...common, outcome: 'paid', denial, provider, apartFrom }
}

async function readOrigins(queries: Queries, importNos: readonly number[]): Promise<ReadonlyMap<number, ImportOrigin>> {
  const origins = await queries.query<ImportOrigin>(
    sql`select import_no as "importNo", content_hash as "contentHash", imported_by as by, imported_by_account as "byAccount", imported_at as now
      from imports where import_no = any(${importNos}::int[])`,
  )
  return new Map(origins.map((origin) => [origin.importNo, origin]))
}

/** The changes that people made to these denials, in the order in which they are applied again. */
async function readPersonEvents(queries: Queries, denials: readonly EarlierDenial[]): Promise<readonly PersonEvent[]> {
  return queries.query<PersonEvent>(
    sql`select e.denial_no as "denialNo", e.kind, e.happened_at as at, e.recorded_at as "recordedAt", e.recorded_by as by,
        e.recorded_by_account as "byAccount", e.to_value as to,
        e.reason, e.after_import as after
      from denial_events e
      where e.denial_no = any(${denials.map(({ denialNo }) => denialNo)}::bigint[]) and e.origin = 'person'
      order by e.after_import, e.recorded_at, e.denial_no, e.event_no`,
  )
}

/** Removes the claims from where they are posted to, and what the imports said of them. */
async function removeClaims(
  queries: Queries,
  claimTokens: readonly string[],
  importNos: readonly number[],
): Promise<void> {
  const isOne = sql`claim_token = any(${tokens(claimTokens)})`
  for (const table of ['denial_events', 'denial_payments', 'appeal_decisions']) {
    await queries.query(
      sql`delete from ${name(table)} where denial_no in (select d.denial_no from denials d where d.${isOne})`,
    )
  }
  await queries.query(sql`delete from denials where ${isOne}`)
  await queries.query(sql`delete from remittance_claims where ${isOne}`)
  await queries.query(sql`delete from worklist_claims where ${isOne} and import_no = any(${importNos}::int[])`)
}

/** Gives denials the numbers that they had. */
async function renumber(queries: Queries, pairs: ReadonlyMap<number, number>): Promise<void> {
  if (pairs.size === 0) return
  for (const table of ['denials', 'denial_events', 'denial_payments', 'appeal_decisions']) {
    await queries.query(
      sql`update ${name(table)} t set denial_no = r.earlier
        from unnest(${[...pairs.keys()]}::bigint[], ${[...pairs.values()]}::bigint[]) as r (earlier, now)
        where t.denial_no = r.now`,
    )
  }
}

async function removeAlerts(queries: Queries, denials: readonly EarlierDenial[]): Promise<void> {
  if (denials.length === 0) return
  await queries.query(
    sql`delete from alerts where denial_no = any(${denials.map(({ denialNo }) => denialNo)}::bigint[])`,
  )
}
