import {
  settingsSchemas,
  type Settings,
  type SettingsAnswer,
  type SettingsName,
} from '../../shared/contract/settings.ts'
import type { Database, Queries } from '../database/database.ts'
import { lockTenant } from '../database/locks.ts'
import { sql } from '../database/sql.ts'
import { markAllDirty } from '../jobs/dirty-claims.ts'
import { issueErrors } from '../errors/issues.ts'
import { problem } from '../errors/problem.ts'
import type { Acting } from '../audit/append.ts'
import { changedParts } from '../audit/changed-parts.ts'
import { maskedBody, withStoredSecrets } from './secrets.ts'

/** A document as it stands, or its defaults while nobody has written it. */
export async function readSettings<Name extends SettingsName>(
  queries: Queries,
  name: Name,
): Promise<SettingsAnswer<Name>> {
  const [row] = await queries.query<{ version: number; body: string; changedAt: number; changedBy: string }>(
    sql`select version, body, changed_at as "changedAt", changed_by as "changedBy" from settings where name = ${name}
      order by version desc limit 1`,
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

export interface SettingsChange extends Acting {
  /** The version the author started from; undefined replaces whatever is there. */
  readonly baseVersion: number | undefined
  /** The version is of the sample world. */
  readonly sample?: boolean
  /** An earlier version that the body is of: its secrets are known. */
  readonly restored?: SettingsAnswer
  /** Applies a new body in the same transaction. */
  readonly apply?: (queries: Queries, before: unknown, after: unknown) => Promise<void>
  /** Whether the change waits for somebody else: the document stays as it is. */
  readonly hold?: (queries: Queries, before: SettingsAnswer, after: unknown) => Promise<boolean>
  /** The proposal of another admin that is approved, and whose account proposed it. */
  readonly proposal?: { readonly id: string; readonly accountId: string }
}

/**
 * Replaces a document whole, or lets the change wait.
 * @throws HttpProblem 422 `bad_settings` with an error for each finding, 412 `conflict` when it was changed meanwhile.
 */
export async function writeSettings<Name extends SettingsName>(
  database: Database,
  name: Name,
  input: unknown,
  change: SettingsChange,
): Promise<SettingsAnswer<Name>> {
  return database.transaction(async (queries) => {
    await lockTenant(queries)
    return replaceSettings(queries, name, input, change)
  })
}

/** The same, in the transaction of a caller that has locked the tenant. */
export async function replaceSettings<Name extends SettingsName>(
  queries: Queries,
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
  const stored = await readSettings(queries, name)
  const { version, body: before } = stored
  if (change.baseVersion !== undefined && change.baseVersion !== version) {
    throw problem(
      412,
      'conflict',
      `The ${name} settings are at version ${version} now. Load them and change them there.`,
    )
  }
  const body = withStoredSecrets(name, parsed.data as Settings<Name>, before, change.restored?.body)
  if (await change.hold?.(queries, stored, body)) return { ...stored, waits: true }
  await queries.query(
    sql`insert into settings (name, version, body, changed_at, changed_by, changed_by_account, sample)
        values (${name}, ${version + 1}, ${JSON.stringify(body)}, ${change.now}, ${change.by},
          ${change.byAccount ?? null}, ${change.sample ?? false})`,
  )
  if ('zone' in parsed.data) {
    await queries.query(sql`update tenant set zone = ${parsed.data.zone}`)
  }
  await change.apply?.(queries, before, body)
  // The cost of an hour decides from when on effort exceeds what a denial can bring back.
  if (name === 'economics') await markAllDirty(queries)
  const parts = changedParts(maskedBody(name, before), maskedBody(name, body))
  await change.record(queries, {
    ...{ action: change.restored ? 'settings_restored' : 'settings_changed', object: `settings/${name}` },
    before: { version, ...(parts && { body: parts.before }) },
    after: {
      version: version + 1,
      ...(change.restored && { restored: change.restored.version }),
      ...(change.proposal && { proposal: change.proposal.id, proposedBy: change.proposal.accountId }),
      ...(parts && { body: parts.after }),
    },
  })
  return readSettings(queries, name)
}
