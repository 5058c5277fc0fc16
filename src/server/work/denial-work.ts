/** SQL of an instant later than every other. */
export const EVER = '9007199254740991::bigint'

/** Columns of the touches on a denial, from its receipt to the receipt of the next denial of its claim: work counts to one denial only. */
const counted = `count(*) as touches, coalesce(sum(t.active_ms), 0)::bigint as active_ms, min(t.started_at) as first_touch_at,
  max(t.started_at) as last_touch_at, count(distinct t.user_id) as people`

/**
 * ` left join lateral (…) work`: the touches on a denial `d` that began before an instant. Columns touches, active_ms, first_touch_at,
 * last_touch_at, people; without a touch 0, 0, nulls and 0.
 *
 * They stand with the denial; they are counted anew only where that is not what was asked: a claim on which something has happened since,
 * or a denial touched after the instant.
 * @param tenant SQL of the tenant's id. @param until SQL of the instant.
 */
export function denialWork(tenant: string, until: string): string {
  const anew = `(d.last_touch_at >= ${until} or d.denial_token in (
    select unnest(c.denial_tokens) from claims_to_judge c where c.tenant_id = ${tenant}))`
  return ` left join lateral (
    select d.touches, d.touched_ms as active_ms, d.first_touch_at, d.last_touch_at, d.people where ${anew} is not true
    union all
    select * from (${countedTouches(until)}) now_counted where (${anew})
  ) work on true`
}

/** The touches on a denial `d` that began before an instant, counted. @param until SQL of the instant. */
export function countedTouches(until: string): string {
  return `select ${counted} from touches t
    where t.tenant_id = d.tenant_id and t.denial_token = d.denial_token and t.started_at >= d.received
      and t.started_at < least(${until}, ${nextReceived})`
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
