import type { Queries } from '../database/database.ts'
import { join, literal, name, nothing, sql, tokens, type Sql } from '../database/sql.ts'
import { dirtyTokens } from '../jobs/dirty-claims.ts'
import { workedCategory } from './worked-denial.ts'

/** How many new days of claims one transaction takes: on the embedded store nothing else runs meanwhile. */
const NEW_AT_ONCE = 2_000

/**
 * Common table expression `worked (user_id, claim_token, category, ms)`: work by category where the cached category is up to date, by claim
 * where it is still to be looked up.
 * @param rows SQL of `claimRows`. @param perPerson without it there is no user_id
 */
export function workedCategories(rows: Sql, perPerson: boolean): Sql {
  const who = perPerson ? sql`user_id, ` : nothing
  return sql`worked as materialized (
    select ${who}claim_token, category, sum(ms::float8) as ms
    from (
      select ${who}ms, case when known then null else claim_token end as claim_token, case when known then category end as category
      from (
        select r.*, r.category is not null and (r.claim_token in (${dirtyTokens})) is not true as known from (${rows}) r
        offset 0
      ) rows
    ) rows
    group by ${who}claim_token, category
  )`
}

/** SQL of the category of a row `c` of `worked`. */
export const categoryOfWork: Sql = sql`coalesce(c.category, ${workedCategory(sql`c.claim_token`)})`

/** The key of a day of a claim. @param alias of the table */
const dayKey = (alias: string): Sql =>
  join(['day', 'user_id', 'claim_token', 'payer', 'attribution'].map((column) => name(`${alias}.${column}`)))

/**
 * Caches with the days of claims the category of the denial that the work counts to: with all days of the given claims, and with some that were
 * rolled up since the last time.
 * @returns how many were wrong or new, and which of the claims have a day that is locked by a rollup just now: they stay dirty
 */
export async function refreshClaimDayCategories(
  queries: Queries,
  claimTokens: readonly string[],
): Promise<{ readonly changed: number; readonly busy: readonly string[] }> {
  // Rolling up locks rows in another order; SKIP LOCKED avoids a deadlock.
  const rows = await queries.query<{ token: string; changed: boolean }>(
    sql`with looked as materialized (
       (select ${dayKey('r')}, r.category from claim_days r
        where r.category is null limit ${literal(NEW_AT_ONCE)})
       union
       select ${dayKey('r')}, r.category from claim_days r
       where r.claim_token = any(${tokens(claimTokens)})
     ), named as materialized (
       select claims.claim_token, ${workedCategory(sql`claims.claim_token`)} as category
       from (select distinct claim_token from looked) claims
     ), wrong as materialized (
       select ${dayKey('l')}, n.category
       from looked l join named n on n.claim_token = l.claim_token and n.category is distinct from l.category
     ), free as materialized (
       select ${dayKey('r')} from claim_days r
       where (${dayKey('r')}) in (
         select ${dayKey('w')} from wrong w)
       for update skip locked
     ), changed as (
       update claim_days r set category = w.category
       from wrong w
       join free f on (${dayKey('f')}) = (${dayKey('w')})
       where (${dayKey('r')}) = (${dayKey('w')})
       returning ${dayKey('r')}
     )
     select encode(w.claim_token, 'hex') as token, c.day is not null as changed
     from wrong w
     left join changed c on (${dayKey('c')}) = (${dayKey('w')})`,
  )
  const left = new Set(rows.filter(({ changed }) => !changed).map(({ token }) => token))
  return {
    changed: rows.filter(({ changed }) => changed).length,
    busy: claimTokens.filter((token) => left.has(token)),
  }
}
