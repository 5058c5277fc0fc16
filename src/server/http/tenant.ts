import type { IdentityProvider } from '../identity/identity-provider.ts'
import type { FindingsSource } from '../findings/read-findings.ts'
import type { ForecastSource } from '../forecast/recovery-forecast.ts'
import type { Backlogs } from '../ingest/backlogs.ts'
import type { IngestTenant } from '../ingest/ingest.ts'
import type { JobSignals } from '../jobs/job-signals.ts'
import type { MetricReader } from '../metrics/answer-metric.ts'
import type { PeopleStore } from '../people/delete-person.ts'
import type { RuleUseSource } from '../reports/rule-use.ts'
import type { PanelWatch } from './panel-watch.ts'

/** A tenant that this process serves, with what is kept in memory for it. */
export interface Tenant extends IngestTenant, PeopleStore {
  /** Where its people can sign in; null: with a password alone. */
  readonly provider: IdentityProvider | null
  readonly forecast: ForecastSource
  readonly readMetric: MetricReader
  readonly findings: FindingsSource
  readonly readRuleUse: RuleUseSource
  readonly panelWatch: PanelWatch
  readonly backlogs: Backlogs
  /** Wakes the background jobs that a change gives work to. */
  readonly signals: JobSignals
}
