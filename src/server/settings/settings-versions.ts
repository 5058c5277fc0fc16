import type { Page } from '../../shared/contract/reports.ts'
import {
  settingsSchemas,
  type Settings,
  type SettingsAnswer,
  type SettingsName,
} from '../../shared/contract/settings.ts'
import type { DocumentVersion } from '../../shared/contract/versions.ts'
import { versionPage, type StoredVersion } from '../audit/document-versions.ts'
import type { PageRequest } from '../database/cursor.ts'
import type { Database, Queries } from '../database/database.ts'
import { sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import { maskedBody } from './secrets.ts'
import { writeSettings, type SettingsChange } from './settings-store.ts'

/** The versions of a document, the newest first, without secrets. */
export function listSettingsVersions(
  queries: Queries,
  name: SettingsName,
  page: PageRequest,
): Promise<Page<DocumentVersion>> {
  const read = ({ body }: StoredVersion) => maskedBody(name, bodyIn(name, body))
  return versionPage(page, read, (before, limit) =>
    queries.query<StoredVersion>(
      sql`select version, body, changed_at as "changedAt", changed_by as "changedBy" from settings
        where name = ${name} and version < ${before} order by version desc limit ${limit}`,
    ),
  )
}

/**
 * Saves an earlier version again, as the next one.
 * @throws HttpProblem 404 `unknown_version`, and as `writeSettings` does
 */
export async function restoreSettings<Name extends SettingsName>(
  database: Database,
  name: Name,
  version: number,
  change: Omit<SettingsChange, 'restored'>,
): Promise<SettingsAnswer<Name>> {
  const [row] = await database.query<StoredVersion>(
    sql`select version, body, changed_at as "changedAt", changed_by as "changedBy" from settings
      where name = ${name} and version = ${version}`,
  )
  if (!row) throw problem(404, 'unknown_version', `The ${name} settings have no version ${version}.`)
  const restored = { name, ...row, body: bodyIn(name, row.body) } as SettingsAnswer<Name>
  return writeSettings(database, name, maskedBody(name, restored.body), { ...change, restored })
}

const bodyIn = <Name extends SettingsName>(name: Name, body: string): Settings<Name> =>
  settingsSchemas[name].parse(JSON.parse(body)) as Settings<Name>
