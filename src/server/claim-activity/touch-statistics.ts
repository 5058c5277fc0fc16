import { sql, type Sql } from '../database/sql.ts'
import { dirtyTokens } from '../jobs/dirty-claims.ts'
import { isManualWork } from '../rollups/manual-time-rows.ts'

/** SQL of an instant later than every other. */
export const EVER: Sql = sql`9007199254740991::bigint`

/** Condition: the claim of a denial `d` is dirty; null without a token. */
export const isDirty: Sql = sql`(d.claim_token in (${dirtyTokens}))`

/**
 * `left join lateral (…) work`: touches, active_ms, first_touch_at, last_touch_at and people of a denial `d` before an instant; without a
 * touch 0, 0, nulls and 0. Cached statistics are used where they are exact (docs/decisions/0009).
 * @param until SQL of the instant
 */
export function joinTouchStatistics(until: Sql): Sql {
  return sql`
  left join lateral (${statistics(until)}) work on true`
}

/** The same, and `touched`: whether a touch began since an instant. @param from SQL of that instant */
export function joinTouchStatisticsSince(from: Sql, until: Sql): Sql {
  return sql`
  left join lateral (
    select found.*, coalesce(found.last_touch_at >= ${from}, false) as touched from (${statistics(until)}) found
  ) work on true`
}

function statistics(until: Sql): Sql {
  const outdated = isOutdated(until)
  return sql`
    select d.touches, d.touched_ms as active_ms, d.first_touch_at, d.last_touch_at, d.people where ${outdated} is not true
    union all
    select * from (${countedTouches(until, outdated)}) counted where ${outdated}`
}

/**
 * `left join lateral (…) work`: touches and active_ms of a denial `d` before a past instant, and whether it was touched in `[from, until)`.
 * Later touches are subtracted from the cached statistics (docs/decisions/0009).
 * @param from SQL of an instant, as is `until`
 */
export function joinPastTouchStatistics(from: Sql, until: Sql): Sql {
  // The planner would turn `exists` into a read of every denial.
  const outdated = sql`${dirtyTokens}
    union
    select n.claim_token from denials n where n.received >= ${from} and (
      select other.denial_no from denials other
      where other.claim_token = n.claim_token and other.denial_no <> n.denial_no limit 1) is not null`
  const before = (cached: Sql, later: Sql) =>
    sql`case when d.received >= ${until} then 0 when d.last_touch_at >= ${from} then ${cached} - coalesce(${later}, 0) else ${cached} end`
  // Touches before a denial was received are not its own, so that its first touch tells for one received in the period.
  return sql`
  left join (
    select t.claim_token, count(*) filter (where t.started_at >= ${until}) as touches,
      coalesce(sum(t.active_ms) filter (where t.started_at >= ${until}), 0)::bigint as active_ms, bool_or(t.started_at < ${until}) as touched
    from touches t where t.started_at >= least(${from}, ${until}) group by t.claim_token
  ) since on since.claim_token = d.claim_token
  left join (${outdated}) outdated(claim_token) on outdated.claim_token = d.claim_token
  left join lateral (
    select ${before(sql`d.touches`, sql`since.touches`)} as touches, ${before(sql`d.touched_ms`, sql`since.active_ms`)} as active_ms,
      case when d.received >= ${from} then coalesce(d.first_touch_at < ${until}, false)
        else d.last_touch_at >= ${from} and coalesce(since.touched, false) end as touched
    where outdated.claim_token is null
    union all
    select counted.touches, counted.active_ms, counted.last_touch_at >= ${from}
    from (${countedTouches(until, sql`outdated.claim_token is not null`)}) counted where outdated.claim_token is not null
  ) work on true`
}

/** `left join lateral (…) work` with `first_touch_at` alone. A denial's cached first touch serves also when it was touched after the instant. */
export function joinFirstTouch(until: Sql): Sql {
  return sql`
  left join lateral (
    select case when d.first_touch_at < ${until} then d.first_touch_at end as first_touch_at where ${isDirty} is not true
    union all
    select counted.first_touch_at from (${countedTouches(until, isDirty)}) counted where ${isDirty}
  ) work on true`
}

