import { settingsSchemas } from '../../shared/contract/settings.ts'
import type { Settings, SettingsAnswer, SettingsName } from '../../shared/contract/settings.ts'
import type { Database, Queries } from '../database/database.ts'
import { queueAllClaims } from '../claim-activity/dirty-claims.ts'
import { issueErrors } from '../errors/issues.ts'
import { problem } from '../errors/problem.ts'
import { withKeptSecrets } from './secrets.ts'

/** A document as it stands, or its defaults while nobody has written it. */
export async function readSettings<Name extends SettingsName>(
  queries: Queries,
  tenantId: string,
  name: Name,
): Promise<SettingsAnswer<Name>> {
  const [row] = await queries.query<{ version: number; body: string; changedAt: number; changedBy: string }>(
    `select version, body, changed_at as "changedAt", changed_by as "changedBy" from settings where tenant_id = $1 and name = $2`,
    [tenantId, name],
  )
  const body = settingsSchemas[name].parse(row ? JSON.parse(row.body) : {}) as Settings<Name>
  return {
    name,
    version: row?.version ?? 0,
    body,
    changedAt: row?.changedAt ?? null,
    changedBy: row?.changedBy ?? null,
  }
}

export interface SettingsChange {
  /** The version the author started from; undefined replaces whatever is there. */
  readonly baseVersion: number | undefined
  readonly by: string
  readonly now: number
}

/**
 * Replaces a document whole.
 * @throws HttpProblem 422 `bad_settings` with an error for each finding, 412 `conflict` when it was changed meanwhile.
 */
export async function writeSettings<Name extends SettingsName>(
  database: Database,
  tenantId: string,
  name: Name,
  input: unknown,
  change: SettingsChange,
): Promise<SettingsAnswer<Name>> {
  const parsed = settingsSchemas[name].safeParse(input)
  if (!parsed.success) {
    throw problem(422, 'bad_settings', `The ${name} settings have errors; nothing was changed.`, {
      errors: issueErrors(parsed.error.issues),
    })
  }
  return database.transaction(async (queries) => {
    // Changes of a tenant's settings take turns.
    await queries.query('select zone from tenants where tenant_id = $1 for update', [tenantId])
    const { version, body: before } = await readSettings(queries, tenantId, name)
    if (change.baseVersion !== undefined && change.baseVersion !== version) {
      throw problem(
        412,
        'conflict',
        `The ${name} settings are at version ${version} now. Load them and change them there.`,
      )
    }
    const body = withKeptSecrets(name, parsed.data as Settings<Name>, before)
    await queries.query(
      `insert into settings (tenant_id, name, version, body, changed_at, changed_by) values ($1, $2, $3, $4, $5, $6)
       on conflict (tenant_id, name) do update set version = excluded.version, body = excluded.body,
         changed_at = excluded.changed_at, changed_by = excluded.changed_by`,
      [tenantId, name, version + 1, JSON.stringify(body), change.now, change.by],
    )
    if ('zone' in parsed.data) {
      await queries.query('update tenants set zone = $2 where tenant_id = $1', [tenantId, parsed.data.zone])
    }
    // What an hour costs decides how much effort a denial is worth.
    if (name === 'economics') await queueAllClaims(queries, tenantId)
    return readSettings(queries, tenantId, name)
  })
}
