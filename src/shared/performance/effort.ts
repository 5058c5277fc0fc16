import type { MetricAnswer, MetricRow } from '../contract/metrics.ts'
import { share } from '../format/numbers.ts'

/** What the table of effort and recovery asks of each payer. */
export const effortMetrics = [
  'recovery_per_hour',
  'recovery_yield',
  'denied_amount',
  'time_per_denial',
  'appeal_overturn_rate',
  'cost_to_recover',
] as const
export type EffortMetric = (typeof effortMetrics)[number]

/** Effort beside outcome of one payer. Null: no data. */
export interface Effort {
  readonly payer: string
  readonly centsPerHour: number | null
  readonly recoveredCents: number | null
  readonly deniedCents: number | null
  /** Active minutes on the payer's denials. */
  readonly minutes: number | null
  readonly minutesPerDenial: number | null
  readonly overturnRate: number | null
  /** Labor cost of the work, divided by the dollars recovered. */
  readonly cost: number | null
  readonly verdict: Verdict
  /** Recovery per hour as a share of the highest, for a bar. */
  readonly bar: number
  /** Recovery per hour of all payers, which a verdict may compare with. */
  readonly averageCentsPerHour: number | null
}

export type Verdict = 'pays' | 'costs' | 'nothing' | 'noTime' | 'above' | 'below'

export interface EffortReport {
  /** By recovery per hour, the highest first; payers without recorded time last. */
  readonly rows: readonly Effort[]
  /** Denial work that names no denial of a payer; null: no denial work. With a filter, its minutes are not known: they have nothing to filter by. */
  readonly unattributed: { readonly minutes: number | null; readonly share: number } | null
}

export function effortReport(answerOf: (id: EffortMetric) => MetricAnswer | null): EffortReport {
  const rowsOf = (id: EffortMetric) => new Map(answerOf(id)?.rows.map((row) => [row.key, row]))
  const [perHour, recovered, denied] = [rowsOf('recovery_per_hour'), rowsOf('recovery_yield'), rowsOf('denied_amount')]
  const [time, overturned, cost] = [
    rowsOf('time_per_denial'),
    rowsOf('appeal_overturn_rate'),
    rowsOf('cost_to_recover'),
  ]
  const payers = new Set(
    [perHour, recovered, denied, time, overturned].flatMap((rows) => [...rows.keys()].filter((key) => key !== null)),
  )
  const named = [...perHour.values()].filter(({ key }) => key !== null)
  const hours = sumOf(named, 'denominator')
  const averageCentsPerHour = share(sumOf(named, 'numerator'), hours)
  const highest = Math.max(0, ...named.map(({ value }) => value ?? 0))
  const rows = [...payers].map((payer): Effort => {
    const centsPerHour = perHour.get(payer)?.value ?? null
    const ratio = cost.get(payer)?.value ?? null
    return {
      payer,
      centsPerHour,
      recoveredCents: recovered.get(payer)?.value ?? null,
      deniedCents: denied.get(payer)?.value ?? null,
      minutes: time.get(payer)?.numerator ?? null,
      minutesPerDenial: time.get(payer)?.value ?? null,
      overturnRate: overturned.get(payer)?.value ?? null,
      cost: ratio,
      verdict: verdictOf(centsPerHour, ratio, averageCentsPerHour),
      bar: share(Math.max(0, centsPerHour ?? 0), highest) ?? 0,
      averageCentsPerHour,
    }
  })
  return {
    rows: rows.toSorted((a, b) => (b.centsPerHour ?? -1) - (a.centsPerHour ?? -1)),
    unattributed: unattributedOf(perHour.get(null)?.denominator ?? null, hours, answerOf('recovery_per_hour')),
  }
}

function unattributedOf(
  hours: number | null,
  named: number,
  answer: MetricAnswer | null,
): EffortReport['unattributed'] {
  if (hours !== null) return { minutes: hours * 60, share: hours / (hours + named) }
  const part = answer?.unattributedShare ?? null
  return part === null ? null : { minutes: null, share: part }
}

/** With a labor cost, whether the work pays for itself; without one, how it compares with the work on the other payers. */
function verdictOf(centsPerHour: number | null, cost: number | null, average: number | null): Verdict {
  if (centsPerHour === null) return 'noTime'
  if (centsPerHour <= 0) return 'nothing'
  if (cost !== null) return cost < 1 ? 'pays' : 'costs'
  return centsPerHour >= (average ?? 0) ? 'above' : 'below'
}

function sumOf(rows: readonly MetricRow[], part: 'numerator' | 'denominator'): number {
  return rows.reduce((sum, row) => sum + (row[part] ?? 0), 0)
}
