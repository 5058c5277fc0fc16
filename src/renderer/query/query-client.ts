import { QueryClient } from '@tanstack/react-query'

/** The cache of all answers. One per page. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The endpoint may be on this computer, so being offline says nothing about it.
      queries: { networkMode: 'always', retry: false, staleTime: 0 },
    },
  })
}
