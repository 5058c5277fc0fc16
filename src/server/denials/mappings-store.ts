import { worklistMappingSchema, type SavedMapping, type WorklistMapping } from '../../shared/contract/denials.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Queries } from '../database/database.ts'
import { worklistMappings } from '../database/schema/identity.ts'
import { sql } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import type { Author } from '../identity/principal.ts'
import { problem } from '../errors/problem.ts'

interface MappingRow extends Omit<SavedMapping, 'mapping'> {
  readonly body: string
}

const columns = sql`name, body, changed_at as "changedAt", changed_by as "changedBy"`
const toSaved = ({ body, ...row }: MappingRow): SavedMapping => ({
  ...row,
  mapping: worklistMappingSchema.parse(JSON.parse(body)),
})

/** In order of name. */
export async function listMappings(queries: Queries): Promise<SavedMapping[]> {
  const rows = await queries.query<MappingRow>(sql`select ${columns} from worklist_mappings order by name`)
  return rows.map(toSaved)
}

/** @throws HttpProblem 404 `unknown_mapping` */
export async function readMapping(queries: Queries, name: string): Promise<SavedMapping> {
  const [row] = await queries.query<MappingRow>(sql`select ${columns} from worklist_mappings where name = ${name}`)
  if (!row) throw unknownMapping()
  return toSaved(row)
}

/** Saves a mapping under a name; it replaces one with the same name. */
export async function saveMapping(
  queries: Queries,
  name: string,
  mapping: WorklistMapping,
  { by, now }: Author,
): Promise<SavedMapping> {
  const row = { name, body: JSON.stringify(mapping), changedAt: now, changedBy: by }
  await queries.query(
    sql`${bulkInsert(worklistMappings, columnNames(worklistMappings), [row])}
      on conflict (name) do update set body = excluded.body, changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
  )
  return readMapping(queries, name)
}

/** @throws HttpProblem 404 `unknown_mapping` */
export async function deleteMapping(queries: Queries, name: string): Promise<void> {
  const deleted = await queries.query(sql`delete from worklist_mappings where name = ${name} returning name`)
  if (deleted.length === 0) throw unknownMapping()
}

function unknownMapping() {
  return problem(404, 'unknown_mapping', 'There is no saved mapping with this name.')
}
