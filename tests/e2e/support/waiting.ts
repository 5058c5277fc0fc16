import { setTimeout as sleep } from 'node:timers/promises'

/** Ends a wait that would never end; judges no speed. */
const patienceMs = 120_000

/** Waits until `look` finds something that is neither false, null nor undefined, and answers it. Fails naming what did not come about. */
export async function until<Found>(
  what: string,
  look: () => Found | Promise<Found>,
  withinMs = patienceMs,
): Promise<NonNullable<Exclude<Found, false>>> {
  const deadline = performance.now() + withinMs
  for (;;) {
    const found = await look()
    if (found !== false && found !== null && found !== undefined) return found as NonNullable<Exclude<Found, false>>
    if (performance.now() > deadline) throw new Error(`did not come about within ${withinMs / 1000} s: ${what}`)
    await sleep(20)
  }
}
