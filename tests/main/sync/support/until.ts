import { vi } from 'vitest'

/** Waits for a condition that comes soon on an idle machine and surely on a busy one. */
export const until = async (condition: () => boolean): Promise<void> => {
  await vi.waitUntil(condition, { timeout: 100_000, interval: 5 })
}
