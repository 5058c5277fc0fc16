import { DAY_MS, MINUTE_MS } from '../../shared/time.ts'
import { joinTouchStatistics } from '../claim-activity/touch-statistics.ts'
import { all, literal, sql, type Sql } from '../database/sql.ts'
import type { DenialMeasure } from './denial-sets.ts'
import type { MetricQuery } from './metric-query.ts'

/** What a denial takes is learned from those resolved in so many days, */
const LEARNED_DAYS = 90
/** of its category if there are so many of them, else of every category. */
const LEAST_OF_CATEGORY = 20

/** What an open denial adds: the expected ms of work that are left. Null: nothing resolved was touched, so nothing is expected. */
export function expectedWork(query: MetricQuery): DenialMeasure {
  const value = sql`(
      select case when mean.ms is not null then greatest(0, mean.ms - work.active_ms) end
      from (
        select coalesce((learned.means ->> d.category)::float8, (learned.means ->> '')::float8) as ms
        from (select (${meansByCategory(query)}) as means offset 0) learned
      ) mean)`
  return {
    among: 'open',
    numerator: sql`expected.value`,
    work: 'counts',
    shared: { alias: 'expected', value },
    scale: MINUTE_MS,
  }
}

/**
 * SQL of `{category: mean ms of a denial}`, with '' for every category together; a category with too few has no mean. It names no row outside
 * of it, so that it is worked out once for all denials.
 */
function meansByCategory({ at }: MetricQuery): Sql {
  const until = sql`${at}::bigint`
  const resolved = all([
    sql`d.resolved_at >= ${at - LEARNED_DAYS * DAY_MS}::bigint`,
    sql`d.resolved_at < ${until}`,
    sql`d.state <> 'reversed'`,
    sql`work.active_ms > 0`,
  ])
  return sql`select jsonb_object_agg(means.category, means.mean)
    from (
      select coalesce(done.category, '') as category, avg(done.ms) as mean
      from (
        select d.category, work.active_ms::float8 as ms from denials d${joinTouchStatistics(until)} where ${resolved}
      ) done
      group by grouping sets ((done.category), ())
      having grouping(done.category) = 1 or count(*) >= ${literal(LEAST_OF_CATEGORY)}
    ) means`
}
