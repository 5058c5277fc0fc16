import { performance } from 'node:perf_hooks'
import type { EpochMs } from '../../shared/contract/brands.ts'

/** Answers from the cache, or by `compute`, as of an instant. */
export type Cache<Answer> = (key: string, compute: (at: EpochMs) => Promise<Answer>) => Promise<Answer>

/**
 * Stale-while-revalidate cache for expensive queries whose latest answer nobody needs. A fresh answer is served as it is. A stale one, up to twice
 * the fresh time old, is served while it is computed again. Callers wait for older ones. A key is computed once at a time, however many ask, and
 * a failure reaches only those who wait.
 * @param maximumKeys when there are more, the one computed longest ago is dropped
 * @param minimumCostMs answers that took less to compute are not cached
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
