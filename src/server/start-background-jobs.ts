import type { FastifyBaseLogger } from 'fastify'
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../shared/time.ts'
import { runAlertRound } from './alerts/run-alerting.ts'
import { processDirtyClaims } from './claim-activity/process-dirty-claims.ts'
import { DatabaseFailure, type Database } from './database/database.ts'
import { refreshDueStatus } from './deadlines/refresh-due-status.ts'
import type { Networks } from './delivery/networks.ts'
import type { ForecastSource } from './forecast/recovery-forecast.ts'
import { movePlanned } from './identity/planned-teams.ts'
import { tenantZone } from './identity/tenant.ts'
import { pruneReceived } from './ingest/prune-received.ts'
import { analyzeFacts, analyzeGrownTables } from './jobs/analyze-tables.ts'
import { inBackground } from './jobs/in-background.ts'
import type { JobName, JobSignals } from './jobs/job-signals.ts'
import { createScheduler, type Job } from './jobs/scheduler.ts'
import type { ReportSources } from './performance-report/read-answers.ts'
import { runReportSchedules } from './performance-report/schedule/run-schedules.ts'
import type { JobRun } from './monitoring/endpoint-metrics.ts'
import { applyRetention } from './retention/apply-retention.ts'
import { rollUpAll } from './rollups/roll-up.ts'

/** How long a change waits before its job runs, ms. Until then reports read the records themselves. */
const DELAY_MS: Readonly<Record<JobName, number>> = {
  roll_up: 5_000,
  dirty_claims: 5_000,
  due_status: 5_000,
  alerts: 10_000,
  reports: 10_000,
  audit: 10_000,
  upkeep: MINUTE_MS,
  // What is deleted cannot be had back: whoever starts an endpoint has time to look at the settings first.
  retention: HOUR_MS,
}
const ANALYZE_EVERY_MS = 2_000

/** How often a job looks for work whether or not it was told of any, ms; null: it never runs. For tests, which change the database by hand. */
export type JobIntervals = Partial<Readonly<Record<JobName, number | null>>>

export interface BackgroundTenant {
  readonly id: string
  readonly database: Database
  readonly forecast: ForecastSource
  /** What reports are made of. */
  readonly sources: ReportSources
  /** Anchors the audit log. */
  readonly anchor: () => Promise<void>
}

export interface BackgroundOptions {
  readonly now: () => number
  readonly smtpUrl: string | undefined
  readonly networks: Networks
  readonly intervals: JobIntervals
  readonly log: () => FastifyBaseLogger
  /** Told of each run that has ended. */
  readonly ran: (run: JobRun) => void
}

export interface BackgroundJobs {
  add(tenant: BackgroundTenant): JobSignals
  stop(): Promise<void>
}

/** What an endpoint does without being asked, for each of its tenants: aggregates, statistics of claims, due status, alerts, reports, anchors of the audit log. */
export function startBackgroundJobs({
  now,
  smtpUrl,
  networks,
  intervals,
  log,
  ran,
}: BackgroundOptions): BackgroundJobs {
  const failed = (tenant: string, job: string, error: unknown) => {
    const sqlState = error instanceof DatabaseFailure ? error.sqlState : 'unknown'
    log().error({ tenant, job, sqlState }, 'a background job failed; trying again')
  }
  /** The same, and what became of it is told. */
  const observed =
    <Result>(tenant: string, job: string, run: () => Promise<Result>) =>
    async (): Promise<Result> => {
      const begunAt = performance.now()
      const end = (outcome: JobRun['outcome']) =>
        ran({ tenant, job, outcome, seconds: (performance.now() - begunAt) / 1000, endedAt: now() })
      try {
        const result = await run()
        end('succeeded')
        return result
      } catch (error) {
        end('failed')
        throw error
      }
    }
  const scheduler = createScheduler({ now, failed })
  const stopping = new AbortController()
  const ends: (() => Promise<void>)[] = [() => scheduler.stop()]

  const jobsOf = (
    { database, forecast, sources, anchor }: BackgroundTenant,
    wake: JobSignals['wake'],
  ): Record<JobName, Job['run']> => {
    // The scheduler runs a job more often than once a day.
    let nextRetentionAt = 0
    return {
      roll_up: async () => {
        const { moved, nextAt } = await movePlanned(database, now())
        if (moved > 0) wake('due_status')
        // New days of claims have no category yet.
        if (await rollUpAll(database, await tenantZone(database))) wake('dirty_claims')
        return nextAt
      },
      dirty_claims: async () => {
        if (await processDirtyClaims(database, forecast)) wake('roll_up', 'due_status')
        return null
      },
      due_status: async () => {
        const { changed, nextAt } = await refreshDueStatus(database, now())
        if (changed > 0) wake('alerts')
        return nextAt
      },
      alerts: () => runAlertRound({ database, now, smtpUrl, networks, stop: stopping.signal }),
      reports: () => runReportSchedules({ database, sources, now, smtpUrl, stop: stopping.signal }),
      audit: async () => {
        await anchor()
        return null
      },
      upkeep: async () => {
        await pruneReceived(database, now())
        // Autovacuum never analyzes a partitioned table as a whole, only its partitions.
        if (database.kind === 'postgres') await analyzeFacts(database)
        return now() + DAY_MS
      },
      retention: async () => {
        if (now() < nextRetentionAt) return nextRetentionAt
        await applyRetention(database, now())
        nextRetentionAt = now() + DAY_MS
        return nextRetentionAt
      },
    }
  }

  return {
    add: (tenant) => {
      let signals: JobSignals = { wake: () => {} }
      const runs = jobsOf(tenant, (...jobs) => signals.wake(...jobs))
      const scheduled = (Object.entries(runs) as [JobName, Job['run']][]).flatMap(([name, runJob]) => {
        const interval = intervals[name]
        if (interval === null) return []
        const delayMs = interval ?? DELAY_MS[name]
        const run = observed(tenant.id, name, runJob)
        const job: Job = interval === undefined ? { run, delayMs } : { run: () => run().then(() => now()), delayMs }
        return [[name, job] as const]
      })
      signals = scheduler.add(tenant.id, Object.fromEntries(scheduled))
      // A PostgreSQL keeps its own statistics, if late.
      if (tenant.database.kind === 'embedded') {
        const analyzing = inBackground({
          turn: observed(tenant.id, 'analyze', async () => {
            await analyzeGrownTables(tenant.database)
          }),
          everyMs: ANALYZE_EVERY_MS,
          failed: (error) => failed(tenant.id, 'analyze', error),
        })
        ends.push(analyzing.stop)
      }
      return signals
    },
    stop: async () => {
      // A receiver that hangs must not delay the end.
      stopping.abort()
      await Promise.all(ends.map((end) => end()))
    },
  }
}
