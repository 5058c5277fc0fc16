import { setTimeout as breathe } from 'node:timers/promises'
import type { Sleep } from '../../../../src/main/sync/interruptible-sleep.ts'

/** A clock that jumps over every wait, so that hours of an outage pass in moments. It records the waits. */
export class VirtualTime {
  readonly waits: number[] = []
  #skipped = 0
  readonly now = (): number => Date.now() + this.#skipped
  readonly sleep: Sleep = async (ms) => {
    this.waits.push(ms)
    this.#skipped += ms
    // Yields to the socket: otherwise an idle sync runs through days.
    await breathe(2)
  }
  /** All waits, ms. */
  get waited(): number {
    return this.waits.reduce((sum, ms) => sum + ms, 0)
  }
}
