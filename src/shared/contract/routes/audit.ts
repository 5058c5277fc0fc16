import type { z } from 'zod'
import { auditActions, auditEntry, auditHead, exportSchema, lookedAtRow } from '../audit.ts'
import { pageOf } from '../answer-fields.ts'
import { nameParam, oneOf, pageShape, periodShape } from './fields.ts'
import { routes, routesWith } from './route.ts'

const { get, post } = routesWith({ tag: 'Audit', access: 'person' })

const filters = {
  ...periodShape,
  action: oneOf(auditActions),
  who: nameParam.describe('name, account or device of whoever did it'),
  person: nameParam.describe('id or name of whose records were shown'),
}

export const auditRoutes = routes({
  audit: get('/v1/audit', {
    summary: 'Who signed in, looked at a person’s records or changed something, the newest first',
    description: 'An auditor sees all of it, an admin what was changed and who got in, but not who looked at whom.',
    params: { ...filters, ...pageShape },
    answer: pageOf(auditEntry),
  }),
  exportAudit: get('/v1/audit/export', {
    summary: 'The same as CSV, the oldest first',
    params: filters,
    produces: 'text/csv; charset=utf-8',
  }),
  auditHead: get('/v1/audit/head', {
    summary: 'The newest entry’s number and hash, signed: keep it outside the endpoint',
    answer: auditHead,
  }),
  recordExport: post('/v1/exports', {
    summary: 'Notes in the audit log that a screen saves a table as a file',
    body: exportSchema,
  }),
  lookedAt: get('/v1/me/looked-at', {
    summary: 'Who looked at one’s own records, the newest first',
    params: pageShape,
    answer: pageOf(lookedAtRow),
  }),
  deviceLookedAt: get('/v1/device/looked-at', {
    summary: 'Who looked at the records of the device’s person, the newest first',
    access: 'device',
    params: pageShape,
    answer: pageOf(lookedAtRow),
    problems: [{ status: 403, code: 'revoked', when: 'the device has been revoked' }],
  }),
})
export type AuditFilters = z.output<typeof auditRoutes.exportAudit.params>
