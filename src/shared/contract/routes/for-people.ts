import type { accessTable } from '../access.ts'
import { accountRoutes } from './accounts.ts'
import { alertRoutes, findingRoutes } from './alerts.ts'
import { denialRoutes, importRoutes } from './denials.ts'
import { deviceRoutes } from './devices.ts'
import { metricRoutes } from './metrics.ts'
import { personRoutes } from './people.ts'
import { performanceReportRoutes } from './performance-report.ts'
import { reportRoutes } from './reports.ts'
import type { Route } from './route.ts'
import { ruleRoutes } from './rules.ts'
import { settingsRoutes } from './settings.ts'
import { worklistRoutes } from './worklist.ts'

/** Every route, by its operation id. */
const everyRoute = {
  ...accountRoutes,
  ...alertRoutes,
  ...findingRoutes,
  ...denialRoutes,
  ...importRoutes,
  ...deviceRoutes,
  ...metricRoutes,
  ...personRoutes,
  ...performanceReportRoutes,
  ...reportRoutes,
  ...ruleRoutes,
  ...settingsRoutes,
  ...worklistRoutes,
}

/** A route that people may call: it has a row in the access table. */
export type ForPeople = keyof typeof accessTable

/** Every route that people may call, by its operation id; the type checker finds a row without a route. */
export const routesForPeople: Readonly<Record<ForPeople, Route & { readonly operationId: string }>> =
  Object.fromEntries(
    Object.entries(everyRoute).filter(([, { access }]) => access === 'person' || access === 'device_or_person'),
  ) as unknown as Pick<typeof everyRoute, ForPeople>
