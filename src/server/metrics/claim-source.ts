import { sql, where, type Sql } from '../database/sql.ts'
import { isAmong } from './dimension-sql.ts'
import { keyColumns, ratioOf, type MetricQuery, type MetricSource, type MetricSources } from './metric-query.ts'

const denied: Sql = sql`'denied_full', 'denied_partial'`
const share = (outcomes: Sql, query: MetricQuery): MetricSource => ({
  ...ratioOf(sql`count(*) filter (where first_outcome in (${outcomes}))`, sql`count(*)`),
  population: 'claims',
  rows: firstAnswers(query, sql`c.first_outcome`),
})

/** Rates of claims: first answers of remittances, and the counts of the billing system. */
export const claimSources: MetricSources = {
  primary_denial_rate: (_scope, query) => share(denied, query),
  first_pass_payment_rate: (_scope, query) => share(sql`'paid'`, query),
  clean_claim_rate: (_scope, query) => ({
    ...ratioOf(sql`sum(clean)`, sql`sum(accepted)`),
    population: 'claim counts',
    rows: counts(query, sql`c.clean, c.accepted`),
  }),
  initial_denial_rate: (_scope, query) => ({
    ...ratioOf(sql`sum(denied)`, sql`sum(submitted)`),
    population: 'claims and counts',
    rows: sql`${firstAnswers(query, sql`case when c.first_outcome in (${denied}) then 1 else 0 end as denied, 0 as submitted`)}
      union all ${counts(query, sql`0 as denied, c.submitted`)}`,
  }),
}

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
