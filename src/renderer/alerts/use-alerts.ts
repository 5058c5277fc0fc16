import type { AlertRow, AlertState } from '../../shared/contract/alerts.ts'
import { useSurroundings } from '../bridge/surroundings.ts'
import { type Polled, usePolled } from '../kit/use-polled.ts'

const ALERTS_MS = 10_000
/** More than a page is told as "500+". */
export const MOST_ALERTS = 500

export interface Alerts {
  readonly rows: readonly AlertRow[]
  readonly more: boolean
}

/** Alerts of one state, late ones first, then by when they are due. */
export function useAlerts(state: AlertState): Polled<Alerts> {
  const { team } = useSurroundings()
  return usePolled(
    state,
    async () => {
      const { rows, nextCursor } = await team.read('alerts', { state, limit: MOST_ALERTS })
      return {
        rows: rows.toSorted((a, b) => a.level.localeCompare(b.level) || a.dueAt - b.dueAt),
        more: nextCursor !== null,
      }
    },
    ALERTS_MS,
  )
}
