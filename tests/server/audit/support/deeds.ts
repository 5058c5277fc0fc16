import { generate } from 'otplib'
import { expect } from 'vitest'
import type { AccountRow, ApiToken, Invitation, OpenedInvitation } from '../../../../src/shared/contract/accounts.ts'
import type { AuditAction, AuditEntry } from '../../../../src/shared/contract/audit.ts'
import type { auditedTable } from '../../../../src/shared/contract/audited.ts'
import type { RuleSet } from '../../../../src/shared/contract/ruleset.ts'
import { sql } from '../../../../src/server/database/sql.ts'
import type { Identity } from '../../../../src/main/sync/identity-store.ts'
import { makeKeyPair } from '../../../../src/main/sync/key-pair.ts'
import type { Endpoint } from '../../../../src/server/start-endpoint.ts'
import { denied, everyDenial, send } from '../../denials/support.ts'
import { ask, changeKey, enrolledDevice, type Answer } from '../../support/device.ts'
import { somebody, type Asking } from '../../support/people.ts'
import { make835 } from '../../x835/make835.ts'

export interface World {
  readonly endpoint: Endpoint & { readonly adminToken: string }
  /** Somebody with an account and every role. */
  readonly chief: Asking
  readonly now: () => number
}

/** One call of a route that leaves an entry, one that fails and leaves none, and what the entry says. */
interface Deed {
  readonly action: AuditAction
  /** What has to be there before. @returns what the call needs */
  readonly before?: (world: World) => Promise<string>
  readonly does: (world: World, prepared: string) => Promise<Answer<unknown>>
  readonly fails: (world: World, prepared: string) => Promise<Answer<unknown>>
  readonly says: (prepared: string) => Partial<Record<keyof AuditEntry, unknown>>
  /** Nobody is signed in, or the device acts. */
  readonly by?: AuditEntry['actorKind']
}

type Recorded = {
  [Id in keyof typeof auditedTable]: (typeof auditedTable)[Id] extends { readonly kind: 'recorded' } ? Id : never
}[keyof typeof auditedTable]

const PASSWORD = 'seven quiet lanterns'
let made = 0
const unique = (text: string) => `${text}-${(made += 1)}`

const post = (world: World, path: string, json: unknown = {}, headers: Record<string, string> = {}) =>
  ask<unknown>(world.chief, path, { method: 'POST', json, headers })
const put = (world: World, path: string, json: unknown) => ask<unknown>(world.chief, path, { method: 'PUT', json })
const patch = (world: World, path: string, json: unknown) => ask<unknown>(world.chief, path, { method: 'PATCH', json })
const remove = (world: World, path: string) => ask<unknown>(world.chief, path, { method: 'DELETE' })

const newAccount = async (world: World) => {
  const json = { email: `${unique('person')}@example.org`, name: 'Dana Cole', roles: ['manager'] }
  return (await ask<AccountRow>(world.chief, '/v1/accounts', { method: 'POST', json })).body
}
const newInvitation = async (world: World, { id }: { id: string }) =>
  ((await post(world, `/v1/accounts/${id}/invitation`)).body as Invitation).token
/** Somebody with a device. */
const recordedPerson = (world: World) => enrolledDevice(world.endpoint, { user: unique('Recorded') })
/** Gives a device another key. */
const changed = (world: World, device: string, change: { readonly proof?: string } = {}) => {
  const identity = JSON.parse(device) as Identity
  return changeKey(world.endpoint, identity, identity.privateKey, makeKeyPair(), change, world.now())
}
/** An account that can sign in. @returns its address, id and the secret of its authenticator app, as JSON */
const joined = async (world: World): Promise<string> => {
  const account = await newAccount(world)
  const token = await newInvitation(world, account)
  const opened = (await post(world, '/v1/invitations/open', { token })).body as OpenedInvitation
  const code = await codeAt(world.now() - 30_000, opened.totpSecret)
  expect((await post(world, '/v1/invitations/accept', { token, password: PASSWORD, code })).status).toBe(200)
  return JSON.stringify({ email: account.email, id: account.id, secret: opened.totpSecret })
}
const codeAt = (at: number, secret: string) => generate({ secret, epoch: Math.floor(at / 1000) })
interface Known {
  readonly email: string
  readonly id: string
  readonly secret: string
}
const known = (prepared: string) => JSON.parse(prepared) as Known

