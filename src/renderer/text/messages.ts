import { accounts } from './en-US/accounts.ts'
import { alerts } from './en-US/alerts.ts'
import { app } from './en-US/app.ts'
import { audit } from './en-US/audit.ts'
import { claimSearch } from './en-US/claim-search.ts'
import { denial } from './en-US/denial.ts'
import { devices } from './en-US/devices.ts'
import { drilldown } from './en-US/drilldown.ts'
import { fixes } from './en-US/fixes.ts'
import { format } from './en-US/format.ts'
import { imports } from './en-US/imports.ts'
import { input } from './en-US/input.ts'
import { labels } from './en-US/labels.ts'
import { metrics } from './en-US/metrics.ts'
import { myAccount } from './en-US/my-account.ts'
import { myDay } from './en-US/my-day.ts'
import { peopleList } from './en-US/people-list.ts'
import { performance } from './en-US/performance.ts'
import { policy } from './en-US/policy.ts'
import { problem } from './en-US/problem.ts'
import { ribbon } from './en-US/ribbon.ts'
import { rootCauses } from './en-US/root-causes.ts'
import { rules } from './en-US/rules.ts'
import { settings } from './en-US/settings.ts'
import { setup } from './en-US/setup.ts'
import { team } from './en-US/team.ts'
import { ui } from './en-US/ui.ts'
import { weekdays } from './en-US/weekdays.ts'
import { worklist } from './en-US/worklist.ts'

/** All texts of the screens in US English, one namespace per screen. */
export const enUS = {
  accounts,
  alerts,
  app,
  audit,
  claimSearch,
  denial,
  devices,
  drilldown,
  fixes,
  format,
  imports,
  input,
  labels,
  metrics,
  myAccount,
  myDay,
  peopleList,
  performance,
  policy,
  problem,
  ribbon,
  rootCauses,
  rules,
  settings,
  setup,
  team,
  ui,
  weekdays,
  worklist,
} as const
