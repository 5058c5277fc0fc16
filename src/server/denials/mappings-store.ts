import { worklistMappingSchema, type SavedMapping, type WorklistMapping } from '../../shared/contract/denials.ts'
import { bulkInsert } from '../database/bulk-insert.ts'
import type { Database, Queries } from '../database/database.ts'
import { worklistMappings } from '../database/schema/identity.ts'
import { sql } from '../database/sql.ts'
import { columnNames } from '../database/table.ts'
import type { Acting } from '../audit/append.ts'
import { HttpProblem, problem } from '../errors/problem.ts'

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
  database: Database,
  name: string,
  mapping: WorklistMapping,
  { by, byAccount = null, now, record }: Acting,
): Promise<SavedMapping> {
  const row = { name, body: JSON.stringify(mapping), changedAt: now, changedBy: by, changedByAccount: byAccount }
  return database.transaction(async (queries) => {
    const before = await readMapping(queries, name).catch(ifUnknown)
    await queries.query(
      sql`${bulkInsert(worklistMappings, columnNames(worklistMappings), [row])}
        on conflict (name) do update set body = excluded.body, changed_at = excluded.changed_at, changed_by = excluded.changed_by,
          changed_by_account = excluded.changed_by_account`,
    )
    await record(queries, {
      action: 'mapping_saved',
      object: `mapping/${name}`,
      before: before?.mapping,
      after: mapping,
    })
    return readMapping(queries, name)
  })
}

/** @throws HttpProblem 404 `unknown_mapping` */
export async function deleteMapping(database: Database, name: string, { record }: Acting): Promise<void> {
  await database.transaction(async (queries) => {
    const { mapping } = await readMapping(queries, name)
    const deleted = await queries.query(sql`delete from worklist_mappings where name = ${name} returning name`)
    if (deleted.length === 0) throw unknownMapping()
    await record(queries, { action: 'mapping_deleted', object: `mapping/${name}`, before: mapping })
  })
}

function ifUnknown(error: unknown): null {
  if (error instanceof HttpProblem) return null
  throw error
}

function unknownMapping() {
  return problem(404, 'unknown_mapping', 'There is no saved mapping with this name.')
}
