import { routesForPeople, type ForPeople } from '../../../src/shared/contract/routes/for-people.ts'

/** A call of a route. */
export interface Question {
  readonly path: string
  readonly init: {
    readonly method: string
    readonly json?: unknown
    readonly body?: string
    readonly headers?: Record<string, string>
  }
}

/** Ids and bodies that routes need before they answer anything. Those that change something name what is not there. */
const given: Readonly<
  Partial<
    Record<
      ForPeople,
      { readonly path?: Readonly<Record<string, string>>; readonly query?: string; readonly json?: unknown }
    >
  >
> = {
  acknowledgeAlert: { path: { id: '999' } },
  snoozeAlert: { path: { id: '999' }, json: { until: 2_000_000_000_000 } },
  alertDelivery: { query: 'id=1' },
  dismissFinding: { path: { id: 'none' }, json: {} },
  restoreFinding: { path: { id: 'none' } },
  denial: { path: { id: '1' } },
  changeDenial: { path: { id: '999' }, json: { owner: null } },
  searchClaims: { query: 'q=5555' },
  saveClaimCounts: { json: { rows: [] } },
  takeBackImport: { path: { id: '999' } },
  importJob: { path: { id: 'none' } },
  cancelImport: { path: { id: 'none' } },
  mapping: { path: { name: 'none' } },
  saveMapping: { path: { name: 'none' }, json: {} },
  deleteMapping: { path: { name: 'none' } },
  metric: { path: { id: 'touches' }, query: 'by=user' },
  metricRows: { path: { id: 'denials_received' } },
  queryMetrics: {
    json: {
      metrics: ['active_minutes', 'touches', 'hidden_minutes', 'denials_received'],
      dimensions: ['user'],
      periods: [{ from: 0, to: 4_000_000_000_000 }],
    },
  },
  // Without a page to draw.
  performancePdf: { query: 'team=Nobody' },
  ribbons: { query: 'from=0&to=60000&users=' },
  sendTestReport: { path: { id: 'none' } },
  publishRules: { json: {} },
  restoreRules: { path: { version: '999' } },
  removeOffer: { query: 'program=none&shape=' },
  approveProposal: { json: { id: 'none' } },
  settings: { path: { name: 'calendar' } },
  saveSettings: { path: { name: 'calendar' }, json: {} },
  settingsVersions: { path: { name: 'calendar' } },
  restoreSettings: { path: { name: 'calendar', version: '999' } },
  createEnrollmentCode: { json: {} },
  cancelEnrollmentCode: { path: { id: 'none' } },
  createEnrollmentKey: { json: { site: 'Main office', maxDevices: 1, rule: 'each' } },
  revokeEnrollmentKey: { path: { id: 'none' } },
  createAccount: { json: {} },
  changeAccount: { path: { id: 'none' }, json: {} },
  invite: { path: { id: 'none' } },
  approveEnrollment: { path: { id: 'none' }, json: { user: 'Nobody' } },
  refuseEnrollment: { path: { id: 'none' } },
  revokeDevice: { path: { id: 'none' } },
  exportPerson: { path: { id: 'none' } },
  addPeople: { query: 'preview=1', json: { people: [{ name: 'Nobody', email: 'nobody@example.org' }] } },
  givePeopleAccess: { json: { people: ['none'], codes: true, invitations: false } },
  changePerson: { path: { id: 'none' }, json: {} },
  deletePerson: { path: { id: 'none' } },
  createApiToken: { json: {} },
  revokeApiToken: { path: { id: 'none' } },
  recordExport: { json: { what: 'a table', rows: 1 } },
}

/** The plain question to a route, and the same with more parameters. @param named values of the path in place of the usual ones */
export function questionTo(operationId: ForPeople, more = '', named: Readonly<Record<string, string>> = {}): Question {
  const { method, path, body, checkedByHandler } = routesForPeople[operationId]
  const { path: names = {}, query = '', json } = given[operationId] ?? {}
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = named[name] ?? names[name]
    if (value === undefined) throw new Error(`the test has no ${name} for ${operationId}`)
    return encodeURIComponent(value)
  })
  const parameters = [query, more].filter((part) => part !== '').join('&')
  const address = parameters === '' ? filled : `${filled}?${parameters}`
  if (operationId === 'importFile') {
    return { path: `${address}?name=a.txt`, init: { method, body: 'x', headers: { 'content-type': 'text/csv' } } }
  }
  return { path: address, init: { method, ...(body === null && !checkedByHandler ? {} : { json: json ?? {} }) } }
}

/** Whether a route has all of these parameters. */
export const takes = (operationId: ForPeople, ...names: readonly string[]): boolean =>
  names.every((name) => name in routesForPeople[operationId].params.shape)
