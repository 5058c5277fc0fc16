import {
  noImportCounts,
  PREVIEW_ROWS,
  worklistFields,
  type ImportPreview,
  type PreviewRow,
} from '../../shared/contract/denials.ts'
import { RemittanceRefused } from '../../shared/denials/index.ts'
import type { Database } from '../database/database.ts'
import type { WorklistRowEntry } from './entries.ts'
import { tryImport, type ImportRequest, type ImportWatch } from './import-file.ts'
import type { SpooledFile } from './spool.ts'
import type { WorklistColumns } from './worklist/columns.ts'
import { WorklistRefused } from './worklist/refused.ts'

/** The result that importing a file would have, with the rows of a worklist. Nothing is saved. @throws the signal's reason */
export async function previewFile(
  database: Database,
  file: SpooledFile,
  request: ImportRequest,
  onProgress: NonNullable<ImportWatch['onProgress']>,
): Promise<ImportPreview> {
  const { name, format } = request
  let columns: WorklistColumns = {}
  let headers: readonly string[] = []
  const rows: PreviewRow[] = []
  const observer = {
    header: (matched: WorklistColumns, all: readonly string[]) => {
      columns = matched
      headers = all
    },
    row: (entry: WorklistRowEntry) => {
      if (rows.length < PREVIEW_ROWS) rows.push(previewRow(entry))
    },
  }
  const worklist = () => {
    const used = new Set(Object.values(columns).map(({ index }) => index))
    return {
      columns: worklistFields.flatMap((field) => {
        const column = columns[field]
        return column ? [{ field, header: column.header }] : []
      }),
      unusedHeaders: headers.filter((_header, index) => !used.has(index)).map((header) => header.trim()),
      rows,
    }
  }
  try {
    const imported = await tryImport(database, file, request, { observer, onProgress })
    return { ...imported, format, rowErrors: [], ...worklist() }
  } catch (error) {
    if (!(error instanceof RemittanceRefused) && !(error instanceof WorklistRefused)) throw error
    const rowErrors = error instanceof WorklistRefused ? error.rowErrors : []
    const refused = { status: 'refused', error: error.message, warnings: [], rowErrors } as const
    return { ...noImportCounts, name, format, ...refused, ...worklist() }
  }
}

function previewRow(entry: WorklistRowEntry): PreviewRow {
  const { identity, denial } = entry
  const values: Record<(typeof worklistFields)[number], string | number | null> = {
    claim: identity.claimRef,
    payer_claim: identity.payerClaimRef,
    payer: identity.payer,
    amount: denial?.deniedCents ?? null,
    billed: denial?.billedCents ?? null,
    paid: denial?.paidCents ?? null,
    carc: denial?.carcs.join(' ') ?? null,
    owner: entry.owner,
    owner_on: entry.ownerOn,
    queue: entry.queue,
    follow_up: entry.followUpDue,
    appeal_due: entry.appealDue,
    service_line: entry.serviceLine,
    provider: entry.provider,
    location: entry.location,
    procedure: denial?.procedure ?? null,
    received: entry.received,
    state: entry.state,
    state_on: entry.stateOn,
    recovered: entry.recoveredCents,
  }
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== '')
  return { ...entry.place, values: Object.fromEntries(given) }
}
