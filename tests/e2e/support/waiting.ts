import { setTimeout as sleep } from 'node:timers/promises'

/** Ends endless waits; it does not judge speed. */
const patienceMs = 120_000

/** Polls until `poll` returns a value that is not false, null or undefined, and returns it. Fails with the name of the condition. */
export async function until<Found>(
  what: string,
  poll: () => Found | Promise<Found>,
  withinMs = patienceMs,
): Promise<NonNullable<Exclude<Found, false>>> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const asked = performance.now()
    const found = await poll()
    if (found !== false && found !== null && found !== undefined) return found as NonNullable<Exclude<Found, false>>
    if (performance.now() > deadline) throw new Error(`did not happen within ${withinMs / 1000} s: ${what}`)
    // Asking an endpoint or a display computes, too: most of the time is left to what is waited for.
    await sleep(Math.max(20, 2 * (performance.now() - asked)))
  }
}
