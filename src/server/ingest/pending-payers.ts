import { sql, type Sql } from '../database/sql.ts'

/** `insert …`: notes payers that touches name, or no longer name. @param changes a query of (user_id, claim_token, started_at, payers, change) */
export const notePayers = (changes: Sql): Sql => sql`
  insert into pending_touch_payers (user_id, claim_token, started_at, payer, change)
  select c.user_id, c.claim_token, c.started_at, named.payer, sum(c.change)::int
  from (${changes}) c cross join unnest(c.payers) named (payer)
  group by c.user_id, c.claim_token, c.started_at, named.payer
  having sum(c.change) <> 0`
