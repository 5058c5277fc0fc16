import { performance } from 'node:perf_hooks'
import type { EpochMs } from '../../shared/contract/brands.ts'

/** Answers what was found last for a key. @param find finds it anew, as of an instant. */
export type KeptAnswers<Answer> = (key: string, find: (at: EpochMs) => Promise<Answer>) => Promise<Answer>

/**
 * Keeps answers that cost much and of which nobody needs the latest. One is found anew when it has aged: until then, and for as long again, what was
 * found before is answered at once; who comes later waits. However many ask, one key is looked for once at a time; a failure is only theirs who waited.
 * @param atMost how many keys are kept: the one found longest ago goes. @param worthMs what took less to find is not kept at all.
 */
export function keepAnswers<Answer>(terms: {
  readonly freshMs: number
  readonly atMost: number
  readonly worthMs?: number
  readonly now: () => EpochMs
}): KeptAnswers<Answer> {
  const { freshMs, atMost, worthMs = 0, now } = terms
  const kept = new Map<string, { readonly answer: Answer; readonly at: EpochMs }>()
  const looking = new Map<string, Promise<Answer>>()

  const look = async (key: string, find: (at: EpochMs) => Promise<Answer>, at: EpochMs): Promise<Answer> => {
    const began = performance.now()
    try {
      const answer = await find(at)
      kept.delete(key)
      if (performance.now() - began >= worthMs) kept.set(key, { answer, at })
      for (const oldest of kept.keys()) {
        if (kept.size <= atMost) break
        kept.delete(oldest)
      }
      return answer
    } finally {
      looking.delete(key)
    }
  }

  return async (key, find) => {
    const at = now()
    const known = kept.get(key)
    const age = known === undefined ? Infinity : Math.abs(at - known.at)
    if (known !== undefined && age < freshMs) return known.answer
    const coming = looking.get(key) ?? look(key, find, at)
    if (!looking.has(key)) looking.set(key, coming)
    if (known === undefined || age >= 2 * freshMs) return coming
    // Nobody waits for this one; who comes when it has failed tries again.
    coming.catch(() => {})
    return known.answer
  }
}
