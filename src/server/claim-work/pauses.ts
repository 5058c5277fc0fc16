import type { Queries } from '../database/database.ts'
import { textArray } from '../ingest/arrays.ts'
import { waitingTokens } from './denial-work.ts'

/** The pause before a touch `t`: since the latest end of those begun before it on its claim; null for the first, below 0 where they overlap. */
const pause = `t.started_at - max(t.ended_at) over (
  partition by t.claim order by t.started_at groups between unbounded preceding and 1 preceding)`

/**
 * Rows `(claim, pause_ms)`: the pauses between the touches on a claim, of the touches that are asked for. They stand with the touches; on claims on
 * which something has happened since they are worked out.
 * @param tenant SQL of the tenant's id. @param asked ` and …` for a table of touches.
 */
export function pauses(tenant: string, asked: (table: string) => string): string {
  return `select t.claim, t.pause_ms from touches t
    where t.tenant_id = ${tenant}${asked('t')} and t.pause_ms is not null
      and (t.claim in (select substr(token, 1, 32)::uuid from (${waitingTokens(tenant)}) w(token))) is not true
    union all
    select anew.claim, anew.pause_ms
    from (
      select t.claim, t.started_at, ${pause} as pause_ms from touches t
      where t.tenant_id = ${tenant} and t.denial_token = any(array(${waitingTokens(tenant)}))
    ) anew
    where (anew.pause_ms >= 0)${asked('anew')}`
}

/**
 * Works out the pauses between the touches on claims and keeps them with the touches.
 * @returns the claims with a touch that is just being stored anew: they have to be looked at again.
 */
export async function keepPauses(queries: Queries, tenantId: string, tokens: readonly string[]): Promise<string[]> {
  // A device that sends locks its touches in an order of its own: waiting for one could be waiting for each other.
  const rows = await queries.query<{ token: string; changed: boolean }>(
    `with paused as materialized (
       select t.device_id, t.epoch, t.touch_id, t.denial_token, t.pause_ms as known, ${pause} as pause_ms
       from touches t where t.tenant_id = $1 and t.denial_token = any($2::text[])
     ), wrong as materialized (
       select p.device_id, p.epoch, p.touch_id, p.denial_token, case when p.pause_ms >= 0 then p.pause_ms end as pause_ms
       from paused p where (p.known) is distinct from case when p.pause_ms >= 0 then p.pause_ms end
     ), free as materialized (
       select t.device_id, t.epoch, t.touch_id from touches t
       where t.tenant_id = $1 and (t.device_id, t.epoch, t.touch_id) in (select w.device_id, w.epoch, w.touch_id from wrong w)
       for update skip locked
     ), changed as (
       update touches kept set pause_ms = w.pause_ms
       from wrong w join free f on f.device_id = w.device_id and f.epoch = w.epoch and f.touch_id = w.touch_id
       where kept.tenant_id = $1 and kept.device_id = w.device_id and kept.epoch = w.epoch and kept.touch_id = w.touch_id
       returning kept.device_id, kept.epoch, kept.touch_id
     )
     select w.denial_token as token, c.touch_id is not null as changed
     from wrong w left join changed c on c.device_id = w.device_id and c.epoch = w.epoch and c.touch_id = w.touch_id`,
    [tenantId, textArray(tokens)],
  )
  return [...new Set(rows.filter(({ changed }) => !changed).map(({ token }) => token))]
}
