import { hashKey, keepPreviousData, type QueryKey, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { EpochMs } from '../../shared/contract/brands.ts'
import type { ClientProblem } from '../../shared/contract/clients.ts'
import { asProblem } from '../ui/problem-text.ts'

export interface LiveQuery<Value> {
  /** The answer to the present question; null until it has arrived. */
  readonly value: Value | null
  /** The latest answer, perhaps to an earlier question: for names and lists of options, never for a number. */
  readonly latest: Value | null
  /** Why the latest try failed; null after a success. */
  readonly problem: ClientProblem | null
  readonly loadedAt: EpochMs | null
  reload(): void
}

interface LiveQueryOptions {
  /** Refresh interval while the page is visible; null: only when the page becomes visible again. */
  readonly everyMs?: number | null
  readonly enabled?: boolean
}

/** An answer that stays up to date. A failed refresh is tried again after the interval and keeps the answer. */
export function useLiveQuery<Value>(
  key: QueryKey,
  load: (signal: AbortSignal) => Promise<Value>,
  { everyMs = null, enabled = true }: LiveQueryOptions = {},
): LiveQuery<Value> {
  const query = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => load(signal),
    enabled,
    refetchInterval: everyMs ?? false,
    // Retries keep the reason of the failure while they wait; a refetch would clear it.
    retry: everyMs !== null,
    retryDelay: everyMs ?? 0,
    placeholderData: keepPreviousData,
  })
  const { data, isPlaceholderData, dataUpdatedAt, refetch } = query
  const cache = useQueryClient()
  const hash = hashKey(key)
  const failure: unknown = query.failureReason ?? query.error
  const reload = useCallback(() => {
    // Without the cancellation, the refetch would join a failed try that waits for its interval.
    const cancelled = cache.cancelQueries({ predicate: ({ queryHash }) => queryHash === hash })
    void cancelled.then(() => refetch())
  }, [cache, hash, refetch])
  return {
    value: isPlaceholderData ? null : (data ?? null),
    latest: data ?? null,
    problem: failure === null ? null : asProblem(failure),
    loadedAt: isPlaceholderData || dataUpdatedAt === 0 ? null : dataUpdatedAt,
    reload,
  }
}
