import type { Page } from '../../shared/contract/reports.ts'
import { MAX_PAGE_ROWS, type ReadAnswer, type ReadParams, type TeamRead } from '../../shared/contract/team-calls.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { type Rows, type RowsOptions, useRows } from './use-rows.ts'
import { teamKey } from './use-team-query.ts'

/** Reads that answer page by page. */
type PagedRead = {
  [Name in TeamRead]: ReadAnswer<Name> extends Page<unknown>
    ? 'cursor' extends keyof ReadParams<Name>
      ? Name
      : never
    : never
}[TeamRead]
type RowOf<Name extends PagedRead> = ReadAnswer<Name> extends Page<infer Row> ? Row : never

/** All rows of a list of the endpoint, as {@link useRows} loads them. */
export function useTeamRows<Name extends PagedRead>(
  name: Name,
  params: ReadParams<Name>,
  options: RowsOptions = {},
): Rows<RowOf<Name>> {
  const { team } = useAppEnvironment()
  return useRows(
    [...teamKey(name, params), 'rows'],
    async ({ signal, ...page }) =>
      (await team.read(name, { ...(params as object), ...page } as ReadParams<Name>, signal)) as Page<RowOf<Name>>,
    { ...options, fileLimit: MAX_PAGE_ROWS },
  )
}
