import { Temporal } from 'temporal-polyfill'
import { dayOf, startOfDay } from '../../shared/business-time/index.ts'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { DenialState } from '../../shared/contract/denials.ts'
import { ageBuckets, valueBands } from '../../shared/denials/index.ts'
import type { AgeBucketId, ValueBandId } from '../../shared/denials/index.ts'
import type { Parameters } from '../database/parameters.ts'

/** What a worklist is narrowed to. Undefined: not filtered; '' for user, payer, queue, serviceLine, provider and location: none named. */
export interface WorklistFilter {
  /** Of the owner. */
  readonly team: string | undefined
  /** The owner, by name. */
  readonly user: string | undefined
  readonly payer: string | undefined
  readonly category: string | undefined
  readonly serviceLine: string | undefined
  readonly location: string | undefined
  readonly provider: string | undefined
  readonly queue: string | undefined
  readonly valueBand: ValueBandId | undefined
  /** By calendar days since receipt. */
  readonly ageBucket: AgeBucketId | undefined
  readonly due: 'late' | 'risk' | undefined
  readonly states: readonly DenialState[] | undefined
}

/** Of a worklist that is narrowed to nothing. */
export const everyDenial: WorklistFilter = {
  team: undefined,
  user: undefined,
  payer: undefined,
  category: undefined,
  serviceLine: undefined,
  location: undefined,
  provider: undefined,
  queue: undefined,
  valueBand: undefined,
  ageBucket: undefined,
  due: undefined,
  states: undefined,
}

/** ` and …` for everything about the denial `d` and its owner `u`; what is due is known only when it has been judged. */
export function filterSql(
  filter: WorklistFilter,
  { zone, now }: { zone: string; now: EpochMs },
  parameters: Parameters,
): string {
  const equal = (column: string, value: string | undefined) =>
    value === undefined ? '' : ` and ${column} = ${parameters.add(value)}::text`
  const named = (column: string, value: string | undefined) => equal(`coalesce(${column}, '')`, value)
  const range = (column: string, from: number | null, below: number | null) =>
    `${from === null ? '' : ` and ${column} >= ${parameters.add(from)}::bigint`}${
      below === null ? '' : ` and ${column} < ${parameters.add(below)}::bigint`
    }`
  const band = valueBands.find(({ id }) => id === filter.valueBand)
  const bucket = ageBuckets.find(({ id }) => id === filter.ageBucket)
  const daysAgo = (days: number) => startOfDay(dayOf(now, zone).subtract(Temporal.Duration.from({ days })), zone)
  return [
    equal('u.team', filter.team),
    named('d.owner', filter.user),
    equal('d.payer', filter.payer),
    equal('d.category', filter.category),
    named('d.service_line', filter.serviceLine),
    named('d.location', filter.location),
    named('d.provider', filter.provider),
    named('d.queue', filter.queue),
    // Amounts below 0, and what is received later than today, count to the lowest.
    band === undefined ? '' : range('d.denied_cents', band.fromCents === 0 ? null : band.fromCents, band.belowCents),
    bucket === undefined
      ? ''
      : range(
          'd.received',
          bucket.throughDays === null ? null : daysAgo(bucket.throughDays),
          bucket.fromDays === 0 ? null : daysAgo(bucket.fromDays - 1),
        ),
    filter.states === undefined ? '' : ` and d.state = any(${parameters.add(filter.states)}::text[])`,
  ].join('')
}
