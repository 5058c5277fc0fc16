const longestMs = 30_000

/** Wait before the next try of what was lost this many times in a row before, ms: `firstMs`, twice as long, … 30 s. */
export const retryWaitMs = (failures: number, firstMs = 1000): number => Math.min(longestMs, firstMs * 2 ** failures)
