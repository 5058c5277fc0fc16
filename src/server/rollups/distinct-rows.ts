import { hiddenKinds } from '../../shared/contract/work.ts'
import { localTime } from '../database/local-time.ts'
import { join, literal, nothing, sql, where, type Sql } from '../database/sql.ts'
import { TOUCHED, TOUCHED_BY_PERSON } from './distinct-counts.ts'
import {
  coversEverybody,
  payerCondition,
  peopleCondition,
  startCondition,
  touchPayerCondition,
  type Filters,
} from './filters.ts'
import { knownDays, pendingWithin, type KnownState, type StateScope } from './known-state.ts'
import { between, dayBounds, pendingFacts, pendingRecords, teamAlone, withAll } from './rolled-up-rows.ts'

/**
 * Rows `(user_id, touches, denials)`: touches that start in the period and the distinct claims they are on, a row for each person. Whole local
 * days come from distinct_counts; the rest of the period, and pending touches, are looked up claim by claim. Exact for any period.
 */
export function touchedByPerson(scope: StateScope, filters: Filters): Sql {
  if (filters.payer !== null) {
    return sql`select t.user_id, count(*) as touches, count(distinct t.claim_token) as denials ${touchesOf(scope, filters)} group by t.user_id`
  }
  return touched(scope, filters, TOUCHED_BY_PERSON)
}

/** One row `(touches, denials)` of everybody together; a claim that two people touched is one. */
export function touchedByAll(scope: StateScope, filters: Filters): Sql {
  if (filters.payer === null && coversEverybody(scope, filters)) {
    return sql`select coalesce(sum(touches), 0)::bigint as touches, coalesce(sum(denials), 0)::bigint as denials
      from (${touched(scope, filters, TOUCHED)}) everybody`
  }
  return sql`select coalesce(sum(touches), 0)::bigint as touches, count(*) as denials
    from (select t.claim_token, count(*) as touches ${touchesOf(scope, filters)} group by t.claim_token) claims`
}

const touchesOf = (scope: StateScope, filters: Filters) =>
  sql`from touches t ${where([startCondition(filters, 't'), peopleCondition(scope, filters, 't'), touchPayerCondition(filters, scope.known)])}`

function touched(scope: StateScope, filters: Filters, kind: typeof TOUCHED | typeof TOUCHED_BY_PERSON): Sql {
  const [from, to] = [sql`${filters.from}::bigint`, sql`${filters.to}::bigint`]
  const people = (alias: string) => peopleCondition(scope, filters, alias)
  const days = dayBounds(scope, filters)
  const { isDay, inDays } = days
  const [touchUser, pendingUser, samePerson] =
    kind === TOUCHED ? [sql`''`, sql`''`, nothing] : [sql`t.user_id`, sql`p.user_id`, sql` and t.user_id = a.user_id`]
  const loose = days.around.map(
    ([begin, end]) => sql`select ${touchUser} as user_id, t.claim_token, 1 as change, true as here from touches t
     ${where([between('t.started_at', begin, end), people('t')])}`,
  )
  if (scope.known?.hasPendingTouches !== false) {
    loose.push(
      sql`select ${pendingUser} as user_id, p.claim_token, p.change, false as here from pending_touches p
       ${where([inDays('p.started_at'), people('p')])}`,
    )
  }
  const conditions = [sql`c.kind = ${literal(kind)}`, isDay('c.day'), kind === TOUCHED ? null : people('c')]
  const counted = sql`
    select c.user_id, sum(c.entities) filter (where c.previous_day < ${days.first}) as entities, sum(c.n) as n
    from distinct_counts c
    ${where(conditions)}
    group by c.user_id`
  // A limit keeps each lookup a lookup: PostgreSQL may turn `exists` into one pass over all of distinct_days.
  const lookedUp = sql`
    select a.user_id,
      case when a.here or (
        select true from touches t
        where t.claim_token = a.claim_token and t.started_at >= ${from} and t.started_at < ${to}${samePerson} limit 1
      ) then 1 else 0 end
      - case when (
        select true from distinct_days s
        where s.entity = a.claim_token and s.kind = ${literal(kind)} and s.user_id = a.user_id
          and ${inDays('s.day')} and s.n > 0 limit 1
      ) then 1 else 0 end, a.n
    from asked a`
  const asked = [
    sql`loose as materialized (${join(loose, ' union all ')})`,
    sql`asked as (select user_id, claim_token, sum(change) as n, bool_or(here) as here from loose group by user_id, claim_token)`,
  ]
  return sql`select user_id, coalesce(sum(n), 0)::bigint as touches, coalesce(sum(entities), 0)::bigint as denials from (
    ${withAll([...days.expressions, ...(loose.length === 0 ? [] : asked)])}
    ${loose.length === 0 ? counted : sql`${counted} union all ${lookedUp}`}
  ) touched group by user_id`
}

