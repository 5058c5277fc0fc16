import { MINUTE_MS } from '../../shared/time.ts'
import { sql, type Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import { personRows } from '../rollups/time-rows.ts'
import { denialsOf } from './denial-source.ts'
import { ageAt, denialKey, timeDimension } from './dimension-sql.ts'
import { expectedWork } from './expected-work.ts'
import { isDenialWork, keyColumns, ratioOf, type MetricQuery, type MetricSource } from './metric-query.ts'
import { personKey } from './people-keys.ts'

/** Working days of work that the open denials hold. */
export function workload(scope: Scope, query: MetricQuery): MetricSource {
  const measure = expectedWork(query)
  const age = ageAt(query)
  const keys = keyColumns(query, sql`null::bigint`, (dimension) => denialKey(dimension, age))
  return {
    ...ratioOf(
      // What is open counts as nothing only where it is known to take nothing.
      sql`case when not bool_or(rows.expected is null) then sum(rows.expected) end`,
      sql`sum(rows.capacity)`,
      { numerator: MINUTE_MS, denominator: MINUTE_MS },
    ),
    population: 'open work and capacity',
    rows: sql`select (${measure.numerator})::float8 as expected, 0::float8 as capacity${keys} ${denialsOf(scope, measure, query, [])}
      union all
      ${capacities(scope, query)}`,
  }
}

/** Rows `(expected, capacity)`: each person's ms of denial work in the period, by day with any. */
function capacities(scope: Scope, query: MetricQuery): Sql {
  const { filters, zone } = query
  const day = timeDimension('day', sql`a.at`, zone)
  return sql`select 0::float8, by_person.ms / by_person.days${keyColumns(query, sql`null::bigint`, personKey)}
    from (
      select by_day.user_id, sum(by_day.ms)::float8 as ms, count(*) as days
      from (
        select a.user_id, ${day} as day, sum(a.ms) as ms
        from (${personRows(scope, filters, zone)}) a
        where ${isDenialWork('a')}
        group by a.user_id, day having sum(a.ms) > 0
      ) by_day
      group by by_day.user_id
    ) by_person
    join users person on person.user_id = by_person.user_id`
}
