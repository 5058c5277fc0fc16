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
  return ` left join lateral (${standingWork(tenant, until)}) work on true`
}

/** The same, and `touched`: whether a touch began since an instant. @param from SQL of that instant. */
export function denialWorkSince(tenant: string, from: string, until: string): string {
  return ` left join lateral (
    select found.*, coalesce(found.last_touch_at >= ${from}, false) as touched from (${standingWork(tenant, until)}) found
  ) work on true`
}

function standingWork(tenant: string, until: string): string {
  const anew = countedAnew(tenant, until)
  return `
    select d.touches, d.touched_ms as active_ms, d.first_touch_at, d.last_touch_at, d.people where ${anew} is not true
    union all
    select * from (${countedTouches(until)}) now_counted where (${anew})`
}

/**
 * ` left join lateral (…) work`: the touches on a denial `d` that began before an instant of the past, and whether any began in `[from, until)`. Columns
 * touches, active_ms, touched.
 *
 * What stands counts the touches since too: they are added up by claim in one pass and taken off. Claims of which a denial has come meanwhile are
 * counted anew, as their touches are of two.
 * @param from SQL of an instant, as is `until`.
 */
export function pastDenialWork(tenant: string, from: string, until: string): string {
  // Not `exists`: for that the planner would rather read every denial there is.
  const anew = `${waitingTokens(tenant)}
    union
    select n.claim_token from denials n where n.tenant_id = ${tenant} and n.received >= ${from} and (
      select other.denial_no from denials other
      where other.tenant_id = ${tenant} and other.claim_token = n.claim_token and other.denial_no <> n.denial_no limit 1) is not null`
  const counts = (standing: string, later: string) =>
    `case when d.received >= ${until} then 0 when d.last_touch_at >= ${from} then ${standing} - coalesce(since.${later}, 0) else ${standing} end`
  // Touches before a denial came are not its own: of one that came in the period its first touch tells.
  return ` left join (
    select t.claim, count(*) filter (where t.started_at >= ${until}) as touches,
      coalesce(sum(t.active_ms) filter (where t.started_at >= ${until}), 0)::bigint as active_ms, bool_or(t.started_at < ${until}) as touched
    from touches t where t.tenant_id = ${tenant} and t.started_at >= least(${from}, ${until}) group by t.claim
  ) since on since.claim = substr(d.claim_token, 1, 32)::uuid
  left join (${anew}) anew(token) on anew.token = d.claim_token
  left join lateral (
    select ${counts('d.touches', 'touches')} as touches, ${counts('d.touched_ms', 'active_ms')} as active_ms,
      case when d.received >= ${from} then coalesce(d.first_touch_at < ${until}, false)
        else d.last_touch_at >= ${from} and coalesce(since.touched, false) end as touched
    where (anew.token) is null
    union all
    select now_counted.touches, now_counted.active_ms, now_counted.last_touch_at >= ${from}
    from (${countedTouches(until)}) now_counted where (anew.token) is not null
  ) work on true`
}

/**
 * ` left join lateral (…) work` with `first_touch_at` alone. The first touch stands also of a denial that was touched after the instant:
 * a look at the past counts nothing anew.
 */
export function denialFirstTouch(tenant: string, until: string): string {
  return ` left join lateral (
    select case when d.first_touch_at < ${until} then d.first_touch_at end as first_touch_at where ${isWaiting(tenant)} is not true
    union all
    select now_counted.first_touch_at from (${countedTouches(until)}) now_counted where ${isWaiting(tenant)}
  ) work on true`
}

/**
 * ` left join lateral (…) work`, a row for each person with active time on a denial `d` before an instant: `user_id`, `ms`. Where all the
 * work on a claim is on this denial it is in claim_work by person already.
 */
export function denialWorkByPerson(tenant: string, until: string): string {
  const anew = `coalesce(${countedAnew(tenant, until)}, false)`
  return ` cross join lateral (
    select d.touches is not distinct from sum(w.touches) and not ${anew} as known
    from claim_work w where w.tenant_id = d.tenant_id and w.claim_token = d.claim_token
  ) whole
  left join lateral (
    select w.user_id, w.active_ms as ms from claim_work w
    where w.tenant_id = d.tenant_id and w.claim_token = d.claim_token and w.active_ms > 0 and whole.known
    union all
    select t.user_id, sum(t.active_ms) as ms from touches t
    where ${touchOf(until)} and not whole.known and (d.touches > 0 or ${anew})
    group by t.user_id having sum(t.active_ms) > 0
  ) work on true`
}

/**
 * SQL of whether a denial `d` was touched in `[from, until)`. Its first and its last touch decide most; only what lies around the whole of
 * it, and a claim that waits, is looked up.
 * @param from SQL of an instant, as is `until`.
 */
export function touchedWithin(tenant: string, from: string, until: string): string {
  // Not `exists`: for that the planner would rather read every touch there is.
  const looked = `(select min(t.started_at) from touches t where ${touchOf(until)} and t.started_at >= ${from}) is not null`
  return `(case
    when ${isWaiting(tenant)} then ${looked}
    when d.first_touch_at is null or d.first_touch_at >= ${until} or d.last_touch_at < ${from} then false
    when d.first_touch_at >= ${from} or d.last_touch_at < ${until} then true
    else ${looked} end)`
}

/** SQL of whether something has happened on the claim of `d` that is not counted yet; null without a token. */
export const isWaiting = (tenant: string) => `(d.claim_token in (${waitingTokens(tenant)}))`

/** `select …`: the tokens of claims on which something has happened that is not counted yet. */
export const waitingTokens = (tenant: string) =>
  `select unnest(c.claim_tokens) from claims_to_judge c where c.tenant_id = ${tenant}`

const countedAnew = (tenant: string, until: string) => `(d.last_touch_at >= ${until} or ${isWaiting(tenant)})`

/** The touches on a denial `d` that began before an instant, counted. @param until SQL of the instant. */
export function countedTouches(until: string): string {
  return `select ${counted} from touches t
    where ${touchOf(until)}`
}

/** SQL of whether a touch `t` is on a denial `d`, and began before an instant. */
const touchOf = (until: string) =>
  `t.tenant_id = d.tenant_id and t.claim_token = d.claim_token and t.started_at >= d.received
      and t.started_at < least(${until}, ${nextReceived})`

/** SQL of when the next denial of the claim of `d` came; of the last one null, which `least` leaves out. */
const nextReceived = `(
  select min(n.received) from denials n
  where n.tenant_id = d.tenant_id and n.claim_token = d.claim_token and (n.received, n.denial_no) > (d.received, d.denial_no))`
