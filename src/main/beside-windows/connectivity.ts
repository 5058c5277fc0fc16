import type { EpochMs, OutageCause } from '../../shared/contract/index.ts'
import type { Clock } from '../capture/ports.ts'
import type { Journal } from '../journal/journal.ts'

/** Looked at this often, ms; a longer pause between two looks is a computer that slept. */
export const LOOK_EVERY_MS = 15_000
const SLEPT_MS = 4 * LOOK_EVERY_MS

/** What the operating system says of the network. */
export interface NetworkSource {
  online(): boolean
}

/** A request came back with the endpoint's answer, or did not. */
export type Contact = 'reached' | 'failed'

export interface ConnectivityOptions {
  readonly journal: Pick<Journal, 'settings' | 'write'>
  readonly network: NetworkSource
  readonly clock: Clock
  /** Whether the endpoint takes such records: what it does not know it would refuse. */
  readonly taken: () => boolean
}

/**
 * Notes the stretches in which this computer could not reach the endpoint: from the first failure, or from when the system said that there is
 * no network, until the endpoint answered again. What was not looked at, as while the computer slept, is in none of them. A stretch that goes
 * on is kept in the journal's settings, so that a crash does not lose it.
 */
export class Connectivity {
  readonly #options: ConnectivityOptions
  #lookedAt: number | null = null

  constructor(options: ConnectivityOptions) {
    this.#options = options
  }

  /** Since when the endpoint cannot be reached; null: it can, as far as is known. */
  offlineSince(): EpochMs | null {
    // What an earlier run left open says nothing of now.
    return this.#lookedAt === null ? null : (this.#options.journal.settings.get('outage')?.startedAt ?? null)
  }

  /** Something was sent. @throws JournalFull and other journal errors */
  contact(contact: Contact): void {
    this.#closeLeftOver()
    if (contact === 'reached') {
      this.#see(null)
      this.#close()
    } else {
      this.#see(this.#options.network.online() ? 'endpoint' : 'network')
    }
  }

  /** To be called every LOOK_EVERY_MS. That the network is back is not yet that the endpoint is. @throws as `contact` */
  look(): void {
    this.#closeLeftOver()
    if (!this.#options.network.online()) this.#see('network')
    else if (this.offlineSince() !== null) this.#see('endpoint')
    else this.#lookedAt = this.#options.clock.mono()
  }

  /** Ends what is open, as at the end of the agent. */
  stop(): void {
    this.#close()
  }

  /** What an earlier run left open ended when it was last seen. */
  #closeLeftOver(): void {
    if (this.#lookedAt === null) this.#close()
  }

  #see(cause: OutageCause | null): void {
    const { journal, clock } = this.#options
    const now = clock.now()
    const mono = clock.mono()
    const slept = this.#lookedAt !== null && mono - this.#lookedAt > SLEPT_MS
    this.#lookedAt = mono
    const open = journal.settings.get('outage')
    // A clock that was set back would turn a stretch around.
    if (open !== undefined && (slept || now < open.seenAt)) this.#close()
    else if (open !== undefined && now > open.seenAt) {
      journal.settings.set('outage', { ...open, seenAt: now, cause: cause === 'network' ? 'network' : open.cause })
      return
    }
    if (cause !== null && journal.settings.get('outage') === undefined) {
      journal.settings.set('outage', { startedAt: now, seenAt: now, cause })
    }
  }

  #close(): void {
    const { journal, taken } = this.#options
    const open = journal.settings.get('outage')
    if (open === undefined) return
    const { startedAt, seenAt: endedAt, cause } = open
    journal.write((tx) => {
      if (endedAt > startedAt && taken()) {
        tx.append({ kind: 'connectivity', startedAt, endedAt, state: 'offline', cause })
      }
      // In the same transaction: a crash between the two would tell it twice.
      journal.settings.remove('outage')
    })
  }
}
