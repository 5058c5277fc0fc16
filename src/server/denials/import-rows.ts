import { z } from 'zod'
import type { ImportRow } from '../../shared/contract/denials.ts'
import type { Page } from '../../shared/contract/reports.ts'
import { decodeKey, toPage, type PageRequest } from '../database/cursor.ts'
import type { Queries } from '../database/database.ts'
import { sql, where } from '../database/sql.ts'

const cursorKey = z.tuple([z.number().int()])

/** Import history, newest first. What was removed with the sample data is not in it. */
export async function listImports(queries: Queries, page: PageRequest): Promise<Page<ImportRow>> {
  const [before] = page.cursor === undefined ? [null] : decodeKey(cursorKey, page.cursor)
  const rows = await queries.query<Omit<ImportRow, 'leftOutRows'> & { readonly leftOutRows: string }>(
    sql`select import_no::text as id, name, format, imported_at as "importedAt", imported_by as "importedBy", claims, left_out as "leftOut",
        left_out_rows as "leftOutRows", taken_back_at as "takenBackAt", taken_back_by as "takenBackBy", full_denials as "full",
        partial_denials as partial, reversals, imbalances, pending, undecided, added, known, updated, unmatched_reversals as "unmatchedReversals",
        denied_cents as "deniedCents", test
      from imports ${where([sql`not (sample and taken_back_at is not null)`, before === null ? null : sql`import_no < ${before}`])}
      order by import_no desc limit ${page.limit + 1}`,
  )
  const read = rows.map((row): ImportRow => ({
    ...row,
    leftOutRows: JSON.parse(row.leftOutRows) as ImportRow['leftOutRows'],
  }))
  return toPage(read, page, (last) => [Number(last.id)])
}
