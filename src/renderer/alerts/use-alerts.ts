import type { AlertRow, AlertState } from '../../shared/contract/alerts.ts'
import type { Page } from '../../shared/contract/reports.ts'
import { useAppEnvironment } from '../bridge/app-environment.ts'
import { type Polled, usePolled } from '../ui/use-polled.ts'

const ALERTS_MS = 10_000

/** A page of the alerts of one state, earliest due date first. @param limit in [1, 500] */
export function useAlerts(
  state: AlertState,
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
): Polled<Page<AlertRow>> {
  const { team } = useAppEnvironment()
  return usePolled(
    JSON.stringify([state, cursor, limit]),
    () => team.read('alerts', { state, limit, cursor }),
    ALERTS_MS,
  )
}
