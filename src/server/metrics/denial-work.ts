/**
 * ` left join lateral (…) work`: the touches on a denial `d`, from its receipt to the receipt of the next denial of its claim, so that
 * work counts to one denial only. Columns touches, active_ms, first_touch_at, last_touch_at; without a touch 0, 0 and nulls.
 * @param until SQL of an instant: touches that start later are not looked at.
 */
export function denialWork(until: string): string {
  return ` left join lateral (
    select count(*) as touches, coalesce(sum(t.active_ms), 0)::bigint as active_ms, min(t.started_at) as first_touch_at,
      max(t.started_at) as last_touch_at
    from touches t
    where t.tenant_id = d.tenant_id and t.denial_token = d.denial_token and t.started_at >= d.received
      and t.started_at < least(${until}, ${nextReceived})
  ) work on true`
}

/** SQL of when the next denial of the claim of `d` came; of the last one null, which `least` leaves out. */
export const nextReceived = `(
  select min(n.received) from denials n
  where n.tenant_id = d.tenant_id and n.denial_token = d.denial_token and (n.received, n.denial_no) > (d.received, d.denial_no))`

/**
 * ` left join lateral (…) d`: the denial that work on a claim counts to, the latest of its token.
 * @param tenant SQL of the tenant's id. @param token SQL of the token.
 */
export function workedDenial(tenant: string, token: string): string {
  return ` left join lateral (
    select * from denials latest
    where latest.tenant_id = ${tenant} and latest.denial_token = ${token}
    order by latest.received desc, latest.denial_no desc limit 1
  ) d on true`
}
