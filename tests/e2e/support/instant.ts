import { monitorEventLoopDelay } from 'node:perf_hooks'

/**
 * An instant this test cannot know exactly: it lies between two readings of the clock, epoch ms. What the test itself was late with on a
 * busy machine widens the bracket instead of being taken for an error of the agent.
 */
export interface Instant {
  readonly notBefore: number
  readonly notAfter: number
}

/** Brackets what `act` does. */
export async function during(act: () => unknown): Promise<Instant> {
  const notBefore = Date.now()
  await act()
  return { notBefore, notAfter: Date.now() }
}

/**
 * Brackets a change by looking: it came after the last look that began with it not there, and before the end of the first look that found it.
 * @throws when it does not come within 30 s
 */
export async function whenSeen(what: string, look: () => Promise<boolean>): Promise<Instant> {
  let notBefore = Date.now()
  const deadline = notBefore + 30_000
  for (;;) {
    const began = Date.now()
    if (await look()) return { notBefore, notAfter: Date.now() }
    notBefore = began
    if (began > deadline) throw new Error(`did not come about within 30 s: ${what}`)
  }
}

/** The shortest and the longest the time between two such instants can have been, ms. */
export const lengthBetween = (start: Instant, end: Instant): { readonly least: number; readonly most: number } => ({
  least: Math.max(0, end.notBefore - start.notAfter),
  most: end.notAfter - start.notBefore,
})

/**
 * How late a process that only waits for events was served on this machine, at worst, ms: measured on this very process. `stop` answers it.
 */
export const measureLateness = (): { stop(): number } => {
  const delay = monitorEventLoopDelay({ resolution: 10 })
  delay.enable()
  return {
    stop() {
      delay.disable()
      return delay.max / 1e6
    },
  }
}
