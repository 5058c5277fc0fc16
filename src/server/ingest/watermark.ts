/** How far a generation has come. */
export interface Watermark {
  /** Highest seq stored. */
  readonly maxSeq: number
  /** Highest seq that survives a power cut. */
  readonly durableSeq: number
  /** Candidate for `durableSeq`, and since when it has been one (epoch ms). */
  readonly pendingSeq: number
  readonly pendingAt: number
}

/**
 * The embedded store never calls fsync; the kernel writes back within half a minute. What was stored this long ago is on the disk
 * with a wide margin.
 */
export const WRITTEN_BACK_AFTER_MS = 600_000

/** The watermark after a batch up to `lastSeq` at `now`. PostgreSQL has every commit on disk when it answers. */
export function advanceWatermark(
  before: Watermark | null,
  lastSeq: number,
  now: number,
  store: 'embedded' | 'postgres',
): Watermark {
  const maxSeq = Math.max(before?.maxSeq ?? 0, lastSeq)
  if (store === 'postgres') return { maxSeq, durableSeq: maxSeq, pendingSeq: maxSeq, pendingAt: now }
  if (!before) return { maxSeq, durableSeq: 0, pendingSeq: maxSeq, pendingAt: now }
  if (now - before.pendingAt < WRITTEN_BACK_AFTER_MS) return { ...before, maxSeq }
  return { maxSeq, durableSeq: before.pendingSeq, pendingSeq: maxSeq, pendingAt: now }
}
