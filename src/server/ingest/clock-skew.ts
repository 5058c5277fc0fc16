import { DAY_MS } from '../../shared/time.ts'
import { literal, sql, type Sql } from '../database/sql.ts'

/** A clock is corrected by this much at most: a device whose clock may be off by years could send records of any time. */
const MAX_SKEW_MS = DAY_MS
/** A measured skew that is this much lower is a clock that was set back, not a slow delivery, ms. */
const SLOWEST_DELIVERY_MS = 30_000
/** How slowly the best measurement is forgotten: by a second in five minutes, so that a clock that drifts is followed. */
const FORGETTING = 300

/**
 * What a device's clock is ahead of the endpoint's, ms; not beyond a day, unless it is the device of a made-up sample.
 * @param sentAt by the device's clock @param now by the endpoint's
 */
export function measuredSkew(sentAt: number, { now, isSample }: { now: number; isSample: boolean }): number {
  const stated = sentAt - now
  return isSample ? stated : Math.min(MAX_SKEW_MS, Math.max(-MAX_SKEW_MS, stated))
}

/**
 * The skew of a device after a batch. A delivery that takes long makes a clock seem behind, and never ahead: of measurements near each other
 * the highest is the best.
 * @param measured see {@link measuredSkew}
 */
export function skewAfter(measured: number, now: number): Sql {
  const forgotten = sql`(${now}::bigint - last_seen_at) / ${literal(FORGETTING)}`
  return sql`case when abs(skew_ms - ${measured}::bigint) < ${literal(SLOWEST_DELIVERY_MS)}
    then greatest(${measured}::bigint, skew_ms - ${forgotten}) else ${measured}::bigint end`
}
