import type { Queries } from '../database/database.ts'
import { hiddenKinds } from '../../shared/contract/work.ts'
import { join, literal, nothing, sql, type Sql } from '../database/sql.ts'
import { joinMember, TEAM_OF } from './team-of.ts'

/** The previous day of an entity that was never seen before: earlier than every day. */
export const NEVER = -9_007_199_254_740_991

/** Kinds of entities beside those of hidden work: a claim that a person touched, a claim that anybody touched (user_id ''). */
export const TOUCHED_BY_PERSON = 'touch'
export const TOUCHED = 'claim'

const counts = (source: Sql, sign = nothing) => sql`
  select kind, user_id, day,
    coalesce(lag(day) over (partition by entity, kind, user_id order by day), ${literal(NEVER)}) as previous_day,
    ${sign}1 as entities, ${sign}n as n
  from ${source}`

/** `insert …`: adds records of hidden work, of rows `c` of distinct_counts, to their teams. @param from the rows, as a `from` item */
export const addRecords = (from: Sql, team: Sql, entities: Sql): Sql => sql`
  insert into record_team_days as known (day, team, kind, previous_day, entities)
  select c.day, ${team}, c.kind, c.previous_day, sum(${entities})::bigint
  from ${from}
  where c.kind in (${join(hiddenKinds.map(literal))})
  group by 1, 2, 3, 4
  having sum(${entities}) <> 0
  on conflict (day, team, kind, previous_day) do update set entities = known.entities + excluded.entities`

/**
 * Common table expressions that add `touches_taken` (user_id, claim_token, day, change) and `tags_taken` (user_id, kind, record, day) to
 * distinct_days, distinct_counts and record_team_days; `tags` says whether the tags come or go. All days of each entity are counted again
 * (docs/decisions/0008).
 */
export const addDistinctBy = (tags: 1 | -1): Sql => sql`
  distinct_changed as materialized (
    select entity, kind, user_id, day, sum(change)::int as n
    from (
      select claim_token as entity, ${literal(TOUCHED_BY_PERSON)} as kind, user_id, day, change from touches_taken
      union all
      select claim_token, ${literal(TOUCHED)}, '', day, change from touches_taken
      union all
      select uuid_send(record), kind, user_id, day, ${literal(tags)} from tags_taken
    ) changes
    group by entity, kind, user_id, day
  ), distinct_before as materialized (
    select s.entity, s.kind, s.user_id, s.day, s.n
    from (select distinct entity, kind, user_id from distinct_changed) c
    join distinct_days s on s.entity = c.entity and s.kind = c.kind and s.user_id = c.user_id
  ), distinct_after as (
    select entity, kind, user_id, day, sum(n)::int as n
    from (select entity, kind, user_id, day, n from distinct_before union all select * from distinct_changed) days
    group by entity, kind, user_id, day
    having sum(n) > 0
  ), distinct_days_added as (
    insert into distinct_days as known (entity, kind, user_id, day, n)
    select entity, kind, user_id, day, n from distinct_changed
    on conflict (entity, kind, user_id, day) do update set n = known.n + excluded.n
  ), distinct_recounted as materialized (
    select kind, day, user_id, previous_day, sum(entities)::bigint as entities, sum(n)::bigint as n
    from (${counts(sql`distinct_after`)} union all ${counts(sql`(select * from distinct_before where n > 0) days`, sql`-`)}) counts
    group by kind, day, user_id, previous_day
    having sum(entities) <> 0 or sum(n) <> 0
  ), record_team_days_added as (
    ${addRecords(sql`distinct_recounted c${joinMember('c')}`, TEAM_OF, sql`c.entities`)}
  ), distinct_counts_added as (
    insert into distinct_counts as known (kind, day, user_id, previous_day, entities, n)
    select kind, day, user_id, previous_day, entities, n from distinct_recounted
    on conflict (kind, day, user_id, previous_day)
    do update set entities = known.entities + excluded.entities, n = known.n + excluded.n
  )`

/** Counts every day of distinct_days again, into distinct_counts and record_team_days. The caller holds the lock on the rollups. */
export async function countDistinctAgain(queries: Queries): Promise<void> {
  await queries.query(sql`delete from distinct_counts`)
  await queries.query(sql`delete from record_team_days`)
  await queries.query(countAllDistinct)
  const members = sql`distinct_counts c join rolled_up_members m on m.user_id = c.user_id`
  await queries.query(addRecords(members, sql`m.team`, sql`c.entities`))
}

const countAllDistinct: Sql = sql`
  insert into distinct_counts (kind, day, user_id, previous_day, entities, n)
  select kind, day, user_id, previous_day, sum(entities)::bigint, sum(n)::bigint
  from (${counts(sql`distinct_days`)}) counts
  group by kind, day, user_id, previous_day`
