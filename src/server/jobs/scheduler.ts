import { performance } from 'node:perf_hooks'
import type { JobName, JobSignals } from './job-signals.ts'

/** A job of a tenant. */
export interface Job {
  /**
   * Does what there is to do.
   * @returns when time alone will give it work again, epoch ms; null: only a change will.
   */
  readonly run: () => Promise<number | null>
  /** How long a change waits, so that many changes are one run, ms. */
  readonly delayMs: number
}

export interface Scheduler {
  /** Takes a tenant's jobs on; each runs once at the start. */
  add(tenantId: string, jobs: Partial<Readonly<Record<JobName, Job>>>): JobSignals
  /** Waits for the runs under way; after it nothing is run any more. */
  stop(): Promise<void>
}

export interface SchedulerOptions {
  /** The clock that jobs speak of, epoch ms. What waits is measured by a clock that nobody can set. */
  readonly now: () => number
  /** Told of a run that failed; the job runs again after its delay. */
  readonly failed: (tenantId: string, job: JobName, error: unknown) => void
  /** Most runs at once, over all tenants. */
  readonly atOnce?: number
  /** A job that nothing wakes runs this often all the same, ms: another process may have stored something for it. */
  readonly sweepMs?: number
}

const SWEEP_MS = 1_800_000
const AT_ONCE = 4

interface Entry {
  readonly tenantId: string
  readonly name: JobName
  readonly job: Job
  /** By `performance.now()`. */
  dueAt: number
  running: boolean
  /** It was woken while it ran: what it read may be old. */
  again: boolean
}

/** Runs the jobs of all tenants that have work, and none of those that have not: 200 idle tenants cost a few statements a minute. */
export function createScheduler({ now, failed, atOnce = AT_ONCE, sweepMs = SWEEP_MS }: SchedulerOptions): Scheduler {
  const entries: Entry[] = []
  const running = new Set<Promise<void>>()
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const schedule = () => {
    clearTimeout(timer)
    if (stopped || running.size >= atOnce) return
    const next = entries.reduce((least, entry) => (entry.running ? least : Math.min(least, entry.dueAt)), Infinity)
    if (next === Infinity) return
    timer = setTimeout(start, Math.max(0, next - performance.now())).unref()
  }

  const start = () => {
    const due = entries
      .filter((entry) => !entry.running && entry.dueAt <= performance.now())
      .sort((one, other) => one.dueAt - other.dueAt)
    for (const entry of due.slice(0, Math.max(0, atOnce - running.size))) {
      const run = runEntry(entry).finally(() => {
        running.delete(run)
        schedule()
      })
      running.add(run)
    }
    schedule()
  }

  const runEntry = async (entry: Entry): Promise<void> => {
    entry.running = true
    entry.again = false
    try {
      const byTime = await entry.job.run()
      const sweep = sweepMs * (1 + Math.random() / 10)
      // Work that time gives waits as a change does: a clock that stands still does not make the job spin.
      const wait = byTime === null ? sweep : Math.min(sweep, Math.max(entry.job.delayMs, byTime - now()))
      entry.dueAt = performance.now() + (entry.again ? entry.job.delayMs : wait)
    } catch (error) {
      failed(entry.tenantId, entry.name, error)
      entry.dueAt = performance.now() + entry.job.delayMs
    } finally {
      entry.running = false
    }
  }

  return {
    add: (tenantId, jobs) => {
      const own = (Object.entries(jobs) as [JobName, Job][]).map(([name, job]): Entry => {
        return { tenantId, name, job, dueAt: performance.now() + job.delayMs, running: false, again: false }
      })
      entries.push(...own)
      schedule()
      return {
        wake: (...names) => {
          for (const entry of own) {
            if (!names.includes(entry.name)) continue
            entry.again = true
            entry.dueAt = Math.min(entry.dueAt, performance.now() + entry.job.delayMs)
          }
          schedule()
        },
      }
    },
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await Promise.all(running)
    },
  }
}
