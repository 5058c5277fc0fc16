import { setTimeout as breathe } from 'node:timers/promises'
import type { Sleep } from '../../../../src/main/sync/interruptible-sleep.ts'

/** A clock that jumps over every wait, so that hours of an outage pass in moments; remembers what was waited. */
export class VirtualTime {
  readonly waits: number[] = []
  #skipped = 0
  readonly now = (): number => Date.now() + this.#skipped
  readonly sleep: Sleep = async (ms) => {
    this.waits.push(ms)
    this.#skipped += ms
    // A breath for the socket: without it an idle sync spins through days.
    await breathe(2)
  }
  /** All that was waited, ms. */
  get waited(): number {
    return this.waits.reduce((sum, ms) => sum + ms, 0)
  }
}