/**
 * Rows `(user_id, denials)`, which add up to the distinct claims of each person and local day, whatever their payer. Whole days come from
 * distinct_counts; the rest of the period, and pending touches, are looked up.
 * @param zone IANA: that of the rollups, which follow the tenant's.
 */
export function touchedByDay(scope: StateScope, filters: Filters, zone: string): Sql {
  const people = (alias: string) => peopleCondition(scope, filters, alias)
  const dateOf = (at: Sql) => sql`${localTime(at, zone)}::date`
  const days = dayBounds(scope, filters)
  const { inDays } = days
  const outside = days.around.map(
    ([begin, end]) => sql`select distinct t.user_id, t.claim_token, ${dateOf(sql`t.started_at`)} as date from touches t
     ${where([between('t.started_at', begin, end), people('t')])}`,
  )
  const counted = [sql`c.kind = ${literal(TOUCHED_BY_PERSON)}`, inDays('c.day'), people('c')]
  // A limit keeps each lookup a lookup: PostgreSQL may turn `exists` into one pass over all of distinct_days.
  return sql`select * from (
    ${withAll([
      ...days.expressions,
      sql`asked as materialized (
      select distinct p.user_id, p.claim_token, ${dateOf(sql`p.started_at`)} as date
      from pending_touches p
      ${where([inDays('p.started_at'), people('p')])}
    )`,
    ])}
    select c.user_id, sum(c.entities)::bigint as denials
    from distinct_counts c
    ${where(counted)}
    group by c.user_id
    union all
    select a.user_id, case when (
        select true from touches t
        where t.claim_token = a.claim_token and t.user_id = a.user_id and ${inDays('t.started_at')}
          and ${dateOf(sql`t.started_at`)} = a.date limit 1
      ) then 1 else 0 end
      - case when (
        select true from distinct_days s
        where s.entity = a.claim_token and s.kind = ${literal(TOUCHED_BY_PERSON)} and s.user_id = a.user_id
          and ${inDays('s.day')} and s.n > 0 and ${dateOf(sql`s.day`)} = a.date limit 1
      ) then 1 else 0 end
    from asked a
    ${outside.length === 0 ? nothing : sql`union all select o.user_id, count(*) from (${join(outside, ' union ')}) o group by o.user_id`}
  ) days`
}

/** Rows `(kind, records)`: the distinct records of hidden work with anything tagged in the period. */
export function recordsByKind(scope: StateScope, filters: Filters): Sql {
  const people = (alias: string) => peopleCondition(scope, filters, alias)
  if (filters.payer !== null) {
    const conditions = [startCondition(filters, 'h'), people('h'), payerCondition(filters, 'h')]
    return sql`select h.kind, count(distinct h.record) as records from hidden_tags h ${where(conditions)} group by h.kind`
  }
  const days = dayBounds(scope, filters)
  const { inDays } = days
  const tagged = (source: Sql, begin: Sql, end: Sql) =>
    sql`select f.kind, f.user_id, f.record from ${source}
     ${where([between('f.started_at', begin, end), people('f')])}`
  const loose = days.around.map(([begin, end]) => tagged(sql`hidden_tags f`, begin, end))
  const waits = scope.known === undefined || isPendingInDays(scope.known, filters)
  if (waits) loose.push(tagged(pendingFacts('hidden_tags'), days.first, days.end))
  const team = teamAlone(scope, filters)
  const [table, whose] =
    team !== null
      ? [sql`record_team_days`, sql`c.team = ${team}`]
      : coversEverybody(scope, filters)
        ? [sql`record_team_days`, null]
        : [sql`distinct_counts`, people('c')]
  const conditions = [
    sql`c.kind = any(${hiddenKinds}::text[])`,
    days.isDay('c.day'),
    sql`c.previous_day < ${days.first}`,
    whose,
  ]
  const counted = sql`select c.kind, c.entities from ${table} c ${where(conditions)}`
  const lookedUp = sql`
    select a.kind, 1 - count(distinct s.entity) from asked a
    left join distinct_days s on s.entity = uuid_send(a.record) and s.kind = a.kind and s.user_id = a.user_id
      and ${inDays('s.day')} and s.n > 0
    group by a.kind, a.record`
  const asked = [...(waits ? [pendingRecords] : []), sql`asked as (${join(loose, ' union ')})`]
  return sql`select kind, coalesce(sum(entities), 0)::bigint as records from (
    ${withAll([...days.expressions, ...(loose.length === 0 ? [] : asked)])}
    ${loose.length === 0 ? counted : sql`${counted} union all ${lookedUp}`}
  ) records group by kind`
}

function isPendingInDays(known: KnownState, filters: Filters): boolean {
  const days = knownDays(known, filters)
  return days !== null && pendingWithin(known, days) !== null
}
