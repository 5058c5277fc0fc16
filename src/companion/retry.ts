/** Wait before the next connection attempt, after this many failures in a row: 1 s, 2 s, 4 s … 5 minutes. */
export const retryAfterMs = (failures: number): number => Math.min(300_000, 1000 * 2 ** Math.min(failures - 1, 20))
