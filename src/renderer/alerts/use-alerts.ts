import type { AlertRow, AlertState } from '../../shared/contract/alerts.ts'
import type { Page } from '../../shared/contract/reports.ts'
import { useSurroundings } from '../bridge/surroundings.ts'
import { type Polled, usePolled } from '../kit/use-polled.ts'

const ALERTS_MS = 10_000

/** A page of the alerts of one state, the oldest due first: so late come before at risk. @param limit in [1, 500] */
export function useAlerts(
  state: AlertState,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Polled<Page<AlertRow>> {
  const { team } = useSurroundings()
  return usePolled(
    JSON.stringify([state, cursor, limit]),
    () => team.read('alerts', { state, limit, cursor }),
    ALERTS_MS,
  )
}
