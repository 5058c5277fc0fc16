import { readFile } from 'node:fs/promises'
import { type ImportedFile, type WorklistMapping, noImportCounts } from '../../shared/contract/denials.ts'
import { readDenialCategories, type DenialCategories } from '../../shared/denials/index.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Database, Queries } from '../database/database.ts'
import { lockTenant } from '../database/locks.ts'
import { imports } from '../database/schema/denials.ts'
import { sql } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import { tenantZone } from '../identity/tenant.ts'
import { readSettings } from '../settings/settings-store.ts'
import { ImportTally, type ImportEntry } from './entries.ts'
import { ImportPosting } from './import-posting.ts'
import { remittanceEntries } from './remittance-entries.ts'
import type { SpooledFile } from './spool.ts'
import { tenantTokens } from './tokens.ts'
import { worklistEntries, type WorklistObserver } from './worklist/read-worklist.ts'
import { readRemittances } from './x835/index.ts'

const categoriesFile = new URL('../../../assets/denials/carc-categories.json', import.meta.url)

/** Entries that are posted and stored at once. One batch is in memory. */
const BATCH = 1000

export interface ImportRequest {
  /** File name, without folders. */
  readonly name: string
  readonly format: '835' | 'worklist'
  /** Of a worklist. */
  readonly mapping: WorklistMapping
  /** The author. */
  readonly by: string
  /** Epoch ms. */
  readonly now: number
  /** Aborts the import; nothing of it is kept. */
  readonly signal: AbortSignal
}

/** Observers of an import. */
export interface ImportWatch {
  /** Called with the progress: bytes of the file read, claims or rows. */
  readonly onProgress?: (bytes: number, claims: number) => void
  readonly observer?: WorklistObserver
}

/**
 * Imports a file in one transaction, whole or not at all. Content that was imported before is a duplicate and changes nothing.
 * @throws RemittanceRefused, WorklistRefused, the signal's reason
 */
export async function importFile(
  database: Database,
  file: SpooledFile,
  request: ImportRequest,
  watch: ImportWatch = {},
): Promise<ImportedFile> {
  return database.transaction((queries) => importInto(queries, file, request, watch))
}

/**
 * The result that importing a file would have: it is imported, and the transaction rolled back.
 * @throws as `importFile`
 */
export async function tryImport(
  database: Database,
  file: SpooledFile,
  request: ImportRequest,
  watch: ImportWatch = {},
): Promise<ImportedFile> {
  try {
    await database.transaction(async (queries) => {
      throw new RolledBack(await importInto(queries, file, request, watch))
    })
  } catch (error) {
    if (error instanceof RolledBack) return error.result
    throw error
  }
  throw new Error('the transaction was not rolled back')
}

/** Carries a result out of a transaction that is rolled back. */
class RolledBack extends Error {
  readonly result: ImportedFile
  constructor(result: ImportedFile) {
    super('rolled back')
    this.result = result
  }
}

async function importInto(
  queries: Queries,
  file: SpooledFile,
  request: ImportRequest,
  { observer, onProgress = () => {} }: ImportWatch,
): Promise<ImportedFile> {
  const { name, signal } = request
  const categories = readDenialCategories(JSON.parse(await readFile(categoriesFile, 'utf8')))
  const hash = hashOf(file, request)
  const { importNo, denialNo, known } = await takeTurn(queries, hash)
  if (known) return { ...noImportCounts, name, status: 'duplicate', error: null, warnings: [] }
  const tally = new ImportTally()
  const posting = new ImportPosting(queries, tally, {
    source: { importNo, contentHash: hash, by: request.by, now: request.now },
    tokens: await tenantTokens(queries),
    zone: await tenantZone(queries),
    firstDenialNo: denialNo,
    contracts: (await readSettings(queries, 'contracts')).body.rules,
    routing: (await readSettings(queries, 'routing')).body.rules,
  })
  let bytes = 0
  const counted = countingBytes(file, (read) => {
    bytes = read
    onProgress(bytes, tally.counts.claims)
    signal.throwIfAborted()
  })
  for await (const batch of inBatches(entriesOf(counted, request, categories, tally, observer))) {
    signal.throwIfAborted()
    await posting.post(batch)
    onProgress(bytes, tally.counts.claims)
  }
  signal.throwIfAborted()
  await recordImport(queries, request, importNo, hash, tally)
  return { ...tally.counts, name, status: 'imported', error: null, warnings: tally.warnings }
}

/** The same file, with a count of the bytes read. */
function countingBytes(file: SpooledFile, onRead: (bytes: number) => void): SpooledFile {
  return {
    ...file,
    async *bytes() {
      let read = 0
      for await (const chunk of file.bytes()) {
        read += chunk.length
        onRead(read)
        yield chunk
      }
    },
  }
}

/** A worklist with another mapping is other content. */
function hashOf(file: SpooledFile, { format, mapping }: ImportRequest): string {
  const fields = format === 'worklist' ? Object.entries(mapping).sort(([a], [b]) => a.localeCompare(b, 'en')) : []
  return fields.length === 0 ? file.sha256 : `${file.sha256} ${JSON.stringify(fields)}`
}

function entriesOf(
  file: SpooledFile,
  { format, mapping }: ImportRequest,
  categories: DenialCategories,
  tally: ImportTally,
  observer: WorklistObserver | undefined,
): AsyncGenerator<ImportEntry, void, undefined> {
  return format === '835'
    ? remittanceEntries(readRemittances(file.bytes()), categories, tally)
    : worklistEntries(file, mapping, categories, tally, observer)
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

/** Makes imports take turns, and checks whether this content was imported before. */
async function takeTurn(
  queries: Queries,
  hash: string,
): Promise<{ readonly importNo: number; readonly denialNo: number; readonly known: boolean }> {
  // A statement of its own, so that the next one sees the commit of the import before.
  await lockTenant(queries)
  const [row] = await queries.query<{ importNo: number; denialNo: number; known: boolean }>(
    sql`select
        (select coalesce(max(i.import_no), 0)::int + 1 from imports i) as "importNo",
        (select coalesce(max(d.denial_no), 0)::bigint + 1 from denials d) as "denialNo",
        exists (select 1 from imports i where i.content_hash = ${hash}) as known`,
  )
  if (!row) throw new Error('a select without a table returned no row')
  return row
}

async function recordImport(
  queries: Queries,
  { name, format, now, by }: ImportRequest,
  importNo: number,
  contentHash: string,
  { counts: { full, partial, ...counts } }: ImportTally,
): Promise<void> {
  const row = { ...counts, fullDenials: full, partialDenials: partial }
  const rows = [{ ...row, importNo, name, contentHash, format, importedAt: now, importedBy: by }]
  await queries.query(bulkInsert(imports, columnNames(imports), rows))
}
