import { setTimeout as sleep } from 'node:timers/promises'
import type { Instant } from './instant.ts'

const PAUSE_MS = 300

/** Presses keys continuously, so that nobody is idle: on a shared display the last key may be long ago. */
export class Hands {
  readonly #press: () => Promise<Instant>
  #last: Instant = { notBefore: 0, notAfter: 0 }
  #typing: Promise<void> | null = null
  #resting = true

  /** @param press one key without an effect. */
  constructor(press: () => Promise<Instant>) {
    this.#press = press
  }

  work(): void {
    this.#resting = false
    this.#typing = this.#type()
  }

  /** Stops. Resolves when the last key was pressed. */
  async rest(): Promise<Instant> {
    this.#resting = true
    await this.#typing
    return this.#last
  }

  async #type(): Promise<void> {
    while (!this.#resting) {
      this.#last = await this.#press()
      await sleep(PAUSE_MS)
    }
  }
}
