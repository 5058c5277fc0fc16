import { useCallback, useEffect, useRef, useState } from 'react'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { Page } from '../../shared/contract/reports.ts'
import { asProblem } from './problem-text.ts'

/** Rows loaded at once: enough for a day of a team or a week of one person. */
const UNASKED_ROWS = 2_000

export interface Rows<Row> {
  readonly rows: readonly Row[] | null
  /** Whether `rows` holds the whole list. */
  readonly complete: boolean
  readonly loading: boolean
  readonly problem: ClientProblem | null
  /** Loads the missing rows. */
  loadRest(): void
  retry(): void
}

interface State<Row> {
  readonly rows: readonly Row[] | null
  readonly cursor: string | null
  readonly complete: boolean
  readonly loading: boolean
  readonly problem: ClientProblem | null
}

/**
 * All rows of a list, page by page. A new `revision` of the same `key` loads the list again and replaces the rows at once, so a table
 * does not become empty while somebody reads it.
 */
export function useRows<Row>(
  key: string,
  revision: string,
  load: (cursor: string | undefined) => Promise<Page<Row>>,
  unasked: number = UNASKED_ROWS,
): Rows<Row> {
  const [state, setState] = useState<State<Row>>({
    rows: null,
    cursor: null,
    complete: false,
    loading: true,
    problem: null,
  })
  const [wanted, setWanted] = useState(unasked)
  const [turn, setTurn] = useState(0)
  const latestLoad = useRef(load)
  useEffect(() => {
    latestLoad.current = load
  })
  const shownKey = useRef('')

  useEffect(() => {
    let ended = false
    const sameList = shownKey.current === key
    shownKey.current = key
    setState((before) => ({ ...before, rows: sameList ? before.rows : null, loading: true, problem: null }))
    const fetchAll = async () => {
      const rows: Row[] = []
      let cursor: string | null = null
      try {
        do {
          const page: Page<Row> = await latestLoad.current(cursor ?? undefined)
          if (ended) return
          rows.push(...page.rows)
          cursor = page.nextCursor
          // The first load shows its pages as they arrive; a reload waits for the last page.
          if (!sameList && cursor !== null && rows.length < wanted)
            setState((before) => ({ ...before, rows: [...rows] }))
        } while (cursor !== null && rows.length < wanted)
        setState({ rows, cursor, complete: cursor === null, loading: false, problem: null })
      } catch (error) {
        if (!ended) setState((before) => ({ ...before, loading: false, problem: asProblem(error) }))
      }
    }
    void fetchAll()
    return () => {
      ended = true
    }
  }, [key, revision, wanted, turn])

  const loadRest = useCallback(() => setWanted(Infinity), [])
  const retry = useCallback(() => setTurn((before) => before + 1), [])
  return { rows: state.rows, complete: state.complete, loading: state.loading, problem: state.problem, loadRest, retry }
}
