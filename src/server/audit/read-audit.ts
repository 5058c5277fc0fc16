import { z } from 'zod'
import type { AuditAction, AuditEntry, LookedAtRow } from '../../shared/contract/audit.ts'
import type { Page } from '../../shared/contract/reports.ts'
import type { AuditFilters } from '../../shared/contract/routes/audit.ts'
import { decodeKey, toPage, type PageRequest } from '../database/cursor.ts'
import type { Queries } from '../database/database.ts'
import { sql, where, type Sql } from '../database/sql.ts'
import type { StoredEntry } from './entry.ts'
import { entryColumns } from './stored.ts'

const cursorKey = z.tuple([z.number().int()])

/** Which entries: those that were asked for, of the actions that may be seen. */
export interface AuditQuestion {
  readonly filters: AuditFilters
  /** Null: all. */
  readonly actions: readonly AuditAction[] | null
  /** Whether imports are named by their files: people name files after patients, so that only those see them who see imports. */
  readonly namesFiles: boolean
}

/** The log, the newest entry first. */
export async function listAudit(
  queries: Queries,
  question: AuditQuestion,
  page: PageRequest,
): Promise<Page<AuditEntry>> {
  const before = page.cursor === undefined ? null : sql`e.seq < ${decodeKey(cursorKey, page.cursor)[0]}`
  const rows = await queries.query<StoredEntry>(
    sql`select ${entryColumns} from audit_entries e ${where([...conditions(question), before])} order by e.seq desc limit ${page.limit + 1}`,
  )
  const shown = toPage(rows, page, ({ seq }) => [seq])
  return { ...shown, rows: await withNames(queries, shown.rows, question) }
}

/** Entries after a number, in order; for a file. */
export async function entriesAfter(
  queries: Queries,
  question: AuditQuestion,
  seq: number,
  limit: number,
): Promise<AuditEntry[]> {
  const rows = await queries.query<StoredEntry>(
    sql`select ${entryColumns} from audit_entries e ${where([...conditions(question), sql`e.seq > ${seq}`])} order by e.seq limit ${limit}`,
  )
  return withNames(queries, rows, question)
}

/** Who looked at the records of a person, the newest first. */
export async function listLookedAt(queries: Queries, userId: string, page: PageRequest): Promise<Page<LookedAtRow>> {
  const before = page.cursor === undefined ? null : sql`e.seq < ${decodeKey(cursorKey, page.cursor)[0]}`
  const rows = await queries.query<LookedAtRow>(
    sql`select e.seq as id, e.at, e.actor_name as by, e.roles, e.token_name is not null as "byProgram", e.operation,
        e.period_from as "periodFrom", e.period_to as "periodTo"
      from audit_entries e ${where([sql`e.people @> array[${userId}::text]`, before])} order by e.seq desc limit ${page.limit + 1}`,
  )
  return toPage(rows, page, ({ id }) => [id])
}

function conditions({ filters: { from, to, action, who, person }, actions }: AuditQuestion): (Sql | null)[] {
  return [
    from === undefined ? null : sql`e.at >= ${from}`,
    to === undefined ? null : sql`e.at < ${to}`,
    action === undefined ? null : sql`e.action = ${action}`,
    actions === null ? null : sql`e.action = any(${actions}::text[])`,
    who === undefined ? null : sql`(e.actor_id = ${who} or lower(e.actor_name) = lower(${who}))`,
    person === undefined
      ? null
      : sql`e.people && array(select u.user_id from users u where lower(u.name) = lower(${person}) union all select ${person}::text)`,
  ]
}

/** Entries with the names of today beside the ids that they keep; who was deleted has none. */
async function withNames(
  queries: Queries,
  entries: readonly StoredEntry[],
  { namesFiles }: AuditQuestion,
): Promise<AuditEntry[]> {
  const names = await namesOf(queries, entries, namesFiles)
  const nameOf = (id: string | null) => (id === null ? null : (names.get(id) ?? null))
  return entries.map((entry) => ({
    ...entry,
    deviceUser: entry.actorKind === 'device' ? nameOf(entry.actorId) : null,
    objectName: nameOf(entry.object),
    people: entry.people.map((id) => ({ id, name: nameOf(id) })),
    before: parsed(entry.before),
    after: parsed(entry.after),
  }))
}

/** Names of all that entries name by id: people, accounts, tokens, files of imports; devices and codes by their person. */
async function namesOf(
  queries: Queries,
  entries: readonly StoredEntry[],
  namesFiles: boolean,
): Promise<ReadonlyMap<string, string>> {
  const ids = [...new Set(entries.flatMap(({ people, object, actorId }) => [...people, object ?? '', actorId]))]
  const rows = await queries.query<{ id: string; name: string }>(
    sql`select user_id as id, name from users where user_id = any(${ids}::text[])
      union all select account_id, name from accounts where account_id = any(${ids}::text[])
      union all select c.code_id, coalesce(u.name, c.user_name, c.site) from enrollment_codes c left join users u on u.user_id = c.user_id
        where c.code_id = any(${ids}::text[]) and coalesce(u.name, c.user_name, c.site) is not null
      union all select token_id, name from access_tokens where token_id = any(${ids}::text[])
      union all select d.device_id, u.name from devices d join users u on u.user_id = d.user_id where d.device_id = any(${ids}::text[])
      union all select 'import/' || import_no, name from imports where import_no = any(${namesFiles ? importsAmong(ids) : []}::int[])`,
  )
  return new Map(rows.map(({ id, name }) => [id, name]))
}

/** The numbers of the imports that are named, as `import/73`. */
const importsAmong = (objects: readonly string[]): number[] =>
  objects.flatMap((object) => {
    const [, number] = /^import\/(\d{1,9})$/.exec(object) ?? []
    return number === undefined ? [] : [Number(number)]
  })

const parsed = (json: string | null): AuditEntry['before'] =>
  json === null ? null : (JSON.parse(json) as AuditEntry['before'])
