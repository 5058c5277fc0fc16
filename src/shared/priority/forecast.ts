import type { RecoveryForecast } from '../contract/worklist.ts'

/** Totals of a tenant's resolved denials by payer and category. Payer '' is unknown. */
export interface ForecastCounts {
  readonly payer: string
  readonly category: string
  /** Appealed and decided. */
  readonly resolved: number
  /** Of those, overturned; in part counts once. */
  readonly overturned: number
  /** Resolved denials with recorded work. */
  readonly worked: number
  /** Sum of their active minutes. */
  readonly minutes: number
}

export interface ForecastOf extends RecoveryForecast {
  readonly payer: string
  readonly category: string
}

/** Estimates for every payer and category, and for those without a history. */
export interface Forecast {
  readonly rows: readonly ForecastOf[]
  /** The tenant's overall estimate, for payers and categories without a history. Its counts are 0. */
  readonly unknown: RecoveryForecast
}

/** Reads the current forecast of a tenant. */
export type ForecastSource = () => Promise<Forecast>

/** Prior overturn rate: even odds, with the weight of four decided appeals. */
const EVEN_ODDS = { mean: 0.5, weight: 4 }
/**
 * Prior minutes for a denial: a manual transaction takes 8 minutes on average, up to 30 (CAQH Index). It has the weight of only two worked
 * denials, because CAQH did not time denial work.
 */
const MANUAL_TRANSACTION = { mean: 8, weight: 2 }
/** This many own denials move a payer and category halfway from the tenant's mean to their own. */
const PAIR_WEIGHT = 10

/**
 * Estimates overturn rates and minutes by payer and category. A Beta prior around the tenant's overall rate, and one alike for minutes,
 * keeps a few denials from moving an estimate far.
 */
export function estimateForecast(counts: readonly ForecastCounts[]): Forecast {
  const total = (of: 'overturned' | 'resolved' | 'minutes' | 'worked') => counts.reduce((sum, row) => sum + row[of], 0)
  const overturnRate = shrunkMean(total('overturned'), total('resolved'), EVEN_ODDS)
  const minutes = shrunkMean(total('minutes'), total('worked'), MANUAL_TRANSACTION)
  return {
    rows: counts.map((row) => ({
      ...row,
      overturnRate: shrunkMean(row.overturned, row.resolved, { mean: overturnRate, weight: PAIR_WEIGHT }),
      minutes: shrunkMean(row.minutes, row.worked, { mean: minutes, weight: PAIR_WEIGHT }),
    })),
    unknown: { overturnRate, minutes, resolved: 0, overturned: 0, worked: 0 },
  }
}

/** The mean of `count` observations with the sum `sum`, shrunk to a prior mean with the weight of `weight` observations. */
function shrunkMean(sum: number, count: number, { mean, weight }: { mean: number; weight: number }): number {
  return (sum + mean * weight) / (count + weight)
}
