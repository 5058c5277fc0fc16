import type { Log } from './agent-options.ts'
import { errorWord } from './support/error-facts.ts'
import type { EventLog } from './support/event-log.ts'
import type { SyncStatus } from './sync/sync.ts'

/** Faults that keep the agent from its work, in plain words. Each is logged once when it begins and kept while it lasts. */
export class AgentFaults {
  readonly #log: Log
  readonly #events: EventLog
  #enrollment: string | null = null
  #journal: string | null = null
  #sending: 'ok' | 'failed' | 'held' = 'ok'

  constructor(log: Log, events: EventLog) {
    this.#log = log
    this.#events = events
  }

  /** Most important first; null where there is no fault. */
  all(): readonly (string | null)[] {
    return [this.#enrollment, this.#journal]
  }

  enrollmentFailed(error: unknown): void {
    const fault = error instanceof Error ? error.message : 'This computer is not enrolled.'
    if (this.#enrollment === fault) return
    this.#enrollment = fault
    this.#events.note('not_enrolled', errorWord(error))
    this.#log('error', fault)
  }

  enrolled(): void {
    this.#enrollment = null
    this.#events.note('enrolled')
  }

  /** Journal errors never quote content. The next observation retries what was not written. */
  writeFailed(error: unknown): void {
    const fault = error instanceof Error ? error.message : 'the journal cannot be written'
    if (this.#journal !== fault) {
      this.#events.note('journal_fault', errorWord(error))
      this.#log('error', fault)
    }
    this.#journal = fault
  }

  writeSucceeded(): void {
    this.#journal = null
  }

  /** Runs journal work that can be repeated later or skipped. Errors become the journal fault. */
  readonly guard = (work: () => void): void => {
    try {
      work()
    } catch (error) {
      this.writeFailed(error)
    }
  }

  syncChanged({ hold, failure }: SyncStatus): void {
    const sending = hold ? 'held' : failure ? 'failed' : 'ok'
    if (sending !== this.#sending) this.#events.note(sending === 'ok' ? 'sending_resumed' : `sending_${sending}`)
    this.#sending = sending
  }
}
