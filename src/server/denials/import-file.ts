import { type ImportedFile, type WorklistMapping, noImportCounts } from '../../shared/contract/denials.ts'
import type { CalendarDay, DenialCategories } from '../../shared/denials/index.ts'
import type { Acting, RecordDeed } from '../audit/append.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Database, Queries } from '../database/database.ts'
import { lockTenant } from '../database/locks.ts'
import { rolledBack } from '../database/roll-back.ts'
import { imports } from '../database/schema/denials.ts'
import { sql } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import { countSharedReferences } from './claim-parts.ts'
import { dayIn } from './days.ts'
import { ImportTally, type FileEntry } from './entries.ts'
import { ImportPosting } from './import-posting.ts'
import { readPayers, storePayers } from './payers/payers-store.ts'
import { postInPlace } from './post-in-place.ts'
import { readPostingSettings } from './posting-settings.ts'
import { remittanceEntries } from './remittance-entries.ts'
import type { SpooledFile } from './spool.ts'
import type { Author } from '../audit/entry.ts'
import { tenantCategories } from './tenant-categories.ts'
import { tenantTokens } from './tokens.ts'
import { unpack, type UnpackedFile } from './unpack.ts'
import { worklistEntries, type WorklistObserver } from './worklist/read-worklist.ts'
import { LISTED_ROW_ERRORS, WorklistRefused } from './worklist/refused.ts'
import { readRemittances, type ReadOptions } from './x835/index.ts'

/** Entries that are posted and stored at once. One batch is in memory. */
const BATCH = 1000

export interface ImportRequest extends Author {
  /** File name, without folders. */
  readonly name: string
  readonly format: '835' | 'worklist'
  /** Of a worklist. */
  readonly mapping: WorklistMapping
  /** Whether an 835 may be test data (ISA15 T); left out: no. */
  readonly allowTest?: boolean
  /** Of a worklist: imports it without the rows at fault; else they refuse it. */
  readonly leaveOut: boolean
  /** Of the sample world. */
  readonly sample?: boolean
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
  request: ImportRequest & Acting,
  watch: ImportWatch = {},
): Promise<ImportedFile> {
  return withUnpacked(file, request, (unpacked) =>
    database.transaction((queries) => importInto(queries, unpacked, request, watch, request.record)),
  )
}

/** An 835 may be packed; a worklist is read as it is. */
async function withUnpacked<Result>(
  file: SpooledFile,
  { format, signal }: ImportRequest,
  use: (unpacked: UnpackedFile) => Promise<Result>,
): Promise<Result> {
  if (format !== '835') return use({ file, packings: [] })
  const unpacked = await unpack(file, signal)
  try {
    return await use(unpacked)
  } finally {
    if (unpacked.file !== file) await unpacked.file.close()
  }
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
  return withUnpacked(file, request, (unpacked) =>
    rolledBack(database, (queries) => importInto(queries, unpacked, request, watch)),
  )
}

async function importInto(
  queries: Queries,
  { file, packings }: UnpackedFile,
  request: ImportRequest,
  { observer, onProgress = () => {} }: ImportWatch,
  record?: RecordDeed,
): Promise<ImportedFile> {
  const { name, signal, now } = request
  const hash = hashOf(file, request)
  const { importNo, denialNo, known } = await takeTurn(queries, hash)
  if (known) return { ...nothingImported(name), status: 'duplicate', error: null }
  const tally = new ImportTally()
  for (const packing of packings) tally.warn({ kind: 'unpacked', detail: packing, segment: 0, line: 0 })
  const settings = await readPostingSettings(queries)
  const categories = await tenantCategories(queries)
  const payers = await readPayers(queries)
  const tokens = await tenantTokens(queries)
  const posting = new ImportPosting(queries, tally, {
    source: { importNo, contentHash: hash, by: request.by, byAccount: request.byAccount ?? null, now },
    tokens,
    firstDenialNo: denialNo,
    payers,
    ...settings,
  })
  let bytes = 0
  const counted = countingBytes(file, (read) => {
    bytes = read
    onProgress(bytes, tally.counts.claims)
    signal.throwIfAborted()
  })
  const today = dayIn(now, settings.zone)
  const reading = { categories, today, allowTest: request.allowTest === true, lastDay: yearAfter(today) }
  for await (const batch of inBatches(entriesOf({ file, counted }, request, reading, tally, observer))) {
    signal.throwIfAborted()
    await posting.post(batch)
    onProgress(bytes, tally.counts.claims)
    if (!request.leaveOut && tally.faultyRows >= LISTED_ROW_ERRORS) break
  }
  signal.throwIfAborted()
  if (tally.faultyRows > 0 && (!request.leaveOut || tally.counts.claims === 0)) {
    throw new WorklistRefused(tally.rowErrors)
  }
  tally.counts.leftOut = tally.faultyRows
  await storePayers(queries, payers)
  await recordImport(queries, request, importNo, hash, tally)
  if (request.format === '835') await postInPlace(queries, { importNo, contentHash: hash }, tokens)
  const { counts, test, warnings, rowNotes, rowErrors: leftOutRows } = tally
  // Not the name of the file: people name files after patients.
  const after = { format: request.format, test, ...counts }
  await record?.(queries, { action: 'file_imported', object: `import/${importNo}`, after })
  return { ...counts, name, status: 'imported', test, error: null, warnings, rowNotes, leftOutRows }
}

/** The result of a file of which nothing was imported. */
export function nothingImported(name: string) {
  return { ...noImportCounts, name, test: false, warnings: [], rowNotes: [], leftOutRows: [] }
}

/** The same day a year later; a day that does not exist then is still compared rightly. */
function yearAfter(day: CalendarDay): CalendarDay {
  return `${Number(day.slice(0, 4)) + 1}${day.slice(4)}`
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

interface Reading extends ReadOptions {
  readonly categories: DenialCategories
  readonly today: CalendarDay
}

/** @param counted the file, counting the bytes that are read */
async function* entriesOf(
  { file, counted }: { readonly file: SpooledFile; readonly counted: SpooledFile },
  { format, mapping, signal }: ImportRequest,
  { categories, today, ...options }: Reading,
  tally: ImportTally,
  observer: WorklistObserver | undefined,
): AsyncGenerator<FileEntry, void, undefined> {
  if (format === 'worklist') yield* worklistEntries(counted, { mapping, categories, today }, tally, observer)
  else {
    const { bytes } = countingBytes(file, () => signal.throwIfAborted())
    const shared = await countSharedReferences(readRemittances(bytes(), options))
    yield* remittanceEntries(readRemittances(counted.bytes(), options), { categories, shared }, tally)
  }
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
  { name, format, now, by, byAccount = null, sample = false }: ImportRequest,
  importNo: number,
  contentHash: string,
  { counts: { full, partial, ...counts }, test, rowErrors }: ImportTally,
): Promise<void> {
  const row = { ...counts, test, fullDenials: full, partialDenials: partial, leftOutRows: JSON.stringify(rowErrors) }
  // With rows left out it is no duplicate of the whole file.
  const ownHash = counts.leftOut > 0 ? `${contentHash} without rows ${importNo}` : contentHash
  const rows = [
    {
      ...row,
      importNo,
      name,
      contentHash: ownHash,
      format,
      importedAt: now,
      importedBy: by,
      importedByAccount: byAccount,
      sample,
    },
  ]
  await queries.query(
    bulkInsert(imports, columnNames(imports, 'takenBackAt', 'takenBackBy', 'takenBackByAccount'), rows),
  )
}
