import { bulkInsert } from '../../database/bulk-insert.ts'
import type { Queries } from '../../database/database.ts'
import { payerIds, payers } from '../../database/schema/denials.ts'
import { name, sql } from '../../database/sql.ts'
import { readSettings } from '../../settings/settings-store.ts'
import { grouped } from '../../../shared/grouped.ts'
import { PayerDirectory, type KnownPayer, type PayerId, type RenamedPayer } from './payer-directory.ts'

/** The payers of all files so far. Imports of a tenant take turns, so that nobody adds one meanwhile. */
export async function readPayers(queries: Queries): Promise<PayerDirectory> {
  const [{ body: settings }, names, ids] = await Promise.all([
    readSettings(queries, 'payers'),
    queries.query<Omit<KnownPayer, 'ids'>>(sql`select name, comparable from payers order by name`),
    queries.query<PayerId & { readonly payer: string }>(
      sql`select kind, value, payer from payer_ids order by kind, value`,
    ),
  ])
  const idsOf = grouped(ids, ({ payer }) => payer)
  return new PayerDirectory(
    names.map((payer) => ({
      ...payer,
      ids: (idsOf.get(payer.name) ?? []).map(({ kind, value }) => ({ kind, value })),
    })),
    settings.aliases,
  )
}

/** Everything on file of a payer gets its new name. */
export async function renamePayers(queries: Queries, renamed: readonly RenamedPayer[]): Promise<void> {
  for (const { from, to } of renamed) {
    // Of a claim that is kept under both names the earlier answer is the first one.
    for (const table of ['claims', 'claim_answers']) {
      const sameImport = table === 'claims' ? sql`true` : sql`later.import_no = first.import_no`
      await queries.query(
        sql`delete from ${name(table)} later using ${name(table)} first
          where later.payer in (${from}, ${to}) and first.payer in (${from}, ${to}) and later.claim_token = first.claim_token
            and ${sameImport} and (first.first_received, first.payer) < (later.first_received, later.payer)`,
      )
    }
    for (const table of ['denials', 'claims', 'claim_answers', 'remittance_claims', 'worklist_claims', 'payer_ids']) {
      await queries.query(sql`update ${name(table)} set payer = ${to} where payer = ${from}`)
    }
    await queries.query(
      sql`update claim_counts c set payer = ${to} where c.payer = ${from}
        and not exists (select 1 from claim_counts other where other.day = c.day and other.payer = ${to})`,
    )
    await queries.query(
      sql`update remittance_claims set stated = (stated::jsonb || jsonb_build_object('payer', ${to}::text))::text
        where payer = ${to} and stated is not null`,
    )
    await queries.query(sql`delete from payers where name = ${from}`)
    // The time on its claims follows.
    await queries.query(
      sql`insert into dirty_claims (claim_tokens)
        select array_agg(distinct claim_token) from denials where payer = ${to} and claim_token is not null having count(*) > 0`,
    )
  }
}

export async function storePayers(queries: Queries, { changed }: PayerDirectory): Promise<void> {
  if (changed.length === 0) return
  const ids = changed.flatMap((payer) => payer.ids.map((id) => ({ ...id, payer: payer.name })))
  await Promise.all([
    queries.query(
      sql`${bulkInsert(payers, ['name', 'comparable'], changed)} on conflict (name) do update set comparable = excluded.comparable`,
    ),
    ...(ids.length === 0
      ? []
      : [
          queries.query(
            sql`${bulkInsert(payerIds, ['kind', 'value', 'payer'], ids)} on conflict (kind, value) do nothing`,
          ),
        ]),
  ])
}
