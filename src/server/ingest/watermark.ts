import { MINUTE_MS } from '../../shared/time.ts'

/** How far a journal has come. */
export interface Watermark {
  /** Highest seq without a gap below it. */
  readonly contiguousSeq: number
  /** The same, and it survives a power cut. */
  readonly durableSeq: number
  /** Candidate for `durableSeq`, and since when it has been one (epoch ms). */
  readonly pendingSeq: number
  readonly pendingAt: number
}

/** The embedded store never calls fsync; the kernel writes back within half a minute. After this time a commit is safely on the disk. */
export const WRITTEN_BACK_AFTER_MS = 10 * MINUTE_MS

/** The watermark at `now`, when everything up to `contiguousSeq` is stored. PostgreSQL has every commit on disk when it answers. */
export function advanceWatermark(
  before: Watermark,
  contiguousSeq: number,
  now: number,
  store: 'embedded' | 'postgres',
): Watermark {
  if (store === 'postgres') {
    return { contiguousSeq, durableSeq: contiguousSeq, pendingSeq: contiguousSeq, pendingAt: now }
  }
  const isPending = before.pendingSeq > before.durableSeq
  if (isPending && now - before.pendingAt < WRITTEN_BACK_AFTER_MS) return { ...before, contiguousSeq }
  return { contiguousSeq, durableSeq: before.pendingSeq, pendingSeq: contiguousSeq, pendingAt: now }
}

/** The end of the run of consecutive seqs that begins after `from`; `from` itself where the next seq is missing. */
export function endOfRun(from: number, seqs: readonly number[]): number {
  let end = from
  for (const seq of seqs.toSorted((a, b) => a - b)) {
    if (seq === end + 1) end = seq
    else if (seq > end) break
  }
  return end
}
