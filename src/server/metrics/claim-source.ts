import type { MetricId } from '../../shared/metrics/index.ts'
import type { Parameters } from '../database/parameters.ts'
import { keyColumns } from './metric-query.ts'
import type { MetricQuery, MetricSource } from './metric-query.ts'

const sums = {
  numerator: 'sum(numerator)',
  denominator: 'sum(denominator)',
  sample: null,
  scale: { numerator: 1, denominator: 1 },
} as const

/** Rates over claims: what remittances answered at first, and what the billing system counted. Null for another metric. */
export function claimSource(id: MetricId, query: MetricQuery, parameters: Parameters): MetricSource | null {
  const claims = (numerator: string, denominator = '1') =>
    firstAnswers(query, parameters, `${numerator} as numerator, ${denominator} as denominator`)
  switch (id) {
    case 'primary_denial_rate':
      return { ...sums, rows: claims(flag(isDenied)) }
    case 'first_pass_payment_rate':
      return { ...sums, rows: claims(flag(`c.first_outcome = 'paid'`)) }
    case 'clean_claim_rate':
      return { ...sums, rows: counts(query, parameters, 'c.clean as numerator, c.accepted as denominator') }
    case 'initial_denial_rate':
      return {
        ...sums,
        rows: `${claims(flag(isDenied), '0')} union all ${counts(query, parameters, '0 as numerator, c.submitted as denominator')}`,
      }
    default:
      return null
  }
}

const isDenied = `c.first_outcome in ('denied_full', 'denied_partial')`
const flag = (condition: string) => `(case when ${condition} then 1 else 0 end)`

function firstAnswers({ slice, by }: MetricQuery, parameters: Parameters, values: string): string {
  return `select ${values}${keyColumns(by, (key) => (key === 'provider' ? 'c.provider' : 'c.payer'))}
    from claims c
    where c.tenant_id = ${parameters.add(slice.tenantId)} and c.first_received >= ${parameters.add(slice.from)}
      and c.first_received < ${parameters.add(slice.to)}${payer(slice.payer, parameters)}`
}

function counts({ slice, by }: MetricQuery, parameters: Parameters, values: string): string {
  return `select ${values}${keyColumns(by, () => 'c.payer')}
    from claim_counts c
    where c.tenant_id = ${parameters.add(slice.tenantId)} and c.day >= ${parameters.add(slice.from)}
      and c.day < ${parameters.add(slice.to)}${payer(slice.payer, parameters)}`
}

function payer(name: string | null, parameters: Parameters): string {
  return name === null ? '' : ` and c.payer = ${parameters.add(name)}`
}
