import type { Log } from './agent-options.ts'
import type { EventLog } from './support/event-log.ts'
import type { SyncStatus } from './sync/sync.ts'

/** What keeps the agent from its work, in plain words: told once when it comes, kept while it lasts. */
export class Troubles {
  readonly #log: Log
  readonly #events: EventLog
  #enrolment: string | null = null
  #journal: string | null = null
  #sending: 'fine' | 'failed' | 'held' = 'fine'

  constructor(log: Log, events: EventLog) {
    this.#log = log
    this.#events = events
  }

  /** The first that is there is the one to be shown. */
  all(): readonly (string | null)[] {
    return [this.#enrolment, this.#journal]
  }

  enrolling(error: unknown): void {
    this.#enrolment = error instanceof Error ? error.message : 'not enrolled'
    this.#events.note('not_enrolled')
    this.#log('error', this.#enrolment)
  }

  enrolled(): void {
    this.#enrolment = null
    this.#events.note('enrolled')
  }

  /** Journal errors say what is wrong without a word of content; what was not written is tried again with the next observation. */
  writing(error: unknown): void {
    const trouble = error instanceof Error ? error.message : 'the journal cannot be written'
    if (this.#journal !== trouble) {
      this.#events.note('journal_trouble')
      this.#log('error', trouble)
    }
    this.#journal = trouble
  }

  written(): void {
    this.#journal = null
  }

  /** Does something with the journal that can be done again later, or done without. */
  unlessWriting(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.writing(error)
    }
  }

  sending({ holding, trouble }: SyncStatus): void {
    const sending = holding ? 'held' : trouble ? 'failed' : 'fine'
    if (sending !== this.#sending) this.#events.note(sending === 'fine' ? 'sending_again' : `sending_${sending}`)
    this.#sending = sending
  }
}
