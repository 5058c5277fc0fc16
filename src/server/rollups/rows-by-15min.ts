import { join, name, nothing, sql, where, type Sql } from '../database/sql.ts'
import type { Scope } from '../identity/scope.ts'
import { payerCondition, peopleCondition, startCondition, type Filters } from './filters.ts'
import type { Period } from './period.ts'
import { pendingFacts, pendingRecords, wholeBuckets } from './rolled-up-rows.ts'
import { COUNTED_MS } from './sums.ts'

/**
 * Rows `(user_id, at, presence, ms)` that add up to the time of the period, each at the start of a bucket or of a span: time by the hour of the
 * day, such as a shift, is a sum of whole buckets. Exact at any moment, as `rolledUpRows` is.
 * @param perPerson false: of everybody together, without user_id: few rows for each 15 minutes. Filters must cover everybody then.
 */
export function rowsBy15min(scope: Scope, filters: Filters, perPerson = true): Sql {
  const person = (alias: string) => (perPerson ? sql`${name(`${alias}.user_id`)}, ` : nothing)
  const people = (alias: string) => peopleCondition(scope, filters, alias)
  const { from, to } = wholeBuckets(filters)
  const spans = (source: Sql, period: Period) =>
    sql`select ${person('f')}f.started_at, f.presence, ${COUNTED_MS}
     from ${source}
     ${where([startCondition(period, 'f'), payerCondition(filters, 'f'), people('f')])}`
  const edges = [
    { from: filters.from, to: Math.min(from, filters.to) },
    { from: to, to: filters.to },
  ].filter((edge) => edge.from < edge.to)
  const payer = filters.payer === null ? null : sql`q.payer = ${filters.payer}`
  const parts = [
    sql`select ${person('q')}q.bucket as at, q.presence, q.ms from ${name(perPerson ? 'activity_15min' : 'total_15min')} q
     ${where([sql`q.bucket >= ${from}::bigint`, sql`q.bucket < ${to}::bigint`, payer, people('q')])}`,
    spans(pendingFacts('spans'), { from, to }),
    ...edges.map((edge) => spans(sql`spans f`, edge)),
  ]
  return sql`select * from (with ${pendingRecords} ${join(parts, ' union all ')}) buckets`
}
