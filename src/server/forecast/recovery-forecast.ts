import type { EpochMs } from '../../shared/contract/brands.ts'
import { wonDenialStates } from '../../shared/contract/denials.ts'
import {
  estimateForecast,
  type Forecast,
  type ForecastCounts,
  type ForecastSource,
} from '../../shared/priority/index.ts'
import { DAY_MS, MINUTE_MS } from '../../shared/time.ts'
import { staleWhileRevalidate } from '../cache/stale-while-revalidate.ts'
import { joinTouchStatistics } from '../claim-activity/touch-statistics.ts'
import { readValue, type Database } from '../database/database.ts'
import { join, literal, sql } from '../database/sql.ts'
import { everything, type Scope } from '../identity/scope.ts'

export type { ForecastSource }

/** Payers change, so older decisions say little about appeals now. */
const HISTORY_MS = 365 * DAY_MS
/** A forecast rests on a year, so a few minutes make no visible difference. */
const FRESH_MS = 10 * MINUTE_MS

/** Estimates from the denials resolved in the year before `now`: the overturn rate of those appealed, and the minutes of those worked. */
export async function readForecast(scope: Scope, now: EpochMs): Promise<Forecast> {
  const appealed = sql`d.first_appealed_at is not null`
  const rows = await scope.query<ForecastCounts>(
    sql`select d.payer, d.category, count(*) filter (where ${appealed}) as resolved,
        count(*) filter (where ${appealed} and d.state in (${join(wonDenialStates.map(literal))})) as overturned,
        count(*) filter (where work.touches > 0) as worked, coalesce(sum(work.active_ms), 0)::float8 / ${literal(MINUTE_MS)} as minutes
      from denials d${joinTouchStatistics(sql`d.resolved_at`)}
      where d.resolved_at >= ${now - HISTORY_MS} and d.resolved_at <= ${now} and d.state <> 'reversed'
      group by d.payer, d.category order by d.payer, d.category`,
  )
  return estimateForecast(rows)
}

/** The tenant's forecast from a cache, which an import, or taking one back, empties. It covers the work of everybody, whoever asks. */
export function createForecastSource(database: Database, now: () => EpochMs): ForecastSource {
  const cached = staleWhileRevalidate<Forecast>({ freshMs: FRESH_MS, maximumKeys: 1, now })
  return async () => {
    const imports = await readValue<number>(
      database,
      sql`select max(import_no) + count(taken_back_at)::int from imports`,
    )
    return cached(String(imports), (at) => readForecast(everything(database), at))
  }
}
