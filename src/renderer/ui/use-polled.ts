import { useCallback, useEffect, useRef, useState } from 'react'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import { asProblem } from './problem-text.ts'

export interface Polled<Value> {
  /** The answer to the present question; null until it has arrived. */
  readonly value: Value | null
  /** The latest answer, perhaps to an earlier question: for names and lists of options, never for a number. */
  readonly latest: Value | null
  /** Whether the present question has been answered. */
  readonly current: boolean
  /** Why the latest try failed; null after one that did not. */
  readonly problem: ClientProblem | null
  readonly loadedAt: EpochMs | null
  reload(): void
}

interface Kept<Value> {
  readonly key: string
  readonly value: Value | null
  readonly text: string
  readonly problem: ClientProblem | null
  /** The question whose latest try failed. */
  readonly failedKey: string | null
  readonly loadedAt: EpochMs | null
}

/**
 * Calls `load` when `key` changes, every `everyMs` while the page is visible, and when the page becomes visible again.
 * An unchanged answer keeps its identity, so it causes no render.
 */
export function usePolled<Value>(key: string, load: () => Promise<Value>, everyMs: number | null): Polled<Value> {
  const [kept, setKept] = useState<Kept<Value>>({
    key: '',
    value: null,
    text: '',
    problem: null,
    failedKey: null,
    loadedAt: null,
  })
  const [turn, setTurn] = useState(0)
  const latestLoad = useRef(load)
  useEffect(() => {
    latestLoad.current = load
  })

  useEffect(() => {
    let ended = false
    let timer: ReturnType<typeof setTimeout> | undefined
    let asking = false
    const ask = async () => {
      clearTimeout(timer)
      if (asking) return
      asking = true
      try {
        const value = await latestLoad.current()
        if (ended) return
        const text = JSON.stringify(value)
        setKept((before) => ({
          key,
          value: before.key === key && before.text === text ? before.value : value,
          text,
          problem: null,
          failedKey: null,
          loadedAt: Date.now(),
        }))
      } catch (error) {
        if (ended) return
        setKept((before) => ({ ...before, problem: asProblem(error), failedKey: key }))
      } finally {
        asking = false
        if (!ended && everyMs !== null && document.visibilityState === 'visible')
          timer = setTimeout(() => void ask(), everyMs)
      }
    }
    const seen = () => {
      if (document.visibilityState === 'visible') void ask()
    }
    void ask()
    document.addEventListener('visibilitychange', seen)
    return () => {
      ended = true
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', seen)
    }
  }, [key, everyMs, turn])

  const reload = useCallback(() => setTurn((before) => before + 1), [])
  const isCurrent = kept.key === key
  return {
    value: isCurrent ? kept.value : null,
    latest: kept.value,
    current: isCurrent,
    problem: isCurrent || kept.failedKey === key ? kept.problem : null,
    loadedAt: isCurrent ? kept.loadedAt : null,
    reload,
  }
}
