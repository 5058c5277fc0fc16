import type { ImportedFile, WorklistMapping } from '../../shared/contract/denials.ts'
import { noImportCounts } from '../../shared/contract/denials.ts'
import type { DenialCategories } from '../../shared/denials/index.ts'
import type { Database, Queries } from '../database/database.ts'
import { tenantZone } from '../identity/tenant.ts'
import { denialCategories } from './categories-file.ts'
import { addDays, dayIn, DayStarts } from './days.ts'
import { ImportTally } from './entries.ts'
import type { ImportEntry, ReversalEntry, WorkEntry } from './entries.ts'
import { DenialLedger } from './ledger.ts'
import type { DenialFields, FieldChanges, Settled } from './ledger.ts'
import { remittanceEntries } from './remittance-entries.ts'
import type { SpooledFile } from './spool.ts'
import { lockKnownDenials, storeChanges } from './store.ts'
import type { ChangeSource } from './store.ts'
import { tenantTokens } from './tokens.ts'
import type { ClaimTokens } from './tokens.ts'
import { worklistEntries } from './worklist/read-worklist.ts'
import { WorklistRefused } from './worklist/refused.ts'
import { readRemittances } from './x835/index.ts'

/** Entries that are settled and written at once; what an import holds in memory is one batch. */
const BATCH = 1000
/** Until a payer's contract or a person says otherwise. */
const FOLLOW_UP_DAYS = 7

export interface ImportRequest {
  readonly tenantId: string
  /** File name, without folders. */
  readonly name: string
  readonly format: '835' | 'worklist'
  /** Of a worklist. */
  readonly mapping: WorklistMapping
  /** Who imports. */
  readonly by: string
  /** Epoch ms. */
  readonly now: number
  /** Aborted, the import ends and nothing of it stays. */
  readonly signal: AbortSignal
}

/**
 * Imports a file in one transaction: all of it, or nothing. Content that was imported before is a duplicate and changes nothing.
 * @throws RemittanceRefused or WorklistRefused; the signal's reason.
 */
export async function importFile(database: Database, file: SpooledFile, request: ImportRequest): Promise<ImportedFile> {
  const categories = await denialCategories()
  const zone = await tenantZone(database, request.tenantId)
  return database.transaction(async (queries) => {
    const { importNo, denialNo, known } = await takeTurn(queries, request.tenantId, contentHash(file, request))
    if (known) {
      return { ...noImportCounts, name: request.name, status: 'duplicate', error: null, findings: [] }
    }
    const tally = new ImportTally()
    const settle = new Settlement(queries, tally, {
      source: { tenantId: request.tenantId, importNo, by: request.by, now: request.now },
      tokens: await tenantTokens(queries, request.tenantId),
      zone,
      firstDenialNo: denialNo,
    })
    for await (const batch of inBatches(entriesOf(file, request, categories, tally))) {
      request.signal.throwIfAborted()
      await settle.batch(batch)
    }
    request.signal.throwIfAborted()
    await recordImport(queries, request, importNo, contentHash(file, request), tally)
    return { ...tally.counts, name: request.name, status: 'imported', error: null, findings: tally.findings }
  })
}

/** The same worklist read by another mapping is not the same. */
function contentHash(file: SpooledFile, { format, mapping }: ImportRequest): string {
  const fields = format === 'worklist' ? Object.entries(mapping).sort(([a], [b]) => a.localeCompare(b, 'en')) : []
  return fields.length === 0 ? file.sha256 : `${file.sha256} ${JSON.stringify(fields)}`
}

function entriesOf(
  file: SpooledFile,
  { format, mapping }: ImportRequest,
  categories: DenialCategories,
  tally: ImportTally,
): AsyncGenerator<ImportEntry, void, undefined> {
  return format === '835'
    ? remittanceEntries(readRemittances(file.bytes()), categories, tally)
    : worklistEntries(file, mapping, categories, tally)
}

