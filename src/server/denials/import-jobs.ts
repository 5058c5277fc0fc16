import type { ImportJob } from '../../shared/contract/denials.ts'
import { problem } from '../errors/problem.ts'
import { hashSecret } from '../identity/secrets.ts'

/** Finished jobs that stay available. */
const MAX_FINISHED = 50

type JobEnd = Exclude<ImportJob['state'], 'receiving' | 'importing'>

interface Entry {
  job: ImportJob
  /** Hash of the caller's authorization. */
  readonly startedBy: string
  readonly abort: AbortController
  readonly ended: Promise<void>
}

/** How an import reports its progress. */
export interface RunningJob {
  readonly signal: AbortSignal
  progress(change: Partial<Pick<ImportJob, 'state' | 'bytes' | 'totalBytes' | 'claims'>>): void
  abort(): void
  end(state: JobEnd): void
}

/**
 * The imports of this process with an id, so that another request can read their progress or cancel them. They are in memory, because an
 * import ends with its process.
 */
export class ImportJobs {
  readonly #entries = new Map<string, Entry>()

  /** @throws HttpProblem 409 `job_exists` while one with that id runs */
  start(id: string, name: string, authorization: string, now: number): RunningJob {
    if (this.#entries.has(id) && this.#isRunning(id)) {
      throw problem(409, 'job_exists', 'An import with this id is running; give each an id of its own.')
    }
    const abort = new AbortController()
    let ended = () => {}
    const entry: Entry = {
      job: { id, name, state: 'receiving', bytes: 0, totalBytes: null, claims: 0, startedAt: now },
      startedBy: hashSecret(authorization),
      abort,
      ended: new Promise((done) => (ended = done)),
    }
    this.#entries.delete(id)
    this.#entries.set(id, entry)
    return {
      signal: abort.signal,
      progress: (change) => {
        entry.job = { ...entry.job, ...change }
      },
      abort: () => abort.abort(),
      end: (state) => {
        entry.job = { ...entry.job, state }
        this.#forgetOldest()
        ended()
      },
    }
  }

  /** @throws HttpProblem 404 `unknown_job` */
  find(id: string): ImportJob {
    return this.#entry(id).job
  }

  /**
   * Cancels an import and waits for its rollback. A finished one stays as it is.
   * @throws HttpProblem 404 `unknown_job`
   */
  async cancel(id: string): Promise<ImportJob> {
    const entry = this.#entry(id)
    if (this.#isRunning(id)) {
      entry.abort.abort()
      await entry.ended
    }
    return entry.job
  }

  /** Whether this caller started it. The embedded store has one connection, so the caller cannot be authenticated again during the import. */
  isStartedBy(id: string, authorization: string | undefined): boolean {
    return authorization !== undefined && this.#entries.get(id)?.startedBy === hashSecret(authorization)
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id)
    if (!entry) throw problem(404, 'unknown_job', 'There is no such import, or it ended long ago.')
    return entry
  }

  #isRunning(id: string): boolean {
    const state = this.#entries.get(id)?.job.state
    return state === 'receiving' || state === 'importing'
  }

  #forgetOldest(): void {
    const finished = [...this.#entries.keys()].filter((id) => !this.#isRunning(id))
    for (const id of finished.slice(0, -MAX_FINISHED)) this.#entries.delete(id)
  }
}