const file = () => make835([{ date: '20260401', claims: [denied(unique('CLAIM').toUpperCase())] }])
const newImport = async (world: World) => {
  expect((await send(world.chief, 'a.835', file())).status).toBe(200)
  const { body } = await ask<{ rows: { id: string }[] }>(world.chief, '/v1/imports?limit=1')
  return body.rows[0]?.id ?? ''
}
const aDenial = async (world: World) => {
  await newImport(world)
  return (await everyDenial(world.chief)).at(-1)?.id ?? ''
}
const anAlert = async (world: World) => {
  const [denial] = (await everyDenial(world.chief)).slice(-1)
  const id = denial?.id ?? (await aDenial(world))
  const sla = unique('sla')
  await world.endpoint.database.query(
    sql`insert into alerts (sla_id, denial_no, due_at, level, state, raised_at) values (${sla}, ${Number(id)}, 5, 'overdue', 'open', 1)`,
  )
  return `${sla}.${id}.5`
}
const newCode = async (world: World) => ((await post(world, '/v1/enrollment-codes', {})).body as { code: string }).code
/** A device that asked by a code that needs an approval. @returns the id of its request */
const waitingDevice = async (world: World) => {
  const { code } = (await post(world, '/v1/enrollment-codes', { approval: true })).body as { code: string }
  expect((await post(world, '/v1/enrollments', enrollment(code))).status).toBe(403)
  const { body } = await ask<{ rows: { id: string }[] }>(world.chief, '/v1/enrollment-requests')
  return body.rows.at(-1)?.id ?? ''
}
const rulesNow = async (world: World) => (await ask<RuleSet>(world.chief, '/v1/rules')).body
const settingsVersion = async (world: World, name: string) =>
  (await ask<{ version: number }>(world.chief, `/v1/settings/${name}`)).body.version

/** Another admin turns the counts of input on or off. @returns the id of what waits */
const proposed = async (world: World) => {
  const other = await somebody(world.endpoint, { roles: ['admin'] })
  const { policy, ...rules } = await rulesNow(world)
  const json = { ...rules, policy: { ...policy, inputCounts: policy.inputCounts !== true } }
  return (await ask<{ id: string }>(other, '/v1/rules', { method: 'PUT', json })).body.id
}

