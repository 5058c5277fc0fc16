import { accountRoutes } from './accounts.ts'
import { alertRoutes, findingRoutes } from './alerts.ts'
import { auditRoutes } from './audit.ts'
import { denialRoutes, importRoutes } from './denials.ts'
import { deviceRoutes } from './devices.ts'
import { metricRoutes } from './metrics.ts'
import { personRoutes } from './people.ts'
import { performanceReportRoutes } from './performance-report.ts'
import { releaseRoutes } from './releases.ts'
import { reportRoutes } from './reports.ts'
import { ruleRoutes } from './rules.ts'
import { settingsRoutes } from './settings.ts'
import { setupRoutes } from './setup.ts'
import { worklistRoutes } from './worklist.ts'

/** Every route, by its operation id. */
export const everyRoute = {
  ...accountRoutes,
  ...alertRoutes,
  ...auditRoutes,
  ...findingRoutes,
  ...denialRoutes,
  ...importRoutes,
  ...deviceRoutes,
  ...metricRoutes,
  ...personRoutes,
  ...performanceReportRoutes,
  ...releaseRoutes,
  ...reportRoutes,
  ...ruleRoutes,
  ...settingsRoutes,
  ...setupRoutes,
  ...worklistRoutes,
}
export type EveryOperation = keyof typeof everyRoute
