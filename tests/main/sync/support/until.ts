import { vi } from 'vitest'

/** Waits for a condition, briefly on an idle machine and long enough on a busy one. */
export const until = async (condition: () => boolean): Promise<void> => {
  await vi.waitUntil(condition, { timeout: 100_000, interval: 5 })
}
