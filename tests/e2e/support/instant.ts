import { monitorEventLoopDelay } from 'node:perf_hooks'

/**
 * An instant known only as an interval between two clock readings, epoch ms. The test's own delays on a busy machine widen it, so
 * that they do not count as the agent's errors.
 */
export interface Instant {
  readonly notBefore: number
  readonly notAfter: number
}

/** Brackets the effect of `act`. */
export async function during(act: () => unknown): Promise<Instant> {
  const notBefore = Date.now()
  await act()
  return { notBefore, notAfter: Date.now() }
}

/**
 * Brackets a change by polling: after the last poll that did not find it, before the end of the first one that did.
 * @throws if it does not happen within 30 s
 */
export async function whenSeen(what: string, poll: () => Promise<boolean>): Promise<Instant> {
  let notBefore = Date.now()
  const deadline = notBefore + 30_000
  for (;;) {
    const began = Date.now()
    if (await poll()) return { notBefore, notAfter: Date.now() }
    notBefore = began
    if (began > deadline) throw new Error(`did not happen within 30 s: ${what}`)
  }
}

/** Shortest and longest possible time between two such instants, ms. */
export const lengthBetween = (start: Instant, end: Instant): { readonly least: number; readonly most: number } => ({
  least: Math.max(0, end.notBefore - start.notAfter),
  most: end.notAfter - start.notBefore,
})

/** Longest delay of a process that only waits for events on this machine, ms, measured on this process. `stop` returns it. */
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
