import { bulkInsert, bulkUpdate } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { worklistClaims } from '../database/schema/denials.ts'
import { hexOf, sql, tokens } from '../database/sql.ts'
import { columnNames, type RowOf } from '../database/table.ts'
import type { ImportEntry, WorklistClaimEntry, WorklistLine } from './entries.ts'
import { identityOf } from './worklist/lines.ts'

interface PostedEntry {
  readonly entry: ImportEntry
  readonly claimToken: string | null
  readonly position: number
}

/** Stores the rows of the worklist claims among these entries, as they were read. */
export async function storeWorklistClaims(
  queries: Queries,
  importNo: number,
  posted: readonly PostedEntry[],
): Promise<void> {
  const rows = posted.flatMap(({ entry, claimToken, position }) =>
    entry.kind === 'worklist_row' && claimToken !== null
      ? [
          {
            ...{ claimToken, position, claimRef: identityOf(entry.lines).claimRef, lines: textOf(entry.lines) },
            payer: entry.payerToldBy === 'name' ? entry.identity.payer : null,
          },
        ]
      : [],
  )
  if (rows.length === 0) return
  await queries.query(
    bulkInsert(worklistClaims, columnNames(worklistClaims, 'importNo', 'leftOut'), rows, { importNo }),
  )
}

/** A worklist's claim in an earlier import. */
export interface StoredWorklistClaim {
  readonly claimToken: string
  readonly importNo: number
  readonly position: number
  readonly entry: WorklistClaimEntry
}

/** What worklists said of these claims, in no order. */
export async function readWorklistClaims(
  queries: Queries,
  claimTokens: readonly string[],
): Promise<readonly StoredWorklistClaim[]> {
  const rows = await queries.query<
    Omit<StoredWorklistClaim, 'entry'> & { readonly payer: string | null; readonly lines: string }
  >(
    sql`select ${hexOf(sql`claim_token`)} as "claimToken", import_no as "importNo", position, payer, lines from worklist_claims where claim_token = any(${tokens(claimTokens)})`,
  )
  return rows.map(({ lines: text, payer, ...row }) => {
    const stored = JSON.parse(text) as readonly Omit<WorklistLine, 'columns' | 'content'>[]
    const lines = stored.map((line): WorklistLine => ({ ...line, columns: {}, content: '' }))
    const written = identityOf(lines)
    const told =
      payer === null
        ? ({ identity: written, payerToldBy: 'claim_number' } as const)
        : ({ identity: { ...written, payer }, payerToldBy: 'name' } as const)
    return { ...row, entry: { kind: 'worklist_claim', ...told, lines } }
  })
}

/** Remembers which of these claims' rows cannot be applied now; the rows of all others can. */
export async function markLeftOut(
  queries: Queries,
  claimTokens: readonly string[],
  leftOut: readonly RowOf<typeof worklistClaims, 'claimToken' | 'importNo' | 'position'>[],
): Promise<void> {
  await queries.query(
    sql`update worklist_claims set left_out = false where left_out and claim_token = any(${tokens(claimTokens)})`,
  )
  if (leftOut.length === 0) return
  const key = ['claimToken', 'importNo', 'position'] as const
  const rows = leftOut.map((row) => ({ ...row, leftOut: true }))
  await queries.query(bulkUpdate(worklistClaims, key, ['leftOut'], rows))
}

/** Without what only the file's own errors and repetitions need. */
function textOf(lines: readonly WorklistLine[]): string {
  return JSON.stringify(lines.map(({ columns: _columns, content: _content, ...line }) => line))
}
