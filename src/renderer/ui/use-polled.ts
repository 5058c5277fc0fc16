import { useCallback, useEffect, useRef, useState } from 'react'
import type { EpochMs } from '../../shared/contract/brands.ts'
import { ClientProblem } from '../../shared/contract/clients.ts'

export interface Polled<Value> {
  /** The latest answer there is, be it to the question before this one: nothing flickers while the next is on its way. */
  readonly value: Value | null
  /** False while `value` answers an earlier question. */
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
  readonly loadedAt: EpochMs | null
}

/**
 * Asks `load` whenever `key` changes, then every `everyMs` while the page is visible, and at once when it becomes visible again.
 * An unchanged answer keeps its identity, so that nothing is drawn anew for it.
 */
export function usePolled<Value>(key: string, load: () => Promise<Value>, everyMs: number | null): Polled<Value> {
  const [kept, setKept] = useState<Kept<Value>>({ key: '', value: null, text: '', problem: null, loadedAt: null })
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
          loadedAt: Date.now(),
        }))
      } catch (error) {
        if (ended) return
        setKept((before) => ({ ...before, problem: asProblem(error) }))
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
  return { value: kept.value, current: kept.key === key, problem: kept.problem, loadedAt: kept.loadedAt, reload }
}

/** Whatever was thrown, as something that can be shown. */
export function asProblem(error: unknown): ClientProblem {
  if (error instanceof ClientProblem) return error
  return new ClientProblem({
    code: 'failed',
    status: 0,
    detail: error instanceof Error ? error.message : String(error),
  })
}
