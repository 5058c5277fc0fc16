import type { SampleFacts } from '../../shared/contract/setup.ts'
import { settingsNames, settingsSchemas, type SettingsName } from '../../shared/contract/settings.ts'
import { withoutSample } from '../../shared/setup/index.ts'
import type { Acting } from '../audit/append.ts'
import type { Database, Queries } from '../database/database.ts'
import { lockTenant, takeLock } from '../database/locks.ts'
import { sql, type Sql } from '../database/sql.ts'
import { takeBackAll } from '../denials/take-back.ts'
import { problem } from '../errors/problem.ts'
import { isActiveAdmin, keepAnAdmin } from '../identity/accounts.ts'
import { removePerson } from '../people/remove-person.ts'
import { replaceSettings } from '../settings/settings-store.ts'

/** What there is of the sample world; null: nothing. */
export async function readSample(queries: Queries): Promise<SampleFacts | null> {
  const [counts] = await queries.query<Omit<SampleFacts, 'settings' | 'kept'>>(
    sql`select (select count(*)::int from users where sample) as people,
      (select count(*)::int from accounts where sample) as accounts,
      (select count(*)::int from imports i where ${isSampleImport}) as imports,
      (select count(*)::int from denials d join imports i on i.import_no = d.import_no where ${isSampleImport}) as denials,
      (select count(*)::int from claim_counts where sample) as "claimCounts"`,
  )
  if (!counts) throw new Error('a query of counts has one row')
  const settings = (await settingsWithoutSample(queries)).map(({ name }) => name)
  if (Object.values(counts).every((count) => count === 0) && settings.length === 0) return null
  // Somebody for whom a real computer was enrolled is no sample any more, the device of the sample is.
  const kept = await queries.query<{ readonly name: string }>(
    sql`select name from users u where not u.sample
      and exists (select 1 from devices d where d.user_id = u.user_id and d.sample) order by name`,
  )
  return { ...counts, settings, kept: kept.map(({ name }) => name) }
}

/**
 * Removes what the sample world made, in one transaction: what was marked when it was made. What people made or changed stays.
 * @throws HttpProblem 404 `no_sample`, 409 `last_admin`
 */
export async function removeSample(database: Database, acting: Acting): Promise<SampleFacts> {
  return database.transaction(async (queries) => {
    await lockTenant(queries)
    await takeLock(queries, 'people')
    const facts = await readSample(queries)
    if (facts === null) throw problem(404, 'no_sample', 'There is no sample data to remove.')
    await removeFiles(queries, acting)
    await queries.query(sql`delete from claim_counts where sample`)
    await removePeople(queries)
    await removeUnusedPayers(queries)
    // Last, since these write to the audit log, for which everybody else waits from then on.
    for (const { name, body } of await settingsWithoutSample(queries)) {
      // Of the sample as well: nobody has decided on what is in force again.
      await replaceSettings(queries, name, body, { ...acting, baseVersion: undefined, sample: true })
    }
    await acting.record(queries, { action: 'sample_removed', before: facts })
    return facts
  })
}

const isSampleImport: Sql = sql`i.sample and i.taken_back_at is null`

async function removeFiles(queries: Queries, acting: Acting): Promise<void> {
  const imports = await queries.query<{ readonly importNo: number }>(
    sql`select i.import_no as "importNo" from imports i where ${isSampleImport} order by i.import_no`,
  )
  const numbers = imports.map(({ importNo }) => importNo)
  if (numbers.length > 0) await takeBackAll(queries, numbers, acting)
}

/** The people with their computers and records, and the accounts. An account that somebody else has for one of them stays, and sees nobody’s work. */
async function removePeople(queries: Queries): Promise<void> {
  const admins = await queries.query(sql`select 1 from accounts a where a.sample and ${isActiveAdmin}`)
  await queries.query(
    sql`update accounts a set user_id = null from users u where u.user_id = a.user_id and u.sample and not a.sample`,
  )
  const people = await queries.query<{ readonly personId: string; readonly accountIds: readonly string[] }>(
    sql`select u.user_id as "personId", array(select a.account_id from accounts a where a.user_id = u.user_id and a.sample) as "accountIds"
      from users u where u.sample
      union all
      select a.account_id, array[a.account_id] from accounts a left join users u on u.user_id = a.user_id
        where a.sample and u.sample is not true
      order by 1`,
  )
  for (const { personId, accountIds } of people) {
    const deletion = { personId, accountIds: [...accountIds], deviceIds: [], keyHashes: [], deletedAt: 0 }
    // A denial that is left is of an office’s own file, and so is the name of its owner.
    await removePerson(queries, deletion, { leavesNames: true })
  }
  // Somebody may have made a sample account an admin.
  if (admins.length > 0) await keepAnAdmin(queries)
  await queries.query(sql`delete from enrollment_codes where sample`)
}

/** Payers that only the sample’s files named. */
async function removeUnusedPayers(queries: Queries): Promise<void> {
  await queries.query(
    sql`with unused as (
        delete from payers p where not exists (select 1 from denials x where x.payer = p.name)
          and not exists (select 1 from claims x where x.payer = p.name)
          and not exists (select 1 from claim_answers x where x.payer = p.name)
          and not exists (select 1 from remittance_claims x where x.payer = p.name)
          and not exists (select 1 from worklist_claims x where x.payer = p.name)
          and not exists (select 1 from claim_counts x where x.payer = p.name)
        returning p.name
      )
      delete from payer_ids where payer in (select name from unused)`,
  )
}

/** Documents of which a part is as the sample set it, as they would be without it. */
async function settingsWithoutSample(
  queries: Queries,
): Promise<readonly { readonly name: SettingsName; readonly body: unknown }[]> {
  const rows = await queries.query<{ readonly name: string; readonly body: string; readonly sample: boolean }>(
    sql`select name, body, sample from settings s
      where exists (select 1 from settings m where m.name = s.name and m.sample) order by name, version`,
  )
  return settingsNames.flatMap((name) => {
    const schema = settingsSchemas[name]
    const versions = rows
      .filter((row) => row.name === name)
      .map(({ body, sample }) => ({ body: schema.parse(JSON.parse(body)) as unknown, sample }))
    const body = schema.safeParse(withoutSample(versions, schema.parse({})))
    const isSame = JSON.stringify(body.data) === JSON.stringify(versions.at(-1)?.body)
    return versions.length === 0 || !body.success || isSame ? [] : [{ name, body: body.data }]
  })
}
