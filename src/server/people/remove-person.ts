import type { Queries } from '../database/database.ts'
import { plainArray } from '../database/arrays.ts'
import { name, sql } from '../database/sql.ts'
import { removeFromRollups } from '../rollups/remove-person.ts'
import type { Deletion } from './deletion.ts'
import { renameOwner } from './rename-owner.ts'

/** Stands for somebody who was deleted where a history needs somebody. */
export const DELETED_PERSON = 'Deleted person'

/** Tables with a `user_id`, in any order. */
const factsOfPerson = [
  ...['spans', 'touches', 'hidden_tags', 'tagged_spans', 'input_counts', 'manual_time', 'manual_time_parts'],
  ...['connectivity_outages', 'private_times', 'annotations', 'notice_acknowledgments'],
]
/** Tables of the person's journals. */
const ofJournals = ['touch_starts', 'pending_batches', 'received', 'journals']

/** Tables of the person's accounts. */
const ofAccounts = ['sessions', 'access_tokens', 'invitations', 'account_teams', 'publication_proposals', 'accounts']

/** Columns that name whoever did something, each beside the id of the account, `COLUMN_account`. */
const authorIn: readonly (readonly [table: string, column: string])[] = [
  ['denial_events', 'recorded_by'],
  ['imports', 'imported_by'],
  ['imports', 'taken_back_by'],
  ['rule_sets', 'published_by'],
  ['settings', 'changed_by'],
  ['worklist_mappings', 'changed_by'],
  ['alerts', 'handled_by'],
  ['finding_dismissals', 'dismissed_by'],
  ['accounts', 'created_by'],
  ['enrollment_codes', 'created_by'],
]

/**
 * Deletes what is of a person, in the transaction that the caller has begun: facts, their sums, devices, and accounts with sessions and tokens.
 * Histories of denials, rules and settings stay, with {@link DELETED_PERSON} in place of the name. What is gone already changes nothing.
 * @param leavesNames denials name their owner as before: the person was made up
 */
export async function removePerson(
  queries: Queries,
  { personId, accountIds, deviceIds }: Deletion,
  { leavesNames = false }: { readonly leavesNames?: boolean } = {},
): Promise<void> {
  const names = await namesOf(queries, personId, accountIds)
  const everyName = [...new Set([...names, ...(await formerNamesOf(queries, [personId, ...accountIds]))])]
  // No batch of these devices is stored meanwhile. The same order as an ingest: devices, then rollups.
  await queries.query(
    sql`select device_id from devices where user_id = ${personId} or device_id = any(${deviceIds}::text[]) order by device_id for update`,
  )
  const claims = sql`insert into dirty_claims (claim_tokens)
    select array_agg(claim_token) from (
      select claim_token from claim_activity where user_id = ${personId}
      union select claim_token from spans where user_id = ${personId} and claim_token is not null
      union select claim_token from manual_time where user_id = ${personId} and claim_token is not null
    ) worked having count(*) > 0`
  await queries.query(claims)
  await removeFromRollups(queries, personId)
  for (const table of factsOfPerson) await queries.query(sql`delete from ${name(table)} where user_id = ${personId}`)
  const journals = await queries.query<{ journal: number }>(
    sql`select j.journal from journals j join devices d on d.device_id = j.device_id where d.user_id = ${personId}`,
  )
  const numbers = plainArray(journals.map(({ journal }) => journal))
  for (const table of ofJournals) {
    await queries.query(sql`delete from ${name(table)} where journal = any(${numbers}::int[])`)
  }
  await queries.query(
    sql`delete from enrollment_codes c where c.device_id in (select d.device_id from devices d where d.user_id = ${personId})
      or c.user_id = ${personId} or (c.email is null and lower(c.user_name) in (select lower(n) from unnest(${names}::text[]) n))
      or lower(c.email) in (${addresses(personId, accountIds)})`,
  )
  await queries.query(
    sql`delete from enrollment_requests where device_id in (select device_id from devices where user_id = ${personId})`,
  )
  await queries.query(sql`delete from enrollment_requests where lower(address) in (${addresses(personId, accountIds)})`)
  await queries.query(
    sql`delete from device_days where device_id in (select device_id from devices where user_id = ${personId})`,
  )
  await queries.query(sql`delete from devices where user_id = ${personId}`)
  await queries.query(sql`delete from users where user_id = ${personId}`)
  if (!leavesNames) {
    const stated = await withoutThoseOfOthers(queries, everyName)
    await queries.query(sql`delete from enrollment_requests where user_name = any(${stated}::text[])`)
  }
  for (const table of ofAccounts) {
    await queries.query(sql`delete from ${name(table)} where account_id = any(${accountIds}::text[])`)
  }
  await forgetAuthor(queries, accountIds)
  if (leavesNames) return
  // Messages of alerts and reports name no owner.
  for (const owner of await withoutThoseOfOthers(queries, names)) await renameOwner(queries, owner, DELETED_PERSON)
}

/** The e-mail addresses of the person, in lower case. */
const addresses = (personId: string, accountIds: readonly string[]) =>
  sql`select lower(u.email) from users u where u.user_id = ${personId}
    union all select lower(a.email) from accounts a where a.account_id = any(${accountIds}::text[])`

/** The names that the person is known by. */
async function namesOf(queries: Queries, personId: string, accountIds: readonly string[]): Promise<readonly string[]> {
  const rows = await queries.query<{ name: string }>(
    sql`select name from users where user_id = ${personId} union select name from accounts where account_id = any(${accountIds}::text[])`,
  )
  return rows.map(({ name: known }) => known)
}

/** The names from before, as the audit log has them: authors are written down as they were then. */
async function formerNamesOf(queries: Queries, ids: readonly string[]): Promise<readonly string[]> {
  const rows = await queries.query<{ name: string }>(
    sql`select distinct before::json ->> 'name' as name from audit_entries
      where action in ('person_changed', 'account_changed') and object = any(${ids}::text[]) and before::json ->> 'name' is not null`,
  )
  return rows.map(({ name: known }) => known)
}

/** A denial names its owner by name, so that the name stays where somebody else has it. */
async function withoutThoseOfOthers(queries: Queries, names: readonly string[]): Promise<readonly string[]> {
  const kept = await queries.query<{ name: string }>(sql`select name from users where name = any(${names}::text[])`)
  return names.filter((each) => kept.every((other) => other.name !== each))
}

async function forgetAuthor(queries: Queries, accountIds: readonly string[]): Promise<void> {
  for (const [table, column] of authorIn) {
    const account = name(`${column}_account`)
    await queries.query(
      sql`update ${name(table)} set ${name(column)} = ${DELETED_PERSON}, ${account} = null
        where ${account} = any(${accountIds}::text[])`,
    )
  }
}
