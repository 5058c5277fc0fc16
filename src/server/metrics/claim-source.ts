import { sql, where, type Sql } from '../database/sql.ts'
import { isAmong } from './dimension-sql.ts'
import { keyColumns, ratioOf, sumOf, type MetricQuery, type MetricSource, type MetricSources } from './metric-query.ts'

const denied: Sql = sql`'denied_full', 'denied_partial'`
const share = (outcomes: Sql, query: MetricQuery): MetricSource => ({
  ...ratioOf(sql`count(*) filter (where first_outcome in (${outcomes}))`, sql`count(*)`),
  population: 'claims',
  rows: firstAnswers(query, sql`c.first_outcome`),
})

/** Rates of claims: first answers of remittances, and the counts of the billing system. */
export const claimSources: MetricSources = {
  primary_denial_rate: (_scope, query) => ({
    ...ratioOf(sql`count(*) filter (where first_outcome in (${denied}) and first_paid_cents = 0)`, sql`count(*)`),
    population: 'claims of primary payers',
    rows: firstAnswers(query, sql`c.first_outcome, c.first_paid_cents`, [
      sql`c.of_primary`,
      sql`c.category is distinct from 'duplicate'`,
    ]),
  }),
  denial_rate_dollars: (_scope, query) => ({
    ...ratioOf(sql`sum(first_denied_cents)`, sql`sum(billed_cents)`),
    population: 'dollars of claims',
    rows: firstAnswers(query, sql`c.first_denied_cents, c.billed_cents`),
  }),
  pending_claims: (_scope, query) => openClaims('pending claims', sql`r.pending_carcs <> '{}'`, query),
  undecided_claims: (_scope, query) => openClaims('undecided claims', sql`r.undecided_carcs <> '{}'`, query),
  reduced_amount: (_scope, query) => ({
    ...sumOf(sql`sum(reduced_cents)`),
    population: 'reductions',
    rows: remitted(query, sql`r.reduced_cents`, sql`r.reduced_cents > 0`),
  }),
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
function firstAnswers(query: MetricQuery, values: Sql, conditions: readonly Sql[] = []): Sql {
  const { filters, denialFilters } = query
  const at = sql`c.first_received`
  const { provider } = denialFilters
  return sql`select ${values}${keyColumns(query, at, (key) => (key === 'provider' ? sql`c.provider` : sql`c.payer`))}
    from claims c
    ${where([...inPeriod(query, at), ...conditions, provider === undefined ? null : isAmong(sql`c.provider`, provider), payer(filters)])}`
}

/** Claims on remittances of the period with codes of a kind, each once. */
const openClaims = (population: string, which: Sql, query: MetricQuery): MetricSource => ({
  ...sumOf(sql`sum(claims)`),
  population,
  rows: sql`${remitted(query, sql`distinct on (r.payer, r.claim_token) 1 as claims`, which)} order by r.payer, r.claim_token, r.received`,
})

/** Claims as remittances dated in the period state them. */
function remitted(query: MetricQuery, values: Sql, which: Sql): Sql {
  const { filters, denialFilters } = query
  const at = sql`r.received`
  const { provider } = denialFilters
  return sql`select ${values}${keyColumns(query, at, (key) => (key === 'provider' ? sql`r.provider` : sql`r.payer`))}
    from remittance_claims r
    ${where([
      ...inPeriod(query, at),
      which,
      provider === undefined ? null : isAmong(sql`r.provider`, provider),
      filters.payer === null ? null : sql`r.payer = ${filters.payer}`,
    ])}`
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
