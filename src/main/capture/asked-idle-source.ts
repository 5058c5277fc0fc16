import { nextLastInput } from './last-input.ts'
import type { LastInput } from './last-input.ts'
import type { Clock, IdleSource } from './ports.ts'

export interface AskedIdle {
  readonly name: string
  /** Asks the desktop; ms since the last input. Rejects when nobody answers. */
  readonly ask: () => Promise<number>
  /** The steps in which it answers, ms. */
  readonly resolutionMs: number
}

/** Asking starts a process: this often is enough, since what is answered says when the last input was, whenever it is asked, ms. */
const askEveryMs = 5000

/** Idle time by a question that costs something. Between two questions the last input known stands. */
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
        // The desktop is just restarting, say. What is known stands.
      }
    },
    idleMs: () => Math.max(0, clock.mono() - (lastInput ?? clock.mono())),
    locked,
  }
}
