import { nextLastInput, type LastInput } from './last-input.ts'
import type { Clock, IdleSource } from './ports.ts'

export interface AskedIdle {
  readonly name: string
  /** Asks the desktop for the time since the last input, ms. Rejects if there is no answer. */
  readonly ask: () => Promise<number>
  /** Resolution of the answer, ms. */
  readonly resolutionMs: number
}

/** Each query starts a process. This interval is enough, because the answer dates the last input, ms. */
const askEveryMs = 5000

/** Idle time from an expensive query. Between two queries the last known input counts. */
export const askedIdleSource = (
  { name, ask, resolutionMs }: AskedIdle,
  { clock, locked }: { readonly clock: Clock; readonly locked: () => boolean },
): IdleSource => {
  let lastInput: LastInput | null = null
  let askedAt = Number.NEGATIVE_INFINITY
  return {
    name,
    async refresh() {
      if (clock.mono() - askedAt < askEveryMs) return
      askedAt = clock.mono()
      try {
        const idleMs = await ask()
        lastInput = nextLastInput(lastInput, { mono: clock.mono(), idleMs }, resolutionMs)
      } catch {
        // For example, the desktop is restarting. The last known input counts.
      }
    },
    idleMs: () => Math.max(0, clock.mono() - (lastInput ?? clock.mono())),
    locked,
  }
}
