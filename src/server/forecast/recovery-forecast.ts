import type { EpochMs } from '../../shared/contract/brands.ts'
import type { DenialState } from '../../shared/contract/denials.ts'
import { learnForecast } from '../../shared/priority/index.ts'
import type { Forecast, ForecastCounts } from '../../shared/priority/index.ts'
import { denialWork } from '../claim-activity/touch-statistics.ts'
import { keepAnswers } from '../cache/stale-while-revalidate.ts'
import type { Queries } from '../database/database.ts'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** Payers change their ways: what was resolved earlier says little of what an appeal comes to now. */
const LEARNT_FROM_MS = 365 * DAY_MS
/** An forecast is learnt anew when it is older. It rests on a year, so that a few minutes change nothing anybody would see. */
const FRESH_MS = 10 * MINUTE_MS

const won: readonly DenialState[] = ['overturned', 'recovered', 'reversed']
const quoted = (states: readonly DenialState[]) => states.map((state) => `'${state}'`).join(', ')

/** Learns from the denials resolved within a year before `now`: of those that were appealed, how many won; of those worked on, minutes. */
export async function readForecast(queries: Queries, tenantId: string, now: EpochMs): Promise<Forecast> {
  const rows = await queries.query<ForecastCounts>(
    `select d.payer, d.category, count(*) filter (where d.first_appealed_at is not null) as resolved,
       count(*) filter (where d.first_appealed_at is not null and d.state in (${quoted(won)})) as overturned,
       count(*) filter (where work.touches > 0) as worked, coalesce(sum(work.active_ms), 0)::float8 / ${MINUTE_MS} as minutes
     from denials d${denialWork('$1', 'd.resolved_at')}
     where d.tenant_id = $1 and d.resolved_at >= $2 and d.resolved_at <= $3
     group by d.payer, d.category order by d.payer, d.category`,
    [tenantId, now - LEARNT_FROM_MS, now],
  )
  return learnForecast(rows)
}

/** Answers what was learnt last. */
export type ForecastSource = () => Promise<Forecast>

/** What was learnt last, as {@link keepAnswers} keeps it. */
export function createForecastSource(queries: Queries, tenantId: string, now: () => EpochMs): ForecastSource {
  const kept = keepAnswers<Forecast>({ freshMs: FRESH_MS, atMost: 1, now })
  return () => kept(tenantId, (at) => readForecast(queries, tenantId, at))
}
