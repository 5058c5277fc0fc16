import { setTimeout as timer } from 'node:timers/promises'

/** Waits `ms`. Ends early, without an error, when `signal` aborts. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>

export const realSleep: Sleep = async (ms, signal) => {
  try {
    // A timer of more than 2^31 ms would fire at once.
    await timer(Math.min(ms, 2 ** 31 - 1), undefined, signal === undefined ? {} : { signal })
  } catch (error) {
    if (signal?.aborted !== true) throw error
  }
}

export interface InterruptibleSleep {
  /** Waits until the time is over, `wake` is called or `signal` aborts. An earlier `wake` counts. */
  readonly sleep: Sleep
  wake(): void
}

/** A wait that can be ended from outside. One waiter at a time. */
export const createInterruptibleSleep = (sleep: Sleep): InterruptibleSleep => {
  let current: AbortController | null = null
  let woken = false
  return {
    async sleep(ms, signal) {
      if (!woken && signal?.aborted !== true) {
        const controller = (current = new AbortController())
        const forward = () => controller.abort()
        signal?.addEventListener('abort', forward, { once: true })
        await sleep(ms, controller.signal)
        signal?.removeEventListener('abort', forward)
        current = null
      }
      woken = false
    },
    wake() {
      woken = true
      current?.abort()
    },
  }
}
