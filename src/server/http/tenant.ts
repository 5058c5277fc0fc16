import type { Database } from '../database/database.ts'
import type { Months } from '../database/months.ts'
import type { FindingsSource } from '../findings/read-findings.ts'
import type { ForecastSource } from '../forecast/recovery-forecast.ts'
import type { JobSignals } from '../jobs/job-signals.ts'
import type { MetricReader } from '../metrics/answer-metric.ts'
import type { PanelWatch } from './panel-watch.ts'

/** A tenant that this process serves, with what is kept in memory for it. */
export interface Tenant {
  readonly id: string
  readonly database: Database
  readonly months: Months
  readonly forecast: ForecastSource
  readonly readMetric: MetricReader
  readonly findings: FindingsSource
  readonly panelWatch: PanelWatch
  /** Wakes the background jobs that a change gives work to. */
  readonly signals: JobSignals
}
