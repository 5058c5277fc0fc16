import type { ImportedFile, WorklistMapping } from '../../shared/contract/denials.ts'
import { noImportCounts } from '../../shared/contract/denials.ts'
import type { DenialCategories } from '../../shared/denials/index.ts'
import type { Database, Queries } from '../database/database.ts'
import { tenantZone } from '../identity/tenant.ts'
import { readSettings } from '../settings/settings-store.ts'
import { denialCategories } from './categories-file.ts'
import { ImportTally } from './entries.ts'
import type { ImportEntry } from './entries.ts'
import { remittanceEntries } from './remittance-entries.ts'
import { Settlement } from './settlement.ts'
import type { SpooledFile } from './spool.ts'
import { tenantTokens } from './tokens.ts'
import { worklistEntries } from './worklist/read-worklist.ts'
import type { WorklistWitness } from './worklist/read-worklist.ts'
import { readRemittances } from './x835/index.ts'

/** Entries that are settled and written at once; what an import holds in memory is one batch. */
const BATCH = 1000

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

/** Who watches over an import. */
export interface ImportWatch {
  /** Told again and again how far it is: bytes of the file that were read, claims or rows. */
  readonly onProgress?: (bytes: number, claims: number) => void
  readonly witness?: WorklistWitness
}

/**
 * Imports a file in one transaction: all of it, or nothing. Content that was imported before is a duplicate and changes nothing.
 * @throws RemittanceRefused or WorklistRefused; the signal's reason.
 */
export async function importFile(
  database: Database,
  file: SpooledFile,
  request: ImportRequest,
  watch: ImportWatch = {},
): Promise<ImportedFile> {
  const categories = await denialCategories()
  const zone = await tenantZone(database, request.tenantId)
  return database.transaction((queries) => importInto(queries, file, request, { categories, zone, ...watch }))
}

/**
 * What importing a file would come to: it is imported, and the transaction undone.
 * @throws as `importFile`.
 */
export async function tryImport(
  database: Database,
  file: SpooledFile,
  request: ImportRequest,
  watch: ImportWatch = {},
): Promise<ImportedFile> {
  const categories = await denialCategories()
  const zone = await tenantZone(database, request.tenantId)
  try {
    await database.transaction(async (queries) => {
      throw new Undone(await importInto(queries, file, request, { categories, zone, ...watch }))
    })
  } catch (error) {
    if (error instanceof Undone) return error.result
    throw error
  }
  throw new Error('the transaction was not undone')
}

/** Takes a result out of a transaction that must not stay. */
class Undone extends Error {
  readonly result: ImportedFile
  constructor(result: ImportedFile) {
    super('undone')
    this.result = result
  }
}

interface ImportSurroundings extends ImportWatch {
  readonly categories: DenialCategories
  /** IANA. */
  readonly zone: string
}

async function importInto(
  queries: Queries,
  file: SpooledFile,
  request: ImportRequest,
  { categories, zone, witness, onProgress = () => {} }: ImportSurroundings,
): Promise<ImportedFile> {
  const { tenantId, name, signal } = request
  const { importNo, denialNo, known } = await takeTurn(queries, tenantId, contentHash(file, request))
  if (known) return { ...noImportCounts, name, status: 'duplicate', error: null, findings: [] }
  const tally = new ImportTally()
  const settle = new Settlement(queries, tally, {
    source: { tenantId, importNo, contentHash: contentHash(file, request), by: request.by, now: request.now },
    tokens: await tenantTokens(queries, tenantId),
    zone,
    firstDenialNo: denialNo,
    contracts: (await readSettings(queries, tenantId, 'contracts')).body.rules,
    routing: (await readSettings(queries, tenantId, 'routing')).body.rules,
  })
  let bytes = 0
  const counted = countingBytes(file, (read) => {
    bytes = read
    onProgress(bytes, tally.counts.claims)
    signal.throwIfAborted()
  })
  for await (const batch of inBatches(entriesOf(counted, request, categories, tally, witness))) {
    signal.throwIfAborted()
    await settle.batch(batch)
    onProgress(bytes, tally.counts.claims)
  }
  signal.throwIfAborted()
  await recordImport(queries, request, importNo, contentHash(file, request), tally)
  return { ...tally.counts, name, status: 'imported', error: null, findings: tally.findings }
}

/** The same file, of which it is told how much has been read. */
function countingBytes(file: SpooledFile, onRead: (bytes: number) => void): SpooledFile {
  return {
    ...file,
    async *bytes() {
      let read = 0
      for await (const piece of file.bytes()) {
        read += piece.length
        onRead(read)
        yield piece
      }
    },
  }
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
  witness: WorklistWitness | undefined,
): AsyncGenerator<ImportEntry, void, undefined> {
  return format === '835'
    ? remittanceEntries(readRemittances(file.bytes()), categories, tally)
    : worklistEntries(file, mapping, categories, tally, witness)
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
