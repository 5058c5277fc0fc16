import type { AlertRow, AlertState } from '../../shared/contract/alerts.ts'
import type { Page } from '../../shared/contract/reports.ts'
import type { LiveQuery } from '../query/use-live-query.ts'
import { useTeamQuery } from '../query/use-team-query.ts'

const ALERTS_MS = 10_000

/** A page of the alerts of one state, earliest due date first. @param limit in [1, 500] */
export function useAlerts(
  state: AlertState,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): LiveQuery<Page<AlertRow>> {
  return useTeamQuery('alerts', { state, limit, cursor }, { everyMs: ALERTS_MS })
}
