import type { MetricId } from '../../shared/metrics/index.ts'
import { sql, where, type Sql } from '../database/sql.ts'
import { isAmong } from './dimension-sql.ts'
import { keyColumns, ratioOf, type MetricQuery, type MetricSource } from './metric-query.ts'

/** Rates of claims: first answers of remittances, and the counts of the billing system. Null for another metric. */
export function claimSource(id: MetricId, query: MetricQuery): MetricSource | null {
  const source = (population: string, rows: Sql, numerator: Sql, denominator: Sql): MetricSource => ({
    ...ratioOf(numerator, denominator),
    population,
    rows,
  })
  const share = (outcomes: Sql) =>
    source(
      'claims',
      firstAnswers(query, sql`c.first_outcome`),
      sql`count(*) filter (where first_outcome in (${outcomes}))`,
      sql`count(*)`,
    )
  switch (id) {
    case 'primary_denial_rate':
      return share(denied)
    case 'first_pass_payment_rate':
      return share(sql`'paid'`)
    case 'clean_claim_rate':
      return source('claim counts', counts(query, sql`c.clean, c.accepted`), sql`sum(clean)`, sql`sum(accepted)`)
    case 'initial_denial_rate':
      return source(
        'claims and counts',
        sql`${firstAnswers(query, sql`case when c.first_outcome in (${denied}) then 1 else 0 end as denied, 0 as submitted`)}
          union all ${counts(query, sql`0 as denied, c.submitted`)}`,
        sql`sum(denied)`,
        sql`sum(submitted)`,
      )
    default:
      return null
  }
}

const denied: Sql = sql`'denied_full', 'denied_partial'`

/** Claims first remitted in the period. Claims have no owner: all of them are visible to everybody. */
function firstAnswers(query: MetricQuery, values: Sql): Sql {
  const { filters, denialFilters } = query
  const at = sql`c.first_received`
  const { provider } = denialFilters
  return sql`select ${values}${keyColumns(query, at, (key) => (key === 'provider' ? sql`c.provider` : sql`c.payer`))}
    from claims c
    ${where([...inPeriod(query, at), provider === undefined ? null : isAmong(sql`c.provider`, provider), payer(filters)])}`
}

function counts(query: MetricQuery, values: Sql): Sql {
  const at = sql`c.day`
  return sql`select ${values}${keyColumns(query, at, () => sql`c.payer`)}
    from claim_counts c
    ${where([...inPeriod(query, at), payer(query.filters)])}`
}

const inPeriod = ({ filters: { from, to } }: MetricQuery, at: Sql): Sql[] => [
  sql`${at} >= ${from}::bigint`,
  sql`${at} < ${to}::bigint`,
]
const payer = (filters: MetricQuery['filters']): Sql | null =>
  filters.payer === null ? null : sql`c.payer = ${filters.payer}`
