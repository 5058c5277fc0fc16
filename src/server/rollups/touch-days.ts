import type { Queries } from '../database/database.ts'
import { join, name, sql, type Sql } from '../database/sql.ts'
import { bucketOf } from './calendar.ts'
import type { Period } from './period.ts'

// The claims that a person touched on a day, as a number for each touch (docs/decisions/0031). touched-claims.ts counts them.

/** `insert … returning claim_token, claim`: numbers claims that have none. The caller holds the lock on rollup_state. @param claims a query of tokens */
const numberClaims = (claims: Sql): Sql => sql`
  insert into claim_numbers (claim_token)
  select c.claim_token from (${claims}) c
  where not exists (select 1 from claim_numbers n where n.claim_token = c.claim_token)
  returning claim_token, claim`

/** The numbers of claims, of which the statement has just given some. */
const numbers: Sql = sql`(select n.claim_token, n.claim from claim_numbers n union all select m.claim_token, m.claim from claims_numbered m)`

/** `insert …`: appends touches `t` (claim_token, …key, change) to the days of their people. */
const append = (table: string, key: readonly string[], touches: Sql): Sql => {
  const columns = join(key.map(name))
  return sql`insert into ${name(table)} as known (${columns}, claims)
    select ${join(key.map((column) => name(`t.${column}`)))}, string_agg(int4send(c.claim * t.change), '')
    from ${touches} join ${numbers} c on c.claim_token = t.claim_token
    group by ${join(key.map((column) => name(`t.${column}`)))}
    on conflict (${columns}) do update set claims = known.claims || excluded.claims`
}

/** Common table expressions that add `touches_taken` (user_id, claim_token, day, change) and `payers_taken`, the same by payer, to their days. */
export const addTouchDays: Sql = sql`
  claims_numbered as (
    ${numberClaims(sql`select claim_token from touches_taken union select claim_token from payers_taken`)}
  ), touch_days_added as (
    ${append('touch_days', ['day', 'user_id'], sql`touches_taken t`)}
  ), touch_payer_days_added as (
    ${append('touch_payer_days', ['day', 'payer', 'user_id'], sql`payers_taken t`)}
  )`

/**
 * Common table expressions of the same for all touches since an instant, and their payers as they are cached now, with what waits of these taken
 * off the pending list.
 * @param calendar name of an expression with the `day` of each `bucket`
 */
export const addAllTouchDays = (calendar: string, since: Sql): Sql => sql`
  payers_counted as (
    delete from pending_touch_payers where started_at >= ${since}
  ), all_touches as materialized (
    select t.claim_token, t.user_id, c.day, 1 as change, t.payers
    from touches t join ${name(calendar)} c on c.bucket = ${bucketOf(sql`t.started_at`)}
    where t.started_at >= ${since}
  ), claims_numbered as (
    ${numberClaims(sql`select distinct a.claim_token from all_touches a`)}
  ), touch_days_added as (
    ${append('touch_days', ['day', 'user_id'], sql`all_touches t`)}
  ), touch_payer_days_added as (
    ${append(
      'touch_payer_days',
      ['day', 'payer', 'user_id'],
      sql`(select a.claim_token, a.user_id, a.day, a.change, named.payer from all_touches a cross join unnest(a.payers) named (payer)) t`,
    )}
  )`

/**
 * Packs the days of a person again, so that nothing is left of touches that were taken off them.
 * @param period of the days, `[from, to)`, epoch ms
 */
export async function packTouchDays(queries: Queries, userId: string, { from, to }: Period): Promise<void> {
  const ofPerson = sql`d.user_id = ${userId} and d.day >= ${from}::bigint and d.day < ${to}::bigint`
  for (const { table, key } of packedDays) {
    const columns = join(key.map((column) => name(`d.${column}`)))
    const same = (other: string) =>
      join(
        key.map((column) => sql`${name(`d.${column}`)} = ${name(`${other}.${column}`)}`),
        ' and ',
      )
    await queries.query(
      sql`with unpacked as (
          select ${columns}, abs(c.claim) as claim, sum(sign(c.claim))::int as touches
          from ${name(table)} d cross join lateral (
            select ('x' || encode(substring(d.claims from place * 4 + 1 for 4), 'hex'))::bit(32)::int as claim
            from generate_series(0, length(d.claims) / 4 - 1) place
          ) c
          where ${ofPerson}
          group by ${columns}, abs(c.claim)
        ), packed as (
          select ${columns}, string_agg(int4send(d.claim), '') as claims
          from unpacked d cross join generate_series(1, d.touches)
          group by ${columns}
        ), changed as (
          update ${name(table)} d set claims = p.claims from packed p where ${same('p')}
        )
        delete from ${name(table)} d where ${ofPerson} and not exists (select 1 from packed p where ${same('p')})`,
    )
  }
}

const packedDays = [
  { table: 'touch_days', key: ['day', 'user_id'] },
  { table: 'touch_payer_days', key: ['day', 'payer', 'user_id'] },
] as const
