import type { RecoveryForecast } from '../contract/worklist.ts'

/** What a tenant's own resolved denials of a payer and category come to. Payer '' is one nobody names. */
export interface ForecastCounts {
  readonly payer: string
  readonly category: string
  /** Appealed and decided. */
  readonly resolved: number
  /** Of those, won; in part counts once. */
  readonly overturned: number
  /** Resolved denials on which work was recorded. */
  readonly worked: number
  /** Σ their minutes of active work. */
  readonly minutes: number
}

export interface ForecastOf extends RecoveryForecast {
  readonly payer: string
  readonly category: string
}

/** What is expected of every payer and category, and of those without a history. */
export interface Forecast {
  readonly rows: readonly ForecastOf[]
  /** Of a payer and category nobody has a history with: the tenant's overall one. Its counts are 0. */
  readonly unknown: RecoveryForecast
}

/** Before any history an appeal is as likely to win as to lose; so much as four decided appeals would say. */
const COIN_FLIP = { rate: 0.5, weight: 4 }
/**
 * Before any history a denial takes what a manual transaction takes: 8 minutes on average, up to 30 (CAQH Index). Weighs as much as two
 * worked denials, as denial work is not what CAQH timed.
 */
const MANUAL_TRANSACTION = { minutes: 8, weight: 2 }
/** So many denials of its own pull a payer and category half the way from the tenant's mean to their own. */
const PAIR_WEIGHT = 10

/**
 * Overturn rates and minutes by payer and category with a Beta prior around the tenant's own overall rate, and likewise for minutes: few
 * denials move an estimate a little, many decide it.
 */
export function learnForecast(counts: readonly ForecastCounts[]): Forecast {
  const total = (of: (row: ForecastCounts) => number) => counts.reduce((sum, row) => sum + of(row), 0)
  const overallRate = pulled(
    total((row) => row.overturned),
    total((row) => row.resolved),
    COIN_FLIP.rate,
    COIN_FLIP.weight,
  )
  const overallMinutes = pulled(
    total((row) => row.minutes),
    total((row) => row.worked),
    MANUAL_TRANSACTION.minutes,
    MANUAL_TRANSACTION.weight,
  )
  return {
    rows: counts.map(({ payer, category, resolved, overturned, worked, minutes }) => ({
      payer,
      category,
      overturnRate: pulled(overturned, resolved, overallRate, PAIR_WEIGHT),
      minutes: pulled(minutes, worked, overallMinutes, PAIR_WEIGHT),
      resolved,
      overturned,
      worked,
    })),
    unknown: { overturnRate: overallRate, minutes: overallMinutes, resolved: 0, overturned: 0, worked: 0 },
  }
}

/** The mean of `count` observations that sum to `sum`, pulled to a prior mean that weighs as much as `weight` observations. */
function pulled(sum: number, count: number, prior: number, weight: number): number {
  return (sum + prior * weight) / (count + weight)
}
