import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What an endpoint counts while it works, and the text that Prometheus reads. No number names a user, a device, a payer or a claim. */
export interface EndpointMetrics {
  readonly registry: Registry
  /** Records of batches by what became of them. */
  readonly records: Counter<'outcome'>
  readonly requests: Histogram<'method' | 'route' | 'status'>
  jobRan(run: JobRun): void
}

/** A run of a background job that has ended. */
export interface JobRun {
  readonly tenant: string
  readonly job: string
  readonly outcome: 'succeeded' | 'failed'
  readonly seconds: number
  /** Epoch ms. */
  readonly endedAt: number
}

export interface BuildInfo {
  readonly version: string
  readonly store: 'embedded' | 'postgres'
}

/** @param ofProcess whether the process' own numbers are among them: memory, processor, event loop, garbage collection */
export function createMetrics(build: BuildInfo, { ofProcess }: { readonly ofProcess: boolean }): EndpointMetrics {
  const registry = new Registry()
  const registers = [registry]
  if (ofProcess) collectDefaultMetrics({ register: registry })
  const info = new Gauge({
    name: 'touchledger_build_info',
    help: 'Always 1: the version of the endpoint, of Node and the kind of store, as labels',
    labelNames: ['version', 'node', 'store'],
    registers,
  })
  info.set({ ...build, node: process.versions.node }, 1)
  const jobs = new Counter({
    name: 'touchledger_job_runs_total',
    help: 'Runs of background jobs, by outcome: succeeded, failed. A failed run is tried again',
    labelNames: ['tenant', 'job', 'outcome'],
    registers,
  })
  const jobSeconds = new Histogram({
    name: 'touchledger_job_duration_seconds',
    help: 'How long runs of background jobs took',
    labelNames: ['job'],
    buckets: [0.01, 0.1, 1, 10, 60, 600],
    registers,
  })
  const succeededAt = new Gauge({
    name: 'touchledger_job_last_success_timestamp_seconds',
    help: 'When a background job last succeeded. Each runs every half hour at least',
    labelNames: ['tenant', 'job'],
    registers,
  })
  return {
    registry,
    records: new Counter({
      name: 'touchledger_ingest_records_total',
      help: 'Records received in batches, by outcome: accepted (new or known), rejected',
      labelNames: ['outcome'],
      registers,
    }),
    requests: new Histogram({
      name: 'touchledger_http_request_duration_seconds',
      help: 'Time to answer a request, by route pattern',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    }),
    jobRan: ({ tenant, job, outcome, seconds, endedAt }) => {
      // Both outcomes exist from the first run on: the first failure is then an increase.
      for (const each of ['succeeded', 'failed']) jobs.inc({ tenant, job, outcome: each }, each === outcome ? 1 : 0)
      jobSeconds.observe({ job }, seconds)
      if (outcome === 'succeeded') succeededAt.set({ tenant, job }, endedAt / 1000)
    },
  }
}
