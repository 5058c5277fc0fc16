import { hashKey, useInfiniteQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import type { Page } from '../../shared/contract/reports.ts'
import { MAX_PAGE_ROWS, type ReadAnswer, type ReadParams, type TeamRead } from '../../shared/contract/team-calls.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { asProblem } from '../ui/problem-text.ts'
import { teamKey } from './use-team-query.ts'

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

/** Reads that answer page by page. */
type PagedRead = {
  [Name in TeamRead]: ReadAnswer<Name> extends Page<unknown>
    ? 'cursor' extends keyof ReadParams<Name>
      ? Name
      : never
    : never
}[TeamRead]
type RowOf<Name extends PagedRead> = ReadAnswer<Name> extends Page<infer Row> ? Row : never

interface RowsOptions {
  /** A new revision loads the list again; undefined while it is not known. */
  readonly revision?: string | undefined
  readonly initialRows?: number
}

/**
 * All rows of a list, page by page. When the list is loaded again, the new rows replace the old ones at once, so a table does not become
 * empty while somebody reads it.
 */
export function useTeamRows<Name extends PagedRead>(
  name: Name,
  params: ReadParams<Name>,
  { revision, initialRows = INITIAL_ROWS }: RowsOptions = {},
): Rows<RowOf<Name>> {
  const { team } = useAppEnvironment()
  const [wanted, setWanted] = useState(initialRows)
  const queryKey = [...teamKey(name, params), 'rows']
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam, signal }) =>
      (await team.read(name, { ...(params as object), cursor: pageParam } as ReadParams<Name>, signal)) as Page<
        RowOf<Name>
      >,
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
    const all: RowOf<Name>[] = []
    let cursor: string | undefined
    do {
      const asked = { ...(params as object), limit: MAX_PAGE_ROWS, cursor } as ReadParams<Name>
      const page = (await team.read(name, asked)) as Page<RowOf<Name>>
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
