import { worklistMappingSchema } from '../../shared/contract/denials.ts'
import type { SavedMapping, WorklistMapping } from '../../shared/contract/denials.ts'
import type { Queries } from '../database/database.ts'
import { problem } from '../errors/problem.ts'

interface MappingRow extends Omit<SavedMapping, 'mapping'> {
  readonly body: string
}

const columns = `name, body, changed_at as "changedAt", changed_by as "changedBy"`
const asSaved = ({ body, ...row }: MappingRow): SavedMapping => ({
  ...row,
  mapping: worklistMappingSchema.parse(JSON.parse(body)),
})

/** By name. */
export async function listMappings(queries: Queries, tenantId: string): Promise<SavedMapping[]> {
  const rows = await queries.query<MappingRow>(
    `select ${columns} from worklist_mappings where tenant_id = $1 order by name`,
    [tenantId],
  )
  return rows.map(asSaved)
}

/** @throws HttpProblem 404 `unknown_mapping`. */
export async function readMapping(queries: Queries, tenantId: string, name: string): Promise<SavedMapping> {
  const [row] = await queries.query<MappingRow>(
    `select ${columns} from worklist_mappings where tenant_id = $1 and name = $2`,
    [tenantId, name],
  )
  if (!row) throw unknownMapping()
  return asSaved(row)
}

/** Keeps a mapping under a name, in place of the one before. */
export async function saveMapping(
  queries: Queries,
  tenantId: string,
  name: string,
  mapping: WorklistMapping,
  { by, now }: { readonly by: string; readonly now: number },
): Promise<SavedMapping> {
  await queries.query(
    `insert into worklist_mappings (tenant_id, name, body, changed_at, changed_by) values ($1, $2, $3, $4, $5)
     on conflict (tenant_id, name) do update set body = excluded.body, changed_at = excluded.changed_at,
       changed_by = excluded.changed_by`,
    [tenantId, name, JSON.stringify(mapping), now, by],
  )
  return readMapping(queries, tenantId, name)
}

/** @throws HttpProblem 404 `unknown_mapping`. */
export async function deleteMapping(queries: Queries, tenantId: string, name: string): Promise<void> {
  const gone = await queries.query('delete from worklist_mappings where tenant_id = $1 and name = $2 returning name', [
    tenantId,
    name,
  ])
  if (gone.length === 0) throw unknownMapping()
}

function unknownMapping() {
  return problem(404, 'unknown_mapping', 'No worklist mapping of this name is kept.')
}
