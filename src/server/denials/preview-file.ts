import { PREVIEW_ROWS, worklistFields, type ImportPreview, type PreviewRow } from '../../shared/contract/denials.ts'
import { RemittanceRefused } from '../../shared/denials/index.ts'
import type { Database } from '../database/database.ts'
import { nothingImported, tryImport, type ImportRequest, type ImportWatch } from './import-file.ts'
import type { SpooledFile } from './spool.ts'
import type { WorklistColumns } from './worklist/columns.ts'
import type { WorklistLine } from './entries.ts'
import { mergeLines } from './worklist/lines.ts'
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
    row: (line: WorklistLine) => {
      if (rows.length < PREVIEW_ROWS) rows.push(previewRow(line))
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
    // A worklist is tried without its rows at fault, to find all of them.
    const imported = await tryImport(database, file, { ...request, leaveOut: true }, { observer, onProgress })
    const { claims, leftOut, leftOutRows: rowErrors } = imported
    const answer = { ...imported, format, rowErrors, leavingOut: null, ...worklist() }
    if (leftOut === 0 || request.leaveOut) return answer
    const error = new WorklistRefused(rowErrors).message
    return { ...answer, ...nothingImported(name), status: 'refused', error, leavingOut: { claims, leftOut } }
  } catch (error) {
    if (!(error instanceof RemittanceRefused) && !(error instanceof WorklistRefused)) throw error
    const rowErrors = error instanceof WorklistRefused ? error.rowErrors : []
    const refused = { status: 'refused', error: error.message, rowErrors, leavingOut: null } as const
    return { ...nothingImported(name), format, ...refused, ...worklist() }
  }
}

function previewRow(line: WorklistLine): PreviewRow {
  const { identity, codes } = line
  const { denial, recoveredCents } = mergeLines([line])
  const values: Record<(typeof worklistFields)[number], string | number | null> = {
    claim: identity.claimRef,
    payer_claim: identity.payerClaimRef,
    payer: identity.payer,
    amount: denial?.deniedCents ?? null,
    billed: denial?.billedCents ?? null,
    paid: denial?.paidCents ?? null,
    carc: codes?.carcs.map(({ carc }) => carc).join(' ') ?? null,
    owner: line.owner,
    owner_on: line.ownerOn,
    queue: line.queue,
    follow_up: line.followUpDue,
    appeal_due: line.appealDue,
    service_line: line.serviceLine,
    provider: line.provider,
    location: line.location,
    procedure: line.procedure,
    received: line.received,
    state: line.state,
    state_on: line.stateOn,
    recovered: recoveredCents,
  }
  const given = Object.entries(values).filter(([, value]) => value !== null && value !== '')
  return { ...line.place, values: Object.fromEntries(given) }
}
