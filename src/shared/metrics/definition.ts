import type { Dimension, Population } from './dimensions.ts'

export type MetricUnit = 'min' | 'hours' | 'days' | 'count' | 'ratio' | 'cents' | 'cents_per_hour'

export const metricGroups = ['outcome', 'time', 'sla', 'bottleneck', 'team'] as const
export type MetricGroup = (typeof metricGroups)[number]

/** The instants that place what a metric counts in a period. */
export const countedOn = {
  received: 'remittance date',
  resolved: 'resolution date',
  written_off: 'write-off date',
  first_appealed: 'first appeal',
  decided: 'decision date',
  follow_up_over: 'end of the follow-up day',
  appealed_or_over: 'first appeal, or end of the payer deadline',
  first_remitted: 'first remittance',
  remitted: 'remittance date',
  counted: 'day of the count',
  recorded: 'start of the recorded time',
  touched: 'start of the touch',
} as const
export type CountedOn = keyof typeof countedOn

/** What a number means, in words: an entry of `GET /v1/metrics`. */
export interface MetricDefinition<Id extends string = string> {
  readonly id: Id
  readonly group: MetricGroup
  readonly name: string
  readonly definition: string
  readonly unit: MetricUnit
  /** Which way is better. `neutral`: neither; idle time, for one, is held against nobody. */
  readonly direction: 'up' | 'down' | 'neutral'
  /** The industry benchmark in the metric's unit; null: none. A tenant may set another target. */
  readonly target: number | null
  /** What the numerator and, where there is one, the denominator count. */
  readonly numerator: string
  readonly denominator: string | null
  /** What is counted: denials, which `GET /v1/metrics/{id}/rows` lists, recorded time, claims, or touches. */
  readonly population: Exclude<Population, 'worked_denials'>
  /** Null: it cannot be split by day, week or month, because it is as of the end of the period, or runs through it. */
  readonly countedOn: CountedOn | null
  readonly dimensions: readonly Dimension[]
  /** The payer filter does not apply: what it counts has no payer. */
  readonly ignoresPayer?: true
  /** Its denominator is recorded time: the denials behind it add up to its numerator alone, in minutes. */
  readonly dividedByTime?: true
  /** Work by the payer of the denial it was for, as dimension and as filter, whichever payer the window named. */
  readonly ofDenialPayer?: true
  /** Time by claim: it follows the filter `attribution`, for which time attributed in other ways names no claim. */
  readonly ofAttributedTime?: true
  /** Payer calls and paper of manual time are part of it where the `economics` settings count them as effort. */
  readonly mayCountManualTime?: true
}

/** What a metric declares for itself. */
type OwnParts = Omit<MetricDefinition, 'id' | 'group' | 'target'> & Partial<Pick<MetricDefinition, 'target'>>

/** The metrics of a group, by their ids. */
export function metricsOf<Id extends string>(
  group: MetricGroup,
  metrics: Readonly<Record<Id, OwnParts>>,
): readonly MetricDefinition<Id>[] {
  const entries = Object.entries<OwnParts>(metrics) as [Id, OwnParts][]
  return entries.map(([id, { definition, ...metric }]) => ({
    ...{ id, group, target: null, ...metric },
    definition: metric.mayCountManualTime ? `${definition} ${WITH_MANUAL_TIME}` : definition,
  }))
}

const WITH_MANUAL_TIME = 'Payer calls and paper entered by hand are part of it if Settings count them as effort.'

/** What a metric's number is: a sum, */
export const sumOf = (unit: MetricUnit, numerator: string) => ({ unit, numerator, denominator: null })
/** a mean, */
export const meanOf = (unit: MetricUnit, numerator: string, denominator: string) => ({ unit, numerator, denominator })
/** or a share. */
export const shareOf = (numerator: string, denominator: string) => meanOf('ratio', numerator, denominator)
