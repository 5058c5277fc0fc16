import type { Queries } from '../database/database.ts'
import { textArray } from '../database/arrays.ts'
import { waitingTokens } from './touch-statistics.ts'
import { workedCategory } from './worked-denial.ts'

/** How many new days of claims one transaction looks at: on the embedded store nothing else runs meanwhile. */
const NEW_AT_ONCE = 2_000

/**
 * A common table expression `worked (…who, claim_token, category, ms)`: work by category where that stands with it, by claim where its category
 * is still to be looked up.
 * @param tenant SQL of the tenant's id. @param rows SQL of `claimRows`. @param who a column that is kept apart, with a comma, or ''.
 */
export function workedCategories(tenant: string, rows: string, who: '' | 'user_id, '): string {
  return `worked as materialized (
    select ${who}claim_token, category, sum(ms::float8) as ms
    from (
      select ${who}ms, case when known then null else claim_token end as claim_token, case when known then category end as category
      from (
        select r.*, r.category is not null and (r.claim_token in (${waitingTokens(tenant)})) is not true as known from (${rows}) r
        offset 0
      ) rows
    ) rows
    group by ${who}claim_token, category
  )`
}

/** SQL of the category of a row `c` of `worked`. */
export const categoryOfWork = (tenant: string) => `coalesce(c.category, ${workedCategory(tenant, 'c.claim_token')})`

/**
 * Keeps with the days of claims the category of the denial that the work counts to: with all days of the claims that are named, and with some that
 * were summed up since the last time.
 * @returns how many were wrong or new, and which of the claims have a day that is just being summed up: they have to be looked at again.
 */
export async function keepClaimDayCategories(
  queries: Queries,
  tenantId: string,
  tokens: readonly string[],
): Promise<{ readonly kept: number; readonly busy: readonly string[] }> {
  // Whoever sums up work locks these rows in an order of its own: waiting for one could be waiting for each other.
  const rows = await queries.query<{ token: string; changed: boolean }>(
    `with looked as materialized (
       (select r.day, r.user_id, r.claim_token, r.payer, r.category from claim_days r
        where r.tenant_id = $1 and r.category is null limit ${NEW_AT_ONCE})
       union
       select r.day, r.user_id, r.claim_token, r.payer, r.category from claim_days r
       where r.tenant_id = $1 and r.claim_token = any($2::text[]) and substr(r.claim_token, 1, 32)::uuid = any(array(
         select substr(n.token, 1, 32)::uuid from unnest($2::text[]) n(token)))
     ), named as materialized (
       select claims.claim_token, ${workedCategory('$1', 'claims.claim_token')} as category
       from (select distinct claim_token from looked) claims
     ), wrong as materialized (
       select l.day, l.user_id, l.claim_token, l.payer, n.category
       from looked l join named n on n.claim_token = l.claim_token and n.category is distinct from l.category
     ), free as materialized (
       select r.day, r.user_id, r.claim_token, r.payer from claim_days r
       where r.tenant_id = $1 and (r.day, r.user_id, r.claim_token, r.payer) in (
         select w.day, w.user_id, w.claim_token, w.payer from wrong w)
       for update skip locked
     ), changed as (
       update claim_days kept set category = w.category
       from wrong w
       join free f on f.day = w.day and f.user_id = w.user_id and f.claim_token = w.claim_token and f.payer = w.payer
       where kept.tenant_id = $1 and kept.day = w.day and kept.user_id = w.user_id and kept.claim_token = w.claim_token
         and kept.payer = w.payer
       returning kept.day, kept.user_id, kept.claim_token, kept.payer
     )
     select w.claim_token as token, c.day is not null as changed
     from wrong w
     left join changed c on c.day = w.day and c.user_id = w.user_id and c.claim_token = w.claim_token and c.payer = w.payer`,
    [tenantId, textArray(tokens)],
  )
  const left = new Set(rows.filter(({ changed }) => !changed).map(({ token }) => token))
  return { kept: rows.filter(({ changed }) => changed).length, busy: tokens.filter((token) => left.has(token)) }
}
