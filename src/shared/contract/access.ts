/** What an account may be. A person can have several roles. */
export const roles = ['biller', 'supervisor', 'manager', 'admin', 'auditor'] as const
export type Role = (typeof roles)[number]

/**
 * Whose records a role sees by a route: one's own, those of one's teams, or everybody's. Of a route that answers nothing of persons, such as
 * rules, `all` is the whole answer.
 */
export type Reach = 'own' | 'teams' | 'all'

type Reaches = Readonly<Partial<Record<Role, Reach>>>

/** Work and denials: billers see their own, supervisors those of their teams. Admins see no timelines. */
const work: Reaches = { biller: 'own', supervisor: 'teams', manager: 'all' }
/** Reports over many people. */
const reports: Reaches = { supervisor: 'teams', manager: 'all' }
const administration: Reaches = { admin: 'all' }
const administrationSeenByManagers: Reaches = { manager: 'all', admin: 'all' }
const administrationAndAudit: Reaches = { admin: 'all', auditor: 'all' }
const everyone: Reaches = { biller: 'all', supervisor: 'all', manager: 'all', admin: 'all', auditor: 'all' }

/**
 * Who may call a route that is for people, by its operation id. A role that a row does not name is refused. This is the only place that says so:
 * the endpoint, its documentation in docs/security/access.md and the tests that ask every cell read it.
 */
export const accessTable = {
  alerts: work,
  acknowledgeAlert: work,
  snoozeAlert: work,
  alertDelivery: administrationSeenByManagers,

  findings: reports,
  dismissFinding: reports,
  restoreFinding: reports,

  denials: work,
  denial: work,
  changeDenial: work,
  searchClaims: work,
  undecidedCodes: administrationSeenByManagers,

  imports: administrationSeenByManagers,
  saveClaimCounts: administration,
  importFile: administration,
  takeBackImport: administration,
  importJob: administration,
  cancelImport: administration,
  mappings: administration,
  mapping: administration,
  saveMapping: administration,
  deleteMapping: administration,

  worklist: work,
  proposedDenials: work,
  worklistSummary: work,
  // Rates of payers, of nobody in particular.
  forecast: { biller: 'all', supervisor: 'all', manager: 'all' },

  panel: work,
  ribbons: work,
  spans: work,
  touches: work,
  hiddenWork: work,
  manualTime: work,
  annotations: work,
  // Without persons and times.
  classificationProposals: administration,
  input: work,
  connectivity: work,
  people: { ...work, admin: 'all' },
  devices: { ...work, admin: 'all' },

  metrics: { supervisor: 'all', manager: 'all', admin: 'all' },
  metric: reports,
  queryMetrics: reports,
  metricRows: reports,
  performancePdf: reports,
  reportSchedules: administrationSeenByManagers,
  sendTestReport: administration,

  rules: everyone,
  publishRules: administration,
  ruleVersions: administrationAndAudit,
  restoreRules: administration,
  ruleUpdates: administration,
  // Sums of whole days, without persons: whoever reports see those of their people.
  ruleUse: { ...reports, admin: 'all' },
  proposal: administration,
  approveProposal: administration,
  dropProposal: administration,
  unclassified: administration,
  removeOffer: administration,
  settings: { supervisor: 'all', manager: 'all', admin: 'all' },
  saveSettings: administration,
  rotateClaimKey: administration,
  settingsVersions: administrationAndAudit,
  restoreSettings: administration,
  createEnrollmentCode: administration,
  enrollmentCodes: administration,
  cancelEnrollmentCode: administration,
  createEnrollmentKey: administration,
  enrollmentKeys: administration,
  revokeEnrollmentKey: administration,
  enrollmentRequests: administration,
  approveEnrollment: administration,
  refuseEnrollment: administration,
  revokeDevice: administration,
  releases: administration,
  noticeAcknowledgments: { admin: 'all', auditor: 'all' },

  setup: administration,
  removeSample: administration,

  me: everyone,
  accounts: administration,
  createAccount: administration,
  changeAccount: administration,
  invite: administration,
  // Everything of one person. Billers get what is their own; admins answer for somebody who asks for it, or leaves.
  exportPerson: { biller: 'own', admin: 'all' },
  addPeople: administration,
  givePeopleAccess: administration,
  changePerson: administration,
  deletePerson: administration,
  signOut: everyone,
  apiTokens: everyone,
  createApiToken: everyone,
  revokeApiToken: everyone,

  // An admin sees what was changed and who got in, not who looked at whom.
  audit: administrationAndAudit,
  exportAudit: { auditor: 'all' },
  auditHead: administrationAndAudit,
  recordExport: everyone,
  // Of one's own records.
  lookedAt: everyone,
} as const satisfies Readonly<Record<string, Reaches>>

/** The roles that a route is for. @throws when the table has no row for it: a new route needs one */
export function rolesOf(operationId: string): readonly Role[] {
  const row = rowOf(operationId)
  return roles.filter((role) => row[role] !== undefined)
}

/** How far somebody with these roles sees by a route; empty: not at all. @throws as `rolesOf` */
export function reachesOf(operationId: string, held: readonly Role[]): ReadonlySet<Reach> {
  const row = rowOf(operationId)
  return new Set(held.flatMap((role) => row[role] ?? []))
}

function rowOf(operationId: string): Reaches {
  const row: Reaches | undefined = (accessTable as Readonly<Record<string, Reaches>>)[operationId]
  if (!row) throw new Error(`the access table has no row for the route ${operationId}`)
  return row
}
