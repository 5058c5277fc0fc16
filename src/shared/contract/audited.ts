import type { LookAction } from './audit.ts'
import type { EveryOperation } from './routes/every-route.ts'

/** How calls of a route get into the audit log. */
export type Audited =
  /** The handler makes the entry, in the transaction of the change. @param unless when a call that is answered changes nothing */
  | { readonly kind: 'recorded'; readonly unless?: string }
  /**
   * A look, which is noted before the answer goes out.
   * `rows`: at everybody whose rows are answered; `named`: at the people that the question names, where it names any; `itself`: at what the path names.
   */
  | { readonly kind: 'look'; readonly action: LookAction; readonly at: 'rows' | 'named' | 'itself' }
  /** None, and why it needs none. */
  | { readonly kind: 'none'; readonly because: string }

const recorded = { kind: 'recorded' } as const
const rows = { kind: 'look', action: 'records_viewed', at: 'rows' } as const
const named = { kind: 'look', action: 'records_viewed', at: 'named' } as const
const none = (because: string) => ({ kind: 'none', because }) as const

const lists = none('lists denials or alerts, not the records of a person; the denial that is opened is audited')
const configuration = none('shows no records of people or patients')
const own = none('shows only what belongs to whoever asks')
const device = none('is signed by the device and kept as the record that it is')

/**
 * How each route is audited, by its operation id. A route without a row does not compile, and is not served. The endpoint and the tests read it;
 * docs/decisions/0033 says what a look is.
 */
export const auditedTable = {
  alerts: lists,
  acknowledgeAlert: recorded,
  snoozeAlert: recorded,
  alertDelivery: configuration,

  findings: none('says what the numbers of teams show, and names no person'),
  dismissFinding: recorded,
  restoreFinding: recorded,

  denials: lists,
  denial: { kind: 'look', action: 'denial_viewed', at: 'itself' },
  changeDenial: recorded,
  searchClaims: { kind: 'look', action: 'claims_searched', at: 'itself' },
  undecidedCodes: configuration,

  imports: configuration,
  saveClaimCounts: recorded,
  importFile: { kind: 'recorded', unless: 'a preview and a file that is on file already change nothing' },
  takeBackImport: { kind: 'recorded', unless: 'a preview changes nothing' },
  importJob: own,
  cancelImport: none('nothing of a canceled import is kept'),
  mappings: configuration,
  mapping: configuration,
  saveMapping: recorded,
  deleteMapping: recorded,

  worklist: lists,
  proposedDenials: lists,
  worklistSummary: lists,
  forecast: configuration,

  panel: named,
  ribbons: named,
  spans: rows,
  touches: rows,
  hiddenWork: rows,
  manualTime: rows,
  annotations: rows,
  classificationProposals: none('says what activities are proposed, not by whom or of when'),
  input: rows,
  connectivity: rows,
  people: none('names people and their teams; no records of them'),
  devices: none('says how computers and agents are, not what people did'),

  metrics: configuration,
  metric: named,
  queryMetrics: named,
  metricRows: named,
  performancePdf: recorded,
  reportSchedules: configuration,
  sendTestReport: recorded,

  rules: configuration,
  publishRules: recorded,
  ruleVersions: configuration,
  restoreRules: recorded,
  ruleUpdates: configuration,
  ruleUse: none('says how long rules matched in 14 days, not whose windows'),
  proposal: configuration,
  approveProposal: recorded,
  dropProposal: recorded,
  unclassified: configuration,
  removeOffer: recorded,
  settings: configuration,
  saveSettings: recorded,
  settingsVersions: configuration,
  restoreSettings: recorded,
  rotateClaimKey: recorded,
  createEnrollmentCode: recorded,
  enrollmentCodes: configuration,
  cancelEnrollmentCode: recorded,
  createEnrollmentKey: recorded,
  enrollmentKeys: configuration,
  revokeEnrollmentKey: recorded,
  enrollmentRequests: configuration,
  approveEnrollment: recorded,
  refuseEnrollment: recorded,
  revokeDevice: recorded,
  enroll: { kind: 'recorded', unless: 'a device that lost the first answer is answered the same again' },
  sendBatch: device,
  reportHealth: device,
  acknowledgeNotice: device,
  offerWindow: none('keeps nothing of who offered it, which an entry would'),
  changeDeviceKey: { kind: 'recorded', unless: 'the device has the key already' },
  countWeek: none('keeps nothing of whose device counted, which an entry would'),
  deviceUpdate: none('says which release the agent is to become; its choice by an admin is audited'),
  releaseFile: none('is a program, the same for everybody'),
  releases: configuration,
  noticeAcknowledgments: configuration,

  setup: configuration,
  removeSample: recorded,

  me: own,
  session: own,
  accounts: configuration,
  createAccount: recorded,
  changeAccount: recorded,
  invite: recorded,
  exportPerson: recorded,
  addPeople: { kind: 'recorded', unless: 'a preview and a list of people who are known already change nothing' },
  givePeopleAccess: recorded,
  changePerson: recorded,
  deletePerson: recorded,
  openInvitation: recorded,
  acceptInvitation: recorded,
  signIn: recorded,
  signOut: recorded,
  apiTokens: own,
  createApiToken: recorded,
  revokeApiToken: recorded,

  audit: { kind: 'look', action: 'audit_viewed', at: 'itself' },
  exportAudit: recorded,
  auditHead: none('is a number and a hash'),
  recordExport: recorded,
  lookedAt: own,
  deviceLookedAt: own,
} as const satisfies Readonly<Record<EveryOperation, Audited>>

/** @throws when the table has no row: a new route needs one */
export function auditedBy(operationId: string): Audited {
  const found: Audited | undefined = (auditedTable as Readonly<Record<string, Audited>>)[operationId]
  if (!found) throw new Error(`the table of what is audited has no row for the route ${operationId}`)
  return found
}
