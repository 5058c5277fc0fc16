/** The previous day of a thing that was never seen before; before every day there is. */
export const NEVER = -9_007_199_254_740_991

/** Kinds of things beside those of hidden work: a claim a person touched, a claim anybody touched (user_id ''). */
export const TOUCHED_BY_PERSON = 'touch'
export const TOUCHED = 'claim'

const counts = (source: string, sign: '' | '-') => `
  select kind, user_id, day,
    coalesce(lag(day) over (partition by thing, kind, user_id order by day), ${NEVER}) as previous_day,
    ${sign}1 as things, ${sign}n as n
  from ${source}`

/**
 * CTEs that add `touches_taken` (user_id, claim_token, day, change) and `tags_taken` (user_id, kind, record, day) to seen_days and
 * seen_counts. Of each thing that they name all its days are counted anew: one that comes late changes what the day after it was counted by. A count may be below zero for a while, when a touch's move
 * is taken before its beginning.
 */
export const addSeen = `
  seen_changed as materialized (
    select thing, kind, user_id, day, sum(change)::int as n
    from (
      select substr(claim_token, 1, 32)::uuid as thing, '${TOUCHED_BY_PERSON}' as kind, user_id, day, change from touches_taken
      union all
      select substr(claim_token, 1, 32)::uuid, '${TOUCHED}', '', day, change from touches_taken
      union all
      select record, kind, user_id, day, 1 from tags_taken
    ) changes
    group by thing, kind, user_id, day
  ), seen_before as materialized (
    select s.tenant_id, s.thing, s.kind, s.user_id, s.day, s.n
    from (select distinct thing, kind, user_id from seen_changed) c
    join seen_days s on s.tenant_id = $1 and s.thing = c.thing and s.kind = c.kind and s.user_id = c.user_id
  ), seen_after as (
    select thing, kind, user_id, day, sum(n)::int as n
    from (select thing, kind, user_id, day, n from seen_before union all select * from seen_changed) days
    group by thing, kind, user_id, day
    having sum(n) > 0
  ), seen_days_added as (
    insert into seen_days as kept (tenant_id, thing, kind, user_id, day, n)
    select $1, thing, kind, user_id, day, n from seen_changed
    on conflict (tenant_id, thing, kind, user_id, day) do update set n = kept.n + excluded.n
  ), seen_counts_added as (
    insert into seen_counts as kept (tenant_id, kind, day, user_id, previous_day, things, n)
    select $1, kind, day, user_id, previous_day, sum(things)::bigint, sum(n)::bigint
    from (${counts('seen_after', '')} union all ${counts('(select * from seen_before where tenant_id = $1 and n > 0) seen', '-')}) counts
    group by kind, day, user_id, previous_day
    having sum(things) <> 0 or sum(n) <> 0
    on conflict (tenant_id, kind, day, user_id, previous_day)
    do update set things = kept.things + excluded.things, n = kept.n + excluded.n
  )`

/** Counts every day of seen_days into an empty seen_counts. */
export const countAllSeen = `
  insert into seen_counts (tenant_id, kind, day, user_id, previous_day, things, n)
  select $1, kind, day, user_id, previous_day, sum(things)::bigint, sum(n)::bigint
  from (${counts('(select thing, kind, user_id, day, n from seen_days where tenant_id = $1) s', '')}) counts
  group by kind, day, user_id, previous_day`
