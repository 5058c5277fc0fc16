import { performance } from 'node:perf_hooks'
import type { EpochMs } from '../../shared/contract/brands.ts'

/** Answers from the cache, or by `compute`, as of an instant. */
export type Cache<Answer> = (key: string, compute: (at: EpochMs) => Promise<Answer>) => Promise<Answer>

/**
 * Stale-while-revalidate cache for expensive queries (docs/decisions/0013). A stale answer is served up to twice the fresh time; callers wait
 * for an older one.
 * @param maximumKeys above it, the oldest answer is dropped
 * @param minimumCostMs answers that took less are not cached
 */
export function staleWhileRevalidate<Answer>(options: {
  readonly freshMs: number
  readonly maximumKeys: number
  readonly minimumCostMs?: number
  readonly now: () => EpochMs
}): Cache<Answer> {
  const { freshMs, maximumKeys, minimumCostMs = 0, now } = options
  const cached = new Map<string, { readonly answer: Answer; readonly at: EpochMs }>()
  const running = new Map<string, Promise<Answer>>()

  const run = async (key: string, compute: (at: EpochMs) => Promise<Answer>, at: EpochMs): Promise<Answer> => {
    const startedAt = performance.now()
    try {
      const answer = await compute(at)
      cached.delete(key)
      if (performance.now() - startedAt >= minimumCostMs) cached.set(key, { answer, at })
      for (const oldest of cached.keys()) {
        if (cached.size <= maximumKeys) break
        cached.delete(oldest)
      }
      return answer
    } finally {
      running.delete(key)
    }
  }

  return async (key, compute) => {
    const at = now()
    const known = cached.get(key)
    const age = known === undefined ? Infinity : Math.abs(at - known.at)
    if (known !== undefined && age < freshMs) return known.answer
    const coming = running.get(key) ?? run(key, compute, at)
    if (!running.has(key)) running.set(key, coming)
    if (known === undefined || age >= 2 * freshMs) return coming
    // Nobody waits for this one; the next call after a failure tries again.
    coming.catch(() => {})
    return known.answer
  }
}
