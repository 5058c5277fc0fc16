import { name, sql, type Sql } from '../database/sql.ts'
import { dirtyTokens } from '../jobs/dirty-claims.ts'

/** Condition: a span `s` belongs to a touch. @param touch its alias */
export function isSpanOf(touch: string): Sql {
  const of = (column: string) => name(`${touch}.${column}`)
  // Devices are compared, not journals: a touch may be sent under a later generation than its spans.
  const device = (journal: Sql) => sql`(select j.device_id from journals j where j.journal = ${journal})`
  return sql`s.user_id = ${of('user_id')} and s.started_at >= ${of('started_at')} and s.started_at < ${of('ended_at')}
    and s.claim_token = ${of('claim_token')} and ${device(sql`s.journal`)} = ${device(of('journal'))}`
}

/**
 * Condition: a span of a touch `t` names a payer. Touches themselves name none: one can go over two portals. It needs no column of `t`
 * outside of the index by time.
 * @param payer SQL of the payer's name; '' for spans that name none
 */
export function touchNames(payer: Sql): Sql {
  return sql`(case when t.claim_token in (${dirtyTokens}) then (t.claim_token, t.user_id, t.started_at) in (
    select w.claim_token, w.user_id, w.started_at from touches w
    where w.claim_token = any(array(${dirtyTokens}))
      and exists (select 1 from spans s where ${isSpanOf('w')} and coalesce(s.payer, '') = ${payer})
  ) else ${payer} = any(t.payers) end)`
}
