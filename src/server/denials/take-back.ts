import type { TakenBackImport } from '../../shared/contract/denials.ts'
import type { Database, Queries } from '../database/database.ts'
import { lockTenant } from '../database/locks.ts'
import { rolledBack } from '../database/roll-back.ts'
import { hexOf, name, sql } from '../database/sql.ts'
import { problem } from '../errors/problem.ts'
import type { Acting } from '../audit/append.ts'
import type { Author } from '../audit/entry.ts'
import { removeAnswers } from './claims-store.ts'
import { postAgain, type StoredClaim } from './post-again.ts'
import { tenantTokens } from './tokens.ts'

/**
 * Takes an import back whole, in one transaction: its claims are posted again from all other imports in their order, so that they are as if it
 * had never been imported. Changes by people stay with their denial, as long as there is one.
 * @throws HttpProblem 404 `unknown_import`, 409 `already_taken_back`
 */
export async function takeBackImport(database: Database, id: string, author: Acting): Promise<TakenBackImport> {
  return database.transaction(async (queries) => {
    const answer = await takeBack(queries, id, author)
    await author.record(queries, { action: 'import_taken_back', object: `import/${id}`, after: answer })
    return answer
  })
}

/** What taking an import back would change; nothing is changed. @throws as `takeBackImport` */
export async function tryTakingBack(database: Database, id: string): Promise<TakenBackImport> {
  return rolledBack(database, (queries) => takeBack(queries, id, { by: '', now: 0 }))
}

async function takeBack(queries: Queries, id: string, author: Author): Promise<TakenBackImport> {
  await lockTenant(queries)
  return takeBackAll(queries, [await importNoOf(queries, id)], author)
}

/** Takes several imports back at once, in the transaction of a caller that has locked the tenant. @param importNos of imports that stand */
export async function takeBackAll(
  queries: Queries,
  importNos: readonly number[],
  { by, byAccount = null, now }: Author,
): Promise<TakenBackImport> {
  const claims = await claimsOf(queries, importNos)
  const replayed = await postAgain(queries, claims, await tenantTokens(queries), importNos)
  const unidentified = await removeUnidentified(queries, importNos)
  for (const importNo of importNos) await removeAnswers(queries, importNo)
  // Their files can be imported again.
  await queries.query(
    sql`update imports set taken_back_at = ${now}, taken_back_by = ${by}, taken_back_by_account = ${byAccount},
        content_hash = content_hash || ' taken back ' || import_no
      where import_no = any(${importNos}::int[])`,
  )
  return { ...replayed, removed: replayed.removed + unidentified }
}

async function importNoOf(queries: Queries, id: string): Promise<number> {
  const importNo = /^[1-9]\d{0,8}$/.test(id) ? Number(id) : 0
  const [row] = await queries.query<{ takenBackAt: number | null }>(
    sql`select taken_back_at as "takenBackAt" from imports where import_no = ${importNo}`,
  )
  if (!row) throw problem(404, 'unknown_import', 'There is no such import.')
  if (row.takenBackAt !== null) throw problem(409, 'already_taken_back', 'This import has been taken back before.')
  return importNo
}

/** The claims on which imports have had an effect. */
const claimsOf = (queries: Queries, importNos: readonly number[]): Promise<readonly StoredClaim[]> =>
  queries.query<StoredClaim>(
    sql`select ${hexOf(sql`claim_token`)} as "claimToken", claim_ref as "claimRef" from (
        select claim_token, claim_ref from remittance_claims where import_no = any(${importNos}::int[])
        union select claim_token, claim_ref from worklist_claims where import_no = any(${importNos}::int[])
        union select claim_token, claim_ref from denials d where claim_token is not null and (import_no = any(${importNos}::int[])
          or exists (select 1 from denial_events e where e.denial_no = d.denial_no and e.import_no = any(${importNos}::int[])))
      ) affected`,
  )

/** Denials whose claim reference identifies nothing belong to one import alone. @returns how many were removed */
async function removeUnidentified(queries: Queries, importNos: readonly number[]): Promise<number> {
  const rows = await queries.query<{ denialNo: number }>(
    sql`select denial_no as "denialNo" from denials where claim_token is null and import_no = any(${importNos}::int[])`,
  )
  const numbers = rows.map(({ denialNo }) => denialNo)
  for (const table of ['denial_events', 'denial_payments', 'appeal_decisions', 'alerts', 'denials']) {
    await queries.query(sql`delete from ${name(table)} where denial_no = any(${numbers}::bigint[])`)
  }
  return numbers.length
}