/**
 * `left join lateral (…) work`, a row for each person with active time on a denial `d` before an instant: `user_id`, `ms`. Where all
 * work on a claim is on this denial, claim_activity has it by person.
 */
export function joinWorkByPerson(until: Sql): Sql {
  const outdated = sql`coalesce(${isOutdated(until)}, false)`
  const unknown = sql`not whole.known and (d.touches > 0 or ${outdated})`
  return sql`
  cross join lateral (
    select d.touches is not distinct from sum(w.touches) and not ${outdated} as known
    from claim_activity w where w.claim_token = d.claim_token
  ) whole
  left join lateral (
    select w.user_id, w.active_ms as ms from claim_activity w
    where w.claim_token = d.claim_token and w.active_ms > 0 and whole.known
    union all
    select t.user_id, sum(t.active_ms) as ms from touches t
    where ${isTouchOf(until, unknown)} and ${unknown}
    group by t.user_id having sum(t.active_ms) > 0
  ) work on true`
}

/**
 * Condition: a denial `d` was touched in `[from, until)`. Its first and last touch decide for most; touches are looked up only where these lie
 * on either side of the period, and for dirty claims.
 * @param from SQL of an instant, as is `until`
 */
export function touchedWithin(from: Sql, until: Sql): Sql {
  // The planner would turn `exists` into a read of every touch.
  const found = sql`${firstTouchSince(from, until)} is not null`
  return sql`(case
    when ${isDirty} then ${found}
    when d.first_touch_at is null or d.first_touch_at >= ${until} or d.last_touch_at < ${from} then false
    when d.first_touch_at >= ${from} or d.last_touch_at < ${until} then true
    else ${found} end)`
}

/** SQL of the start of the first touch on a denial `d` in `[from, until)`; null without one. It reads the touches on the claim. */
export const firstTouchSince = (from: Sql, until: Sql): Sql =>
  sql`(select min(t.started_at) from touches t where ${isTouchOf(until)} and t.started_at >= ${from})`

const isOutdated = (until: Sql): Sql => sql`(d.last_touch_at >= ${until} or ${isDirty})`

/**
 * The touches on a denial `d` that began before an instant, counted. They are those from its receipt to the receipt of the next denial of its
 * claim: work counts to one denial only.
 * @param needed condition on the outer row without which they are not counted
 */
export function countedTouches(until: Sql, needed?: Sql): Sql {
  return sql`select count(*) as touches, coalesce(sum(t.active_ms), 0)::bigint as active_ms, min(t.started_at) as first_touch_at,
      max(t.started_at) as last_touch_at, count(distinct t.user_id) as people
    from touches t
    where ${isTouchOf(until, needed)}`
}

/**
 * Condition: a touch `t` is on a denial `d` and began before an instant.
 * @param needed where it does not hold, no touch is. PostgreSQL works out which months to read before it looks at any other condition, so it would
 * look up the next denial of every claim.
 */
function isTouchOf(until: Sql, needed?: Sql): Sql {
  const end = sql`least(${until}, ${nextReceived})`
  return sql`t.claim_token = d.claim_token and t.started_at >= d.received
    and t.started_at < ${needed === undefined ? end : sql`case when ${needed} then ${end} end`}`
}

/** SQL of the manual work on a denial `d` before an instant, ms: as with touches, from its receipt to the receipt of the next denial of its claim. */
export const manualMsOf = (until: Sql): Sql => sql`coalesce((
  select sum(m.ended_at - m.started_at) from manual_time_parts m
  where m.claim_token = d.claim_token and ${isManualWork} and m.started_at >= d.received and m.started_at < least(${until}, ${nextReceived})), 0)`

/** When the next denial of the claim of `d` was received; null for the last one, which `least` ignores. */
const nextReceived: Sql = sql`(
  select min(n.received) from denials n
  where n.claim_token = d.claim_token and (n.received, n.denial_no) > (d.received, d.denial_no))`
