import type { Desktop } from '../bridge/app-environment.ts'
import { useLiveQuery } from '../query/use-live-query.ts'

const REFRESH_MS = 5_000

/** The state of the agent on this computer, read again every 5 seconds. Everything that shows it shares one read. */
export function useAgentStatus(desktop: Desktop) {
  return useLiveQuery(['my day', 'status'], () => desktop.myDay.status(), { everyMs: REFRESH_MS })
}
