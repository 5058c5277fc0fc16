import type { FastifyBaseLogger } from 'fastify'
import { runAlerting } from './alerts/run-alerting.ts'
import { DatabaseFailure } from './database/database.ts'
import type { Database } from './database/database.ts'
import { tenantZone } from './identity/tenant.ts'
import { foldAll } from './rollups/roll-up.ts'
import { judgeAllClaims } from './claim-activity/process-dirty-claims.ts'
import { keepAllStandings } from './deadlines/refresh-due-status.ts'
import type { ForecastSource } from './forecast/recovery-forecast.ts'
import { inBackground } from './jobs/in-background.ts'
import { analyzeGrownTable } from './jobs/analyze-tables.ts'

/** Until then reports read the records themselves. */
const FOLD_EVERY_MS = 5_000
const JUDGE_EVERY_MS = 5_000
const ALERTS_EVERY_MS = 30_000
const ANALYZE_EVERY_MS = 2_000

export interface BackgroundContext {
  readonly database: Database
  readonly tenantId: string
  readonly now: () => number
  readonly forecast: ForecastSource
  readonly smtpUrl: string | undefined
  /** Pause between two turns of each, ms; null: never, undefined: as usual. */
  readonly everyMs: Readonly<Record<'fold' | 'judge' | 'alerts', number | null | undefined>>
  readonly log: FastifyBaseLogger
}

/** What an endpoint does without being asked: folds records into sums, looks at claims and what is due on them, tells of deadlines. @returns what ends it. */
export function startBackgroundWork(context: BackgroundContext): () => Promise<void> {
  const { database, tenantId, now, forecast, smtpUrl, everyMs, log } = context
  const failed = (what: string) => (error: unknown) =>
    log.error(
      { sqlState: error instanceof DatabaseFailure ? error.sqlState : 'unknown' },
      `${what} failed; trying again`,
    )
  const ends: (() => Promise<void>)[] = []
  if (everyMs.fold !== null) {
    const folding = inBackground({
      turn: async () => foldAll(database, tenantId, await tenantZone(database, tenantId)),
      everyMs: everyMs.fold ?? FOLD_EVERY_MS,
      failed: failed('folding records into the sums'),
    })
    ends.push(folding.stop)
  }
  if (everyMs.judge !== null) {
    const judging = inBackground({
      turn: async () => {
        await judgeAllClaims(database, tenantId, forecast)
        await keepAllStandings(database, tenantId, now())
      },
      everyMs: everyMs.judge ?? JUDGE_EVERY_MS,
      failed: failed('looking at claims and what is due on them'),
    })
    ends.push(judging.stop)
  }
  if (everyMs.alerts !== null) {
    const options = { database, tenantId, now, smtpUrl, everyMs: everyMs.alerts ?? ALERTS_EVERY_MS }
    ends.push(runAlerting({ ...options, onFailure: failed('a round of alerts') }))
  }
  // A PostgreSQL keeps its own.
  if (database.kind === 'embedded') {
    const analyzing = inBackground({
      turn: async () => {
        while ((await analyzeGrownTable(database)) !== null);
      },
      everyMs: ANALYZE_EVERY_MS,
      failed: failed('looking at what tables hold'),
    })
    ends.push(analyzing.stop)
  }
  return async () => {
    await Promise.all(ends.map((end) => end()))
  }
}
