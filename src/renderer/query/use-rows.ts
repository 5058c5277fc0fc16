import { hashKey, type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { Page } from '../../shared/contract/reports.ts'
import { asProblem } from '../ui/problem-text.ts'

/** Rows loaded at once: enough for a day of a team or a week of one person. */
const INITIAL_ROWS = 2_000

export interface Rows<Row> {
  readonly rows: readonly Row[] | null
  /** Whether `rows` holds the whole list. */
  readonly complete: boolean
  readonly loading: boolean
  readonly problem: ClientProblem | null
  /** Loads the missing rows. */
  loadRest(): void
  /** The whole list, loaded apart from what is shown: for a file. */
  loadAll(): Promise<readonly Row[]>
  retry(): void
}

export interface RowsOptions {
  /** A new revision loads the list again; undefined while it is not known. */
  readonly revision?: string | undefined
  readonly initialRows?: number
}

interface PageAsked {
  readonly cursor: string | undefined
  /** Rows of a page; absent: as many as it has by itself. */
  readonly limit?: number
  readonly signal?: AbortSignal
}

/**
 * All rows of a list, page by page. When the list is loaded again, the new rows replace the old ones at once, so a table does not become
 * empty while somebody reads it.
 * @param fileLimit rows of a page while the whole list is loaded for a file
 */
export function useRows<Row>(
  queryKey: QueryKey,
  load: (page: PageAsked) => Promise<Page<Row>>,
  { revision, initialRows = INITIAL_ROWS, fileLimit }: RowsOptions & { readonly fileLimit?: number } = {},
): Rows<Row> {
  const [wanted, setWanted] = useState(initialRows)
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => load({ cursor: pageParam, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchOnWindowFocus: false,
  })
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? null, [data])

  const loaded = rows?.length ?? 0
  useEffect(() => {
    if (hasNextPage && !isFetching && error === null && loaded < wanted) void fetchNextPage()
  }, [hasNextPage, isFetching, error, loaded, wanted, fetchNextPage])

  const list = hashKey(queryKey)
  const seen = useRef({ list, revision })
  useEffect(() => {
    if (revision === undefined) return
    const before = seen.current
    seen.current = { list, revision }
    if (before.list === list && before.revision !== undefined && before.revision !== revision) void refetch()
  }, [list, revision, refetch])

  const loadAll = async () => {
    const all: Row[] = []
    let cursor: string | undefined
    do {
      const page = await load({ cursor, ...(fileLimit !== undefined && { limit: fileLimit }) })
      all.push(...page.rows)
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    return all
  }
  const loadRest = useCallback(() => setWanted(Infinity), [])
  const retry = useCallback(() => void (data ? fetchNextPage() : refetch()), [data, fetchNextPage, refetch])
  return {
    rows,
    complete: rows !== null && !hasNextPage,
    loading: isFetching,
    problem: error === null ? null : asProblem(error),
    loadRest,
    loadAll,
    retry,
  }
}