async function* inBatches<Item>(items: AsyncIterable<Item>): AsyncGenerator<Item[], void, undefined> {
  let batch: Item[] = []
  for await (const item of items) {
    batch.push(item)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Makes imports of a tenant take turns, and looks whether this content came before. */
async function takeTurn(
  queries: Queries,
  tenantId: string,
  hash: string,
): Promise<{ importNo: number; denialNo: number; known: boolean }> {
  // A statement of its own: the next one then sees what the import before has committed.
  await queries.query('select zone from tenants where tenant_id = $1 for update', [tenantId])
  const [row] = await queries.query<{ importNo: number; denialNo: number; known: boolean }>(
    `select
       (select coalesce(max(i.import_no), 0)::int + 1 from imports i where i.tenant_id = $1) as "importNo",
       (select coalesce(max(d.denial_no), 0)::bigint + 1 from denials d where d.tenant_id = $1) as "denialNo",
       exists (select 1 from imports i where i.tenant_id = $1 and i.content_hash = $2) as known`,
    [tenantId, hash],
  )
  if (!row) throw new Error('a select without a table answered no row')
  return row
}

async function recordImport(
  queries: Queries,
  request: ImportRequest,
  importNo: number,
  hash: string,
  { counts }: ImportTally,
): Promise<void> {
  await queries.query(
    `insert into imports (
       tenant_id, import_no, name, content_hash, format, imported_at, imported_by, claims, full_denials, partial_denials, reversals,
       imbalances, added, known, updated, unmatched_reversals, denied_cents
     ) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      request.tenantId,
      importNo,
      request.name,
      hash,
      request.format,
      request.now,
      request.by,
      counts.claims,
      counts.full,
      counts.partial,
      counts.reversals,
      counts.imbalances,
      counts.added,
      counts.known,
      counts.updated,
      counts.unmatchedReversals,
      counts.deniedCents,
    ],
  )
}

interface SettlementContext {
  readonly source: ChangeSource
  readonly tokens: ClaimTokens
  readonly zone: string
  readonly firstDenialNo: number
}

/** Settles batch after batch of one file against what is known, inside the file's transaction. */
class Settlement {
  readonly #queries: Queries
  readonly #tally: ImportTally
  readonly #context: SettlementContext
  readonly #days: DayStarts
  readonly #today: string
  #nextNo: number

  constructor(queries: Queries, tally: ImportTally, context: SettlementContext) {
    this.#queries = queries
    this.#tally = tally
    this.#context = context
    this.#days = new DayStarts(context.zone)
    this.#today = dayIn(context.source.now, context.zone)
    this.#nextNo = context.firstDenialNo
  }

  async batch(entries: readonly ImportEntry[]): Promise<void> {
    const { source, tokens } = this.#context
    const items = entries.map((entry) => ({ entry, token: tokens(identityOf(entry).claimRef) }))
    await this.#days.learn(
      this.#queries,
      items.flatMap(({ entry }) => this.#daysOf(entry)),
    )
    const wanted = [...new Set(items.flatMap(({ token }) => (token === null ? [] : [token])))]
    const ledger = new DenialLedger(await lockKnownDenials(this.#queries, source.tenantId, wanted), this.#nextNo)
    const faults: WorkEntry[] = []
    for (const { entry, token } of items) {
      if (entry.kind === 'denied') this.#count(this.#deny(ledger, entry, token), entry.denial.deniedCents)
      else if (entry.kind === 'reversal') this.#reverse(ledger, entry, token)
      else if (!this.#work(ledger, entry, token)) faults.push(entry)
    }
    if (faults.length > 0) {
      const detail = 'this claim is not known here, and the row has no amount to add it with'
      throw new WorklistRefused(faults.map(({ place }) => ({ ...place, column: null, detail })))
    }
    await storeChanges(this.#queries, source, ledger.changes())
    this.#nextNo = ledger.nextNo
  }

  #deny(ledger: DenialLedger, entry: Extract<ImportEntry, { kind: 'denied' }>, token: string | null): Settled {
    const day = this.#receivedOn(entry.day)
    return ledger.deny({
      token,
      denial: entry.denial,
      received: this.#days.of(day),
      fields: { ...noFields, provider: entry.provider, followUpDue: this.#days.of(addDays(day, FOLLOW_UP_DAYS)) },
    })
  }

  #reverse(ledger: DenialLedger, entry: ReversalEntry, token: string | null): void {
    const settled = ledger.reverse(entry.identity, token, this.#days.of(this.#receivedOn(entry.day)))
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

  /** False: the denial is not known, and the row does not say enough to add it. */
  #work(ledger: DenialLedger, entry: WorkEntry, token: string | null): boolean {
    const fields = this.#fieldsOf(entry)
    const found = ledger.find(entry.identity, token)
    if (found !== null) {
      this.#count(ledger.change(found, fields, this.#context.source.now), 0)
      return true
    }
    if (entry.denial === null) return false
    const day = this.#receivedOn(entry.received)
    this.#tally.counts[entry.denial.kind] += 1
    ledger.add({
      token,
      denial: entry.denial,
      received: this.#days.of(day),
      fields: { ...noFields, followUpDue: this.#days.of(addDays(day, FOLLOW_UP_DAYS)), ...given(fields) },
    })
    this.#count('added', entry.denial.deniedCents)
    return true
  }

  #count(settled: Settled, deniedCents: number): void {
    const { counts } = this.#tally
    if (settled === 'known') counts.known += 1
    else if (settled === 'changed') counts.updated += 1
    else if (settled === 'added') {
      counts.added += 1
      counts.deniedCents += deniedCents
    }
  }

  /** What a remittance pays tomorrow has still been received today. */
  #receivedOn(day: string | null): string {
    return day === null || day > this.#today ? this.#today : day
  }

  #daysOf(entry: ImportEntry): string[] {
    const received = this.#receivedOn(entry.kind === 'work' ? entry.received : entry.day)
    const days = [received, addDays(received, FOLLOW_UP_DAYS)]
    if (entry.kind !== 'work') return days
    return [...days, ...[entry.followUpDue, entry.appealDue].filter((day) => day !== null)]
  }

  #fieldsOf(entry: WorkEntry): FieldChanges {
    const start = (day: string | null) => (day === null ? undefined : this.#days.of(day))
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

const noFields: DenialFields = {
  owner: null,
  queue: null,
  followUpDue: null,
  appealDue: null,
  serviceLine: null,
  provider: null,
  location: null,
}

function given(fields: FieldChanges): Partial<DenialFields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function identityOf(entry: ImportEntry) {
  return entry.kind === 'denied' ? entry.denial : entry.identity
}
