import { DAY_MS } from '../../shared/time.ts'
import { touchedSince } from '../claim-activity/worked-denial.ts'
import { all, literal, name, sql, type Sql } from '../database/sql.ts'
import type { MetricQuery } from './metric-query.ts'

// The sets of denials that metrics measure. Measures of one set and one question are read in one pass.

/** SQL of the instant after a due day. */
export const dayIsOver = (column: 'd.follow_up_due' | 'd.appeal_due'): Sql => sql`${name(column)} + ${literal(DAY_MS)}`

/** Sets that an instant of the denial places in the period, with that instant: as `countedOn` of the metric says. */
const instants = {
  received: sql`d.received`,
  resolved: sql`d.resolved_at`,
  first_appealed: sql`d.first_appealed_at`,
  follow_up_over: dayIsOver('d.follow_up_due'),
  appealed_or_over: sql`coalesce(d.first_appealed_at, ${dayIsOver('d.appeal_due')})`,
} as const

export type DenialSet = keyof typeof instants | 'open' | 'touched' | 'waiting'

/** What one denial adds to a metric. `d` is the denial, `o` its owner's row in users, `work` the touches on it. */
export interface DenialMeasure {
  readonly among: DenialSet
  /** Condition on the denials of the set; left out: all of them. */
  readonly only?: Sql
  /** SQL of what a denial adds. Without a denominator the metric is a sum. */
  readonly numerator: Sql
  readonly denominator?: Sql
  /** The median and 90th percentile of the numerators are of interest. */
  readonly percentiles?: true
  /** The columns of `work` that are needed: what is counted until the instant of the question, or `first_touch_at` alone. */
  readonly work?: 'counts' | 'first'
  /** A value that several parts need, as `alias.value`. */
  readonly shared?: { readonly alias: string; readonly value: Sql }
  /** Divides the numerator. */
  readonly scale?: number
}

/** SQL of the instant that places a denial of a set in the period. */
export const instantOf = (set: DenialSet): Sql =>
  set in instants ? instants[set as keyof typeof instants] : sql`null::bigint`

/** Condition on the denials `d` of a set, with the touches `work` on them. */
export function isInSet(set: DenialSet, query: MetricQuery): Sql {
  const { filters, at } = query
  const now = sql`${at}::bigint`
  const within = (instant: Sql) => sql`${instant} >= ${filters.from}::bigint and ${instant} < ${filters.to}::bigint`
  const unresolvedBy = (instant: Sql) => sql`(d.resolved_at is null or d.resolved_at >= ${instant})`
  switch (set) {
    case 'received':
    case 'resolved':
    case 'first_appealed':
      return within(instants[set])
    case 'follow_up_over': {
      const over = instants.follow_up_over
      return all([within(over), sql`${over} <= ${now}`, unresolvedBy(over)])
    }
    case 'appealed_or_over': {
      const over = dayIsOver('d.appeal_due')
      const missed = all([sql`${over} <= ${now}`, unresolvedBy(over)])
      return all([
        sql`d.appeal_due is not null`,
        within(instants.appealed_or_over),
        sql`(d.first_appealed_at is not null or (${missed}))`,
      ])
    }
    case 'open':
      return isOpenAt(query)
    case 'touched':
      return all([touchedSince(sql`${filters.from}::bigint`), sql`work.touched`])
    case 'waiting':
      // A denial that came with an owner and kept it was never unassigned.
      return all([
        sql`d.received < ${now}`,
        unresolvedBy(sql`${waitingFrom(query)}::bigint`),
        sql`(d.owner is null or d.owner_since > d.received or d.reassigned > 0)`,
      ])
  }
}

/** Condition: a denial `d` is open at the instant of the question. For now, it is what the index of open denials holds. */
export const isOpenAt = ({ at, now }: MetricQuery): Sql =>
  all([
    sql`d.received < ${at}::bigint`,
    at >= now ? sql`d.resolved_at is null` : sql`(d.resolved_at is null or d.resolved_at >= ${at}::bigint)`,
  ])

/** Where waiting in the period begins, epoch ms. */
export const waitingFrom = ({ filters, firstReceived, at }: MetricQuery): number =>
  Math.min(at, Math.max(filters.from, firstReceived ?? at))
