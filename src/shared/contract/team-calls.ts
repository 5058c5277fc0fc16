import type { z } from 'zod'
import { accountRoutes } from './routes/accounts.ts'
import { alertRoutes, findingRoutes } from './routes/alerts.ts'
import { auditRoutes } from './routes/audit.ts'
import { denialRoutes, importRoutes } from './routes/denials.ts'
import { metricRoutes } from './routes/metrics.ts'
import { performanceReportRoutes } from './routes/performance-report.ts'
import { releaseRoutes } from './routes/releases.ts'
import { reportRoutes } from './routes/reports.ts'
import { requestOf, type AnswerOf, type BodyOf, type ParamsOf, type Route, type RouteRequest } from './routes/route.ts'
import { ruleRoutes } from './routes/rules.ts'
import { settingsRoutes } from './routes/settings.ts'
import { setupRoutes } from './routes/setup.ts'
import { worklistRoutes } from './routes/worklist.ts'

/** Most rows a window may ask for in one page. */
export const MAX_PAGE_ROWS = 500

const { panel, ribbons, spans, touches, hiddenWork, manualTime, devices, annotations, classificationProposals } =
  reportRoutes
const { metrics, metric, queryMetrics, metricRows } = metricRoutes
const { worklist, proposedDenials, worklistSummary } = worklistRoutes
const { denials, denial, searchClaims, changeDenial, undecidedCodes } = denialRoutes
const { imports, importJob, mappings, cancelImport, takeBackImport, saveMapping, deleteMapping } = importRoutes
const { alerts, acknowledgeAlert, snoozeAlert } = alertRoutes
const { findings, dismissFinding, restoreFinding } = findingRoutes
const { performancePdf, reportSchedules, sendTestReport } = performanceReportRoutes
const {
  rules,
  publishRules,
  ruleVersions,
  restoreRules,
  ruleUse,
  ruleUpdates,
  proposal,
  approveProposal,
  dropProposal,
  unclassified,
  removeOffer,
} = ruleRoutes
const { settings, saveSettings, settingsVersions, restoreSettings } = settingsRoutes
const { setup } = setupRoutes
const { me } = accountRoutes
const { audit, exportAudit, lookedAt, recordExport } = auditRoutes

/** The routes that screens read. A window of the desktop app can call these and no others. */
export const teamReads = {
  ...{ panel, ribbons, spans, touches, hiddenWork, manualTime, devices, annotations, classificationProposals },
  ...{
    metrics,
    metric,
    queryMetrics,
    metricRows,
    worklist,
    proposedDenials,
    worklistSummary,
    denials,
    denial,
    searchClaims,
  },
  ...{ me, setup, audit, lookedAt, ruleVersions, settingsVersions, proposal, unclassified, ruleUse, ruleUpdates },
  releases: releaseRoutes.releases,
  ...{ alerts, findings, imports, importJob, mappings, rules, settings, undecidedCodes, reportSchedules },
} as const

/** The routes by which screens change something. */
export const teamWrites = {
  ...{ publishRules, changeDenial, acknowledgeAlert, snoozeAlert, dismissFinding, restoreFinding },
  ...{ restoreRules, restoreSettings, recordExport, approveProposal, dropProposal, removeOffer },
  ...{ cancelImport, takeBackImport, saveMapping, deleteMapping, saveSettings, sendTestReport },
} as const

/** The routes that answer a file, which screens save. */
export const teamFiles = { performancePdf, exportAudit } as const

export type TeamRead = keyof typeof teamReads
export type TeamWrite = keyof typeof teamWrites
export type TeamFile = keyof typeof teamFiles
export type FileParams<Name extends TeamFile> = ParamsOf<(typeof teamFiles)[Name]>
/** The question of a read: the body of a route that has one, else its parameters. */
export type ReadParams<Name extends TeamRead> =
  BodyOf<(typeof teamReads)[Name]> extends null ? ParamsOf<(typeof teamReads)[Name]> : BodyOf<(typeof teamReads)[Name]>
export type ReadAnswer<Name extends TeamRead> = AnswerOf<(typeof teamReads)[Name]>
export type WriteParams<Name extends TeamWrite> = ParamsOf<(typeof teamWrites)[Name]>
export type WriteBody<Name extends TeamWrite> = BodyOf<(typeof teamWrites)[Name]>
export type WriteAnswer<Name extends TeamWrite> = AnswerOf<(typeof teamWrites)[Name]>

/** What supervisors' screens ask for: over IPC in Electron, over HTTP in a browser. Both throw ClientProblem. */
export interface TeamClient {
  read<Name extends TeamRead>(name: Name, params: ReadParams<Name>): Promise<ReadAnswer<Name>>
  /** @throws ClientProblem `conflict` when somebody else changed it meanwhile; `errors` point at the fields that are wrong. */
  write<Name extends TeamWrite>(
    name: Name,
    params: WriteParams<Name>,
    body: WriteBody<Name>,
  ): Promise<WriteAnswer<Name>>
}

/** The request of a file. */
export function fileRequest<Name extends TeamFile>(name: Name, params: FileParams<Name>): RouteRequest {
  return requestOf(teamFiles[name], { ...params }, null)
}

/** The schema of a read's question. */
export function readSchema(name: TeamRead): z.ZodType {
  const { params, body }: Route = teamReads[name]
  return body ?? params
}

/** The request of a read. */
export function readRequest<Name extends TeamRead>(name: Name, question: ReadParams<Name>): RouteRequest {
  const route: Route = teamReads[name]
  return route.body === null ? requestOf(route, { ...(question as object) }, null) : requestOf(route, {}, question)
}
