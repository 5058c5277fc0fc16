import { z } from 'zod'
import type { ImportRow } from '../../shared/contract/denials.ts'
import type { Page } from '../../shared/contract/reports.ts'
import type { Queries } from '../database/database.ts'
import { decodeKey, encodeKey } from '../database/cursor.ts'
import type { PageRequest } from '../reports/lists.ts'

const cursorKey = z.tuple([z.number().int()])

/** What was brought in, newest first. */
export async function listImports(queries: Queries, tenantId: string, page: PageRequest): Promise<Page<ImportRow>> {
  const [before] = page.cursor === undefined ? [null] : decodeKey(cursorKey, page.cursor)
  const rows = await queries.query<ImportRow>(
    `select import_no::text as id, name, format, imported_at as "importedAt", imported_by as "importedBy", claims, full_denials as "full",
       partial_denials as partial, reversals, imbalances, added, known, updated, unmatched_reversals as "unmatchedReversals",
       denied_cents as "deniedCents"
     from imports
     where tenant_id = $1 and ($2::int is null or import_no < $2::int)
     order by import_no desc
     limit $3`,
    [tenantId, before, page.limit + 1],
  )
  const shown = rows.slice(0, page.limit)
  const last = shown.at(-1)
  return { rows: shown, nextCursor: rows.length > page.limit && last ? encodeKey([Number(last.id)]) : null }
}
