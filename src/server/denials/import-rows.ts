import { z } from 'zod'
import type { ImportRow } from '../../shared/contract/denials.ts'
import type { Page } from '../../shared/contract/reports.ts'
import { decodeKey, toPage, type PageRequest } from '../database/cursor.ts'
import type { Queries } from '../database/database.ts'
import { sql, where } from '../database/sql.ts'

const cursorKey = z.tuple([z.number().int()])

/** Import history, newest first. */
export async function listImports(queries: Queries, page: PageRequest): Promise<Page<ImportRow>> {
  const [before] = page.cursor === undefined ? [null] : decodeKey(cursorKey, page.cursor)
  const rows = await queries.query<ImportRow>(
    sql`select import_no::text as id, name, format, imported_at as "importedAt", imported_by as "importedBy", claims, full_denials as "full",
        partial_denials as partial, reversals, imbalances, added, known, updated, unmatched_reversals as "unmatchedReversals",
        denied_cents as "deniedCents"
      from imports ${where([before === null ? null : sql`import_no < ${before}`])}
      order by import_no desc limit ${page.limit + 1}`,
  )
  return toPage(rows, page, (last) => [Number(last.id)])
}
