import type { EpochMs, Interval, OutageCause } from '../../shared/contract/index.ts'
import type { Clock } from '../capture/ports.ts'
import type { Journal } from '../journal/journal.ts'

/** Time between two checks, ms. */
export const CHECK_EVERY_MS = 15_000
/** A longer time between two checks means that the computer slept. */
const SLEPT_MS = 4 * CHECK_EVERY_MS

/** The operating system's view of the network. */
export interface NetworkSource {
  online(): boolean
}

/** Whether a request was answered by the endpoint. */
export type Contact = 'reached' | 'failed'

export interface ConnectivityOptions {
  readonly journal: Pick<Journal, 'settings' | 'write'>
  readonly network: NetworkSource
  readonly clock: Clock
  /** Whether the endpoint accepts connectivity records; an older one would refuse them. */
  readonly taken: () => boolean
  /** The parts of an outage that may be recorded; left out: all of it. */
  readonly partsOf?: ((outage: Interval) => readonly Interval[]) | undefined
}

/**
 * Records connectivity outages: from the first failed request, or from the instant the network was gone, until the endpoint answers
 * again. Sleep is in no outage. An open outage is kept in the journal's settings, so that a crash does not lose it.
 */
export class Connectivity {
  readonly #options: ConnectivityOptions
  #checkedAt: number | null = null
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(options: ConnectivityOptions) {
    this.#options = options
  }

  /** Checks every CHECK_EVERY_MS until `stop`. @param guard runs work that may fail on a full disk */
  start(guard: (work: () => void) => void): void {
    this.#timer = setInterval(() => guard(() => this.check()), CHECK_EVERY_MS)
    this.#timer.unref()
  }

  /** Since when the endpoint is unreachable; null if it is reachable or not yet tried. */
  unreachableSince(): EpochMs | null {
    // An outage left open by an earlier run is not evidence for the present one.
    return this.#checkedAt === null ? null : (this.#options.journal.settings.get('outage')?.startedAt ?? null)
  }

  /** To be called after each attempt to send. @throws JournalFull and other journal errors */
  contact(contact: Contact): void {
    this.#closeLeftOver()
    if (contact === 'reached') {
      this.#observe(null)
      this.#close()
    } else {
      this.#observe(this.#options.network.online() ? 'endpoint' : 'network')
    }
  }

  /** A network that is back does not end the outage: only an answer from the endpoint does. @throws as `contact` */
  check(): void {
    this.#closeLeftOver()
    if (!this.#options.network.online()) this.#observe('network')
    else if (this.unreachableSince() !== null) this.#observe('endpoint')
    else this.#checkedAt = this.#options.clock.mono()
  }

  /** Stops checking and closes an open outage. @throws as `contact` */
  stop(): void {
    clearInterval(this.#timer)
    this.#close()
  }

  /** An outage left open by an earlier run ends at its last check. */
  #closeLeftOver(): void {
    if (this.#checkedAt === null) this.#close()
  }

  #observe(cause: OutageCause | null): void {
    const { journal, clock } = this.#options
    const now = clock.now()
    const mono = clock.mono()
    const slept = this.#checkedAt !== null && mono - this.#checkedAt > SLEPT_MS
    this.#checkedAt = mono
    const open = journal.settings.get('outage')
    // With a clock set back the outage would end before it began.
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
    const { journal, taken, partsOf = (outage: Interval) => [outage] } = this.#options
    const open = journal.settings.get('outage')
    if (open === undefined) return
    const { startedAt, seenAt: endedAt, cause } = open
    journal.write((tx) => {
      if (endedAt > startedAt && taken()) {
        for (const part of partsOf({ startedAt, endedAt }))
          tx.append({ kind: 'connectivity', ...part, state: 'offline', cause })
      }
      // In the same transaction: a crash in between would record the outage twice.
      journal.settings.remove('outage')
    })
  }
}