/** Every operation that records what it does. The type checker finds one that is missing. */
export const deeds: Readonly<Record<Recorded, Deed>> = {
  removeSample: {
    action: 'sample_removed',
    before: async (world) => (await enrolledDevice(world.endpoint, { user: unique('Sample'), sample: true })).userId,
    does: (world) => remove(world, '/v1/sample'),
    fails: (world) => remove(world, '/v1/sample?no=1'),
    says: () => ({ before: expect.objectContaining({ people: 1, imports: 0, settings: [] }) }),
  },
  acknowledgeAlert: {
    action: 'alert_acknowledged',
    before: anAlert,
    does: (world, id) => post(world, `/v1/alerts/${id}/acknowledge`),
    fails: (world) => post(world, '/v1/alerts/none/acknowledge'),
    says: (id) => ({ object: `alert/${id}`, before: { state: 'open', snoozedUntil: null } }),
  },
  snoozeAlert: {
    action: 'alert_snoozed',
    before: anAlert,
    does: (world, id) => post(world, `/v1/alerts/${id}/snooze`, { until: world.now() + 1000 }),
    fails: (world, id) => post(world, `/v1/alerts/${id}/snooze`, { until: 1 }),
    says: (id) => ({ object: `alert/${id}`, after: { state: 'snoozed', snoozedUntil: expect.any(Number) } }),
  },
  dismissFinding: {
    action: 'finding_dismissed',
    does: (world) => post(world, '/v1/findings/a-finding/dismiss', { reason: 'known' }),
    fails: (world) => post(world, '/v1/findings/a-finding/dismiss', { reason: 7 }),
    says: () => ({ object: 'finding/a-finding' }),
  },
  restoreFinding: {
    action: 'finding_restored',
    does: (world) => remove(world, '/v1/findings/a-finding/dismiss'),
    fails: (world) => remove(world, '/v1/findings/a-finding/dismiss?no=1'),
    says: () => ({ object: 'finding/a-finding' }),
  },
  changeDenial: {
    action: 'denial_changed',
    before: aDenial,
    does: (world, id) => patch(world, `/v1/denials/${id}`, { owner: 'B. Okafor', reason: 'of JANE DOE' }),
    fails: (world, id) => patch(world, `/v1/denials/${id}`, { appealLevel: 1 }),
    says: (id) => ({ object: `denial/${id}`, before: { owner: null }, after: { owner: 'B. Okafor' } }),
  },
  saveClaimCounts: {
    action: 'claim_counts_saved',
    does: (world) =>
      put(world, '/v1/claim-counts', {
        rows: [{ day: '2026-04-01', payer: 'Aetna', submitted: 9, accepted: 8, clean: 7 }],
      }),
    fails: (world) =>
      put(world, '/v1/claim-counts', {
        rows: [{ day: '2026-04-01', payer: 'Aetna', submitted: 1, accepted: 8, clean: 7 }],
      }),
    says: () => ({ after: { rows: 1, first: '2026-04-01', last: '2026-04-01' } }),
  },
  importFile: {
    action: 'file_imported',
    does: (world) => send(world.chief, 'of JANE DOE.835', file()),
    fails: (world) => send(world.chief, 'of JANE DOE.835', 'ISA*nothing'),
    says: () => ({
      object: expect.stringMatching(/^import\/\d+$/),
      after: expect.objectContaining({ format: '835', claims: 1 }),
    }),
  },
  takeBackImport: {
    action: 'import_taken_back',
    before: newImport,
    does: (world, id) => remove(world, `/v1/imports/${id}`),
    fails: (world) => remove(world, '/v1/imports/999999'),
    says: (id) => ({ object: `import/${id}` }),
  },
  saveMapping: {
    action: 'mapping_saved',
    does: (world) => put(world, '/v1/worklist-mappings/plan', { claim: 'Acct' }),
    fails: (world) => put(world, '/v1/worklist-mappings/plan', { claim: 7 }),
    says: () => ({ object: 'mapping/plan', before: null, after: { claim: 'Acct' } }),
  },
  deleteMapping: {
    action: 'mapping_deleted',
    before: async (world) => String((await put(world, '/v1/worklist-mappings/old', { claim: 'Acct' })).status),
    does: (world) => remove(world, '/v1/worklist-mappings/old'),
    fails: (world) => remove(world, '/v1/worklist-mappings/none'),
    says: () => ({ object: 'mapping/old', before: { claim: 'Acct' }, after: null }),
  },
  performancePdf: {
    action: 'exported',
    does: (world) => ask(world.chief, '/v1/reports/performance.pdf?from=0&to=86400000'),
    fails: (world) => ask(world.chief, '/v1/reports/performance.pdf?team=Nobody'),
    says: () => ({ object: 'performance.pdf', periodFrom: 0, periodTo: 86_400_000 }),
  },
  sendTestReport: {
    action: 'exported',
    before: async (world) => {
      const schedule = { id: 'weekly', name: 'Weekly', to: ['director@example.org'] }
      const { status } = await put(world, '/v1/settings/reports', {
        from: 'touchledger@example.org',
        schedules: [schedule],
      })
      return String(status)
    },
    does: (world) => post(world, '/v1/report-schedules/weekly/test'),
    fails: (world) => post(world, '/v1/report-schedules/none/test'),
    says: () => ({ object: 'report/weekly', after: { team: null, to: ['director@example.org'], isTest: true } }),
  },
  publishRules: {
    action: 'rules_published',
    does: async (world) => {
      const rules = await rulesNow(world)
      return put(world, '/v1/rules', {
        ...rules,
        policy: { ...rules.policy, idleAfterMs: rules.policy.idleAfterMs + 1 },
      })
    },
    fails: (world) => put(world, '/v1/rules', { version: 1, rules: 'none' }),
    says: () => ({
      object: 'rules',
      before: { version: expect.any(Number), rules: { policy: { idleAfterMs: expect.any(Number) } } },
      after: { version: expect.any(Number), rules: { policy: { idleAfterMs: expect.any(Number) } } },
    }),
  },
  restoreRules: {
    action: 'rules_restored',
    before: async (world) => {
      const rules = await rulesNow(world)
      await put(world, '/v1/rules', { ...rules, rules: rules.rules.slice(1) })
      return rules.rules[0]?.id ?? ''
    },
    does: (world) => post(world, '/v1/rules/versions/1/restore'),
    fails: (world) => post(world, '/v1/rules/versions/999/restore'),
    says: (first) => ({
      object: 'rules',
      after: expect.objectContaining({
        restored: 1,
        rules: expect.objectContaining({ rules: { [`#${first}`]: expect.objectContaining({ id: first }) } }) as unknown,
      }),
    }),
  },
  saveSettings: {
    action: 'settings_changed',
    does: (world) =>
      put(world, '/v1/settings/alerting', {
        webhooks: [{ id: 'pager', url: 'https://pager.example.org/', secret: 'a-secret-of-sixteen' }],
      }),
    fails: (world) => put(world, '/v1/settings/alerting', { webhooks: 'none' }),
    says: () => ({
      object: 'settings/alerting',
      before: { version: 0, body: { webhooks: {} } },
      after: {
        version: 1,
        body: { webhooks: { '#pager': expect.objectContaining({ id: 'pager', secret: '*'.repeat(16) }) as unknown } },
      },
    }),
  },
  restoreSettings: {
    action: 'settings_restored',
    before: async (world) => {
      await put(world, '/v1/settings/economics', { laborCentsPerHour: 4000 })
      const version = await settingsVersion(world, 'economics')
      await put(world, '/v1/settings/economics', { laborCentsPerHour: 5000 })
      return String(version)
    },
    does: (world, version) => post(world, `/v1/settings/economics/versions/${version}/restore`),
    fails: (world) => post(world, '/v1/settings/economics/versions/1/restore', {}, { 'if-match': '"1"' }),
    says: (version) => ({
      object: 'settings/economics',
      before: { version: Number(version) + 1, body: { laborCentsPerHour: 5000 } },
      after: { version: Number(version) + 2, restored: Number(version), body: { laborCentsPerHour: 4000 } },
    }),
  },
  rotateClaimKey: {
    action: 'claim_key_rotated',
    does: (world) => post(world, '/v1/claim-key/rotation'),
    fails: (world) => post(world, '/v1/claim-key/rotation?keys=2'),
    says: () => ({ object: 'claim-key', after: { keys: 2 } }),
  },
  createEnrollmentCode: {
    action: 'enrollment_code_created',
    does: (world) => post(world, '/v1/enrollment-codes', { user: 'B. Okafor', team: 'North' }),
    fails: (world) => post(world, '/v1/enrollment-codes', { user: 7 }),
    says: () => ({ after: { user: 'B. Okafor', team: 'North', expiresAt: expect.any(Number) } }),
  },
  cancelEnrollmentCode: {
    action: 'enrollment_code_canceled',
    before: async (world) => ((await post(world, '/v1/enrollment-codes', { team: 'North' })).body as { id: string }).id,
    does: (world, id) => remove(world, `/v1/enrollment-codes/${id}`),
    fails: (world) => remove(world, '/v1/enrollment-codes/none'),
    says: (id) => ({ object: id, before: { user: null, team: 'North', expiresAt: expect.any(Number) } }),
  },
  createEnrollmentKey: {
    action: 'enrollment_key_created',
    does: (world) => post(world, '/v1/enrollment-keys', siteKey),
    fails: (world) => post(world, '/v1/enrollment-keys', { site: 'Main office' }),
    says: () => ({ after: { ...siteKey, team: null, expiresAt: expect.any(Number) } }),
  },
  revokeEnrollmentKey: {
    action: 'enrollment_key_revoked',
    before: async (world) => ((await post(world, '/v1/enrollment-keys', siteKey)).body as { id: string }).id,
    does: (world, id) => remove(world, `/v1/enrollment-keys/${id}`),
    fails: (world) => remove(world, '/v1/enrollment-keys/none'),
    says: (id) => ({ object: id, before: { site: siteKey.site, expiresAt: expect.any(Number) } }),
  },
  approveEnrollment: {
    action: 'device_enrolled',
    before: waitingDevice,
    does: (world, id) => post(world, `/v1/enrollment-requests/${id}/approve`, { user: 'Approved' }),
    fails: (world) => post(world, '/v1/enrollment-requests/none/approve', { user: 'Approved' }),
    says: () => ({ object: expect.stringMatching(/^device_/), after: expect.objectContaining({ platform: 'linux' }) }),
  },
  refuseEnrollment: {
    action: 'device_refused',
    before: waitingDevice,
    does: (world, id) => post(world, `/v1/enrollment-requests/${id}/refuse`),
    fails: (world) => post(world, '/v1/enrollment-requests/none/refuse'),
    says: (id) => ({ object: id, before: { platform: 'linux', agentVersion: '1' } }),
  },
  enroll: {
    action: 'device_enrolled',
    before: newCode,
    does: (world, code) => post(world, '/v1/enrollments', enrollment(code)),
    fails: (world) => post(world, '/v1/enrollments', enrollment('NEVER-MADE')),
    says: () => ({
      object: expect.stringMatching(/^device_/),
      after: { user: expect.any(String), platform: 'linux', agentVersion: '1' },
    }),
    by: 'device',
  },
  createAccount: {
    action: 'account_created',
    does: (world) =>
      post(world, '/v1/accounts', { email: `${unique('new')}@example.org`, name: 'N. Ames', roles: ['biller'] }),
    fails: (world) => post(world, '/v1/accounts', { email: 'none', name: 'N. Ames', roles: ['biller'] }),
    says: () => ({
      object: expect.stringMatching(/^account_/),
      after: expect.objectContaining({ name: 'N. Ames', roles: ['biller'] }),
    }),
  },
  changeAccount: {
    action: 'account_changed',
    before: async (world) => (await newAccount(world)).id,
    does: (world, id) => patch(world, `/v1/accounts/${id}`, { roles: ['biller'], deactivated: true }),
    fails: (world) => patch(world, '/v1/accounts/none', { roles: ['biller'] }),
    says: (id) => ({
      object: id,
      before: { roles: ['manager'], isActive: true },
      after: { roles: ['biller'], isActive: false },
    }),
  },
  invite: {
    action: 'invitation_made',
    before: async (world) => (await newAccount(world)).id,
    does: (world, id) => post(world, `/v1/accounts/${id}/invitation`),
    fails: (world) => post(world, '/v1/accounts/none/invitation'),
    says: (id) => ({ object: id, after: { expiresAt: expect.any(Number) } }),
  },
  changeDeviceKey: {
    action: 'device_key_changed',
    by: 'device',
    before: async (world) => JSON.stringify(await recordedPerson(world)),
    does: (world, device) => changed(world, device),
    fails: (world, device) => changed(world, device, { proof: 'A'.repeat(86) }),
    says: (device) => ({
      object: (JSON.parse(device) as Identity).deviceId,
      before: { keyHash: expect.any(String) },
      after: { keyHash: expect.any(String) },
    }),
  },
  revokeDevice: {
    action: 'device_revoked',
    before: async (world) => (await recordedPerson(world)).deviceId,
    does: (world, id) => remove(world, `/v1/devices/${id}`),
    fails: (world) => remove(world, '/v1/devices/none'),
    says: (id) => ({ object: id, before: { user: expect.any(String) } }),
  },
  exportPerson: {
    action: 'exported',
    before: async (world) => (await recordedPerson(world)).userId,
    does: (world, id) => ask(world.chief, `/v1/people/${id}/export`),
    fails: (world) => ask(world.chief, '/v1/people/none/export'),
    says: (id) => ({ object: 'person.zip', people: [expect.objectContaining({ id })] }),
  },
  addPeople: {
    action: 'person_added',
    before: () => Promise.resolve(unique('new.person')),
    does: (world, name) => post(world, '/v1/people', { csv: `Name,E-mail,Team\n${name},${name}@example.org,North\n` }),
    fails: (world) => post(world, '/v1/people', { csv: 'Name,E-mail\nNobody,no address\n' }),
    says: (name) => ({ after: { name, email: `${name}@example.org`, team: 'North' } }),
  },
  givePeopleAccess: {
    action: 'enrollment_code_created',
    before: async (world) => (await recordedPerson(world)).userId,
    does: (world, id) => post(world, '/v1/people/access', { people: [id], codes: true, invitations: false }),
    fails: (world) => post(world, '/v1/people/access', { people: ['none'], codes: true, invitations: false }),
    says: () => ({ after: expect.objectContaining({ expiresAt: expect.any(Number) }) }),
  },
  changePerson: {
    action: 'person_changed',
    before: async (world) => (await recordedPerson(world)).userId,
    does: (world, id) => patch(world, `/v1/people/${id}`, { team: 'South' }),
    fails: (world) => patch(world, '/v1/people/none', { team: 'South' }),
    says: (id) => ({ object: id, before: { team: null }, after: { team: 'South' } }),
  },
  deletePerson: {
    action: 'person_deleted',
    before: async (world) => (await recordedPerson(world)).userId,
    does: (world, id) => remove(world, `/v1/people/${id}`),
    fails: (world) => remove(world, '/v1/people/none'),
    says: (id) => ({ object: id, before: expect.objectContaining({ personId: id }) }),
  },
  openInvitation: {
    action: 'invitation_opened',
    by: 'nobody',
    before: async (world) => {
      const { id } = await newAccount(world)
      return JSON.stringify({ id, token: await newInvitation(world, { id }) })
    },
    does: (world, prepared) => {
      const { token } = JSON.parse(prepared) as { token: string }
      return post(world, '/v1/invitations/open', { token })
    },
    fails: (world) => post(world, '/v1/invitations/open', { token: 'none' }),
    says: (prepared) => ({ object: (JSON.parse(prepared) as { id: string }).id, after: null }),
  },
  acceptInvitation: {
    action: 'signed_in',
    before: async (world) => {
      const token = await newInvitation(world, await newAccount(world))
      const { totpSecret } = (await post(world, '/v1/invitations/open', { token })).body as OpenedInvitation
      return JSON.stringify({ token, code: await codeAt(world.now(), totpSecret) })
    },
    does: (world, prepared) =>
      post(world, '/v1/invitations/accept', { ...(JSON.parse(prepared) as object), password: PASSWORD }),
    fails: (world, prepared) =>
      post(world, '/v1/invitations/accept', { ...(JSON.parse(prepared) as object), password: 'touchledger' }),
    says: () => ({ actorName: 'Dana Cole', roles: ['manager'], after: { with: 'invitation' } }),
    by: 'account',
  },
  signIn: {
    action: 'signed_in',
    before: joined,
    does: async (world, prepared) => {
      const { email, secret } = known(prepared)
      return post(world, '/v1/sign-in', { email, password: PASSWORD, code: await codeAt(world.now(), secret) })
    },
    // That it is refused is told too, by another action: see the test of sign-ins.
    fails: (world) => post(world, '/v1/sign-in', { email: 7 }),
    says: (prepared) => ({ actorId: known(prepared).id, actorName: 'Dana Cole', after: { with: 'password' } }),
    by: 'account',
  },
  signOut: {
    action: 'signed_out',
    does: (world) => post(world, '/v1/sign-out'),
    fails: (world) => post(world, '/v1/sign-out?everywhere=2'),
    says: () => ({ after: { everywhere: false } }),
  },
  createApiToken: {
    action: 'token_created',
    does: (world) => post(world, '/v1/api-tokens', { name: 'nightly', roles: ['manager'], expiresInDays: 3 }),
    fails: (world) => post(world, '/v1/api-tokens', { name: 'nightly', roles: [], expiresInDays: 3 }),
    says: () => ({
      object: expect.stringMatching(/^token_/),
      after: { name: 'nightly', roles: ['manager'], expiresAt: expect.any(Number) },
    }),
  },
  revokeApiToken: {
    action: 'token_revoked',
    before: async (world) => {
      const json = { name: 'old', roles: ['manager'], expiresInDays: 3 }
      return ((await post(world, '/v1/api-tokens', json)).body as ApiToken).id
    },
    does: (world, id) => remove(world, `/v1/api-tokens/${id}`),
    fails: (world) => remove(world, '/v1/api-tokens/none'),
    says: (id) => ({ object: id, before: { name: 'old', roles: ['manager'], expiresAt: expect.any(Number) } }),
  },
  exportAudit: {
    action: 'exported',
    does: (world) => ask(world.chief, '/v1/audit/export?action=signed_in'),
    fails: (world) => ask(world.chief, '/v1/audit/export?action=none'),
    says: () => ({ object: 'audit.csv', after: { action: 'signed_in' } }),
  },
  recordExport: {
    action: 'exported',
    does: (world) => post(world, '/v1/exports', { what: 'People', rows: 12 }),
    fails: (world) => post(world, '/v1/exports', { what: '', rows: 12 }),
    says: () => ({ object: 'table', after: { what: 'People', rows: 12 } }),
  },
  removeOffer: {
    action: 'offer_removed',
    before: async (world) => {
      await world.endpoint.database.query(
        sql`insert into offered_windows (program, shape) values ('citrixish', '• claim #')`,
      )
      return 'program=citrixish&shape=%E2%80%A2%20claim%20%23'
    },
    does: (world, query) => remove(world, `/v1/unclassified?${query}`),
    fails: (world) => remove(world, '/v1/unclassified?program=none&shape='),
    says: () => ({ before: { program: 'citrixish', shape: '• claim #' } }),
  },
  // Last: from here on there is a second admin.
  approveProposal: {
    action: 'rules_published',
    before: proposed,
    does: (world, id) => post(world, '/v1/rules/proposal/approve', { id }),
    fails: (world) => post(world, '/v1/rules/proposal/approve', { id: 'none' }),
    says: (id) => ({
      object: 'rules',
      after: expect.objectContaining({ proposal: id, rules: { policy: { inputCounts: true } } }),
    }),
  },
  dropProposal: {
    action: 'publication_refused',
    before: proposed,
    does: (world) => remove(world, '/v1/rules/proposal'),
    fails: (world) => remove(world, '/v1/rules/proposal?no=1'),
    says: (id) => ({ object: 'rules', before: expect.objectContaining({ proposal: id, touches: ['counts'] }) }),
  },
}

const siteKey = { site: 'Main office', maxDevices: 5, rule: 'each' }

const enrollment = (code: string) => ({
  ...{ code, publicKey: unique('B').padEnd(43, 'B').replaceAll('-', 'C'), agentVersion: '1', platform: 'linux' },
})
