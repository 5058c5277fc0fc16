import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isSignedRules } from '../../src/host/rules-signature.ts'
import { sql } from '../../src/server/database/sql.ts'
import { forgetWeeks } from '../../src/server/rules/unclassified-weeks.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import type { Page, PersonRow, Problem } from '../../src/shared/contract/reports.ts'
import type { RuleSet } from '../../src/shared/contract/ruleset.ts'
import { weekOf } from '../../src/shared/contract/unclassified.ts'
import { WEEK_MS } from '../../src/shared/time.ts'
import { ask, batchOf, enrolledDevice } from './support/device.ts'
import { somebody } from './support/people.ts'
import { freshEndpoint, stores } from './support/stores.ts'

const publicKey = 'A'.repeat(43)
const request = (code: string) => ({ code, publicKey, platform: 'linux', agentVersion: '1' })

describe.each(stores)('identity and rules on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  let now = Date.UTC(2026, 10, 20, 15)
  beforeAll(async () => (endpoint = await freshEndpoint(store, { now: () => now, metricsPort: 0 })))
  afterAll(() => endpoint.close())

  const newCode = async (json: object) =>
    (await ask<{ code: string; expiresAt: number }>(endpoint, '/v1/enrollment-codes', { method: 'POST', json })).body
  const enroll = (json: object) =>
    ask<Problem & { deviceId: string; userId: string }>(endpoint, '/v1/enrollments', { method: 'POST', json })

  test('a code enrolls one device; asked again with the same key, it answers the same device', async () => {
    const { code } = await newCode({ user: 'once' })
    const first = await enroll(request(code))
    expect(first).toMatchObject({ status: 201, body: { tenantId: 'main', userName: 'once', rules: { version: 1 } } })
    const again = await enroll(request(code))
    expect(again.body).toEqual(first.body)
    const thief = await enroll({ ...request(code), publicKey: 'B'.repeat(43) })
    expect(thief).toMatchObject({ status: 409, body: { code: 'used_code' } })
  })

  test('unknown, expired and malformed enrollments are refused, each with its reason', async () => {
    expect(await enroll(request('NEVER-MADE'))).toMatchObject({ status: 403, body: { code: 'unknown_code' } })
    const { code, expiresAt } = await newCode({ expiresInMinutes: 5 })
    expect(expiresAt).toBe(now + 300_000)
    now += 300_000
    expect(await enroll(request(code))).toMatchObject({ status: 410, body: { code: 'expired_code' } })
    const malformed = await enroll({ ...request(code), publicKey: 'short', extra: 1 })
    expect(malformed).toMatchObject({ status: 400, body: { code: 'bad_body' } })
    expect(malformed.body.errors?.map(({ pointer }) => pointer)).toContain('/publicKey')
    expect(JSON.stringify(malformed.body)).not.toContain('short')
  })

  test('a user is found again by name, and who has real work is no sample', async () => {
    const ids = []
    for (const json of [
      { user: 'twice', sample: true },
      { user: 'twice', team: 'North' },
      { user: 'twice', sample: true },
    ]) {
      const { code } = await newCode(json)
      ids.push((await enroll({ ...request(code), publicKey: String(ids.length).repeat(43) })).body.userId)
    }
    expect(new Set(ids).size).toBe(1)
    const people = (await ask<Page<PersonRow>>(endpoint, '/v1/people')).body.rows
    expect(people.find(({ name }) => name === 'twice')).toEqual({
      id: ids[0],
      name: 'twice',
      email: null,
      nextTeam: null,
      leftAt: null,
      team: 'North',
      sample: false,
    })
  })

  test('a code can be asked for without saying whom it is for', async () => {
    const { status, body } = await ask<{ code: string }>(endpoint, '/v1/enrollment-codes', { method: 'POST' })
    expect(status).toBe(201)
    expect(body.code.length).toBeGreaterThan(8)
  })

  test('a window is listed once three devices counted it in one week, without any of them', async () => {
    const devices: Awaited<ReturnType<typeof enrolledDevice>>[] = []
    for (const user of ['One', 'Two', 'Three']) devices.push(await enrolledDevice(endpoint, { user }))
    const ack = await devices[0]?.send({ ...batchOf([]), sentAt: now }, { clock: now })
    expect(ack).toMatchObject({ status: 200, body: { retention: { recordsDays: 90, sumsDays: 1095 } } })
    await ask(endpoint, '/v1/settings/retention', { method: 'PUT', json: { recordsDays: 60 } })
    const later = await devices[0]?.send({ ...batchOf([]), sentAt: now }, { clock: now })
    expect(later).toMatchObject({ status: 200, body: { retention: { recordsDays: 60, sumsDays: 1095 } } })
    const week = weekOf(now - WEEK_MS)
    const shown = { program: 'claimtrack', shape: 'claim # • - •' }
    const count = async (index: number, body: object) => {
      const bytes = new Uint8Array(gzipSync(JSON.stringify(body)))
      return (await devices[index]?.post(bytes, { clock: now }, '/v1/device/unclassified-weeks'))?.status
    }
    const listed = async () => (await ask<Page<object>>(endpoint, '/v1/unclassified')).body.rows
    const windows = [{ ...shown, minutes: 5 }]
    for (const index of [0, 1, 1, 0]) expect(await count(index, { week, windows })).toBe(204)
    const other = weekOf(now - 2 * WEEK_MS)
    expect(await count(2, { week: other, windows })).toBe(204)
    expect(await listed()).toEqual([])
    const alone = { program: 'lonely', shape: '', minutes: 90 }
    expect(await count(2, { week, windows: [...windows, alone] })).toBe(204)
    expect(await listed()).toEqual([{ ...shown, minutes: 15, devices: 3 }])

    // Neither a week that has not ended, nor one that is too old, nor what is no shape.
    for (const not of [weekOf(now), weekOf(now - 6 * WEEK_MS)]) {
      for (const index of [0, 1, 2]) expect(await count(index, { week: not, windows: [alone] })).toBe(204)
    }
    expect(await count(0, { week, windows: [{ ...alone, shape: 'Vandermeer' }] })).toBe(400)
    expect(await count(0, { week: '2026-12-01', windows })).toBe(400)
    expect(await listed()).toHaveLength(1)
    const { database } = endpoint
    const stored = JSON.stringify([
      await database.query(sql`select * from unclassified_counts`),
      await database.query(sql`select * from unclassified_senders`),
    ])
    for (const { deviceId, userId } of devices) {
      expect(stored).not.toContain(deviceId)
      expect(stored).not.toContain(userId)
    }
    const left = async () => [
      await database.query(sql`select 1 from unclassified_weeks`),
      await database.query(sql`select 1 from unclassified_senders`),
      await database.query(sql`select program from unclassified_counts`),
    ]
    await forgetWeeks(database, now)
    expect((await left()).map(({ length }) => length)).toEqual([2, 5, 3])
    // The key goes, and with it what tells devices apart; then what too few have counted.
    await forgetWeeks(database, now + 5 * WEEK_MS)
    expect(await left()).toEqual([[], [], [{ program: 'claimtrack' }]])
    expect(await listed()).toHaveLength(1)
    await forgetWeeks(database, now + 14 * WEEK_MS)
    expect(await listed()).toEqual([])
  })

  test('a device offers 50 windows a month, so that no device fills the list alone', async () => {
    const [one, other] = [await enrolledDevice(endpoint, { user: 'Offers' }), await enrolledDevice(endpoint)]
    const offer = async (device: typeof one, program: string) => {
      const bytes = new Uint8Array(gzipSync(JSON.stringify({ program, shape: '' })))
      return (await device.post(bytes, { clock: now }, '/v1/device/offers')) as { status: number; body: Problem | null }
    }
    expect((await offer(one, 'first')).status).toBe(204)
    // Nothing says which windows were offered, only how many.
    expect(
      await endpoint.database.query(sql`select offers, offers_month from devices where device_id = ${one.deviceId}`),
    ).toEqual([{ offers: 1, offers_month: '2026-11' }])
    await endpoint.database.query(sql`update devices set offers = 49 where device_id = ${one.deviceId}`)
    const answers = [await offer(one, 'fiftieth'), await offer(one, 'too many'), await offer(one, 'first')]
    expect(answers.map(({ status }) => status)).toEqual([204, 409, 204])
    expect(answers[1]?.body?.code).toBe('too_many_own_offers')
    expect((await offer(other, 'too many')).status).toBe(204)
    for (const odd of ['new\nline', 'exe\u202Egnp', 'half\uD83D', 'p'.repeat(201)])
      expect((await offer(other, odd)).status).toBe(400)
    now = Date.UTC(2026, 11, 1)
    expect((await offer(one, 'in december')).status).toBe(204)
    await endpoint.database.query(sql`delete from offered_windows`)
  })

  test('nothing but health is told to those without a token, and rules only to devices besides', async () => {
    for (const path of [
      '/v1/panel',
      '/v1/panel/ribbons',
      '/v1/people',
      '/v1/spans',
      '/v1/touches',
      '/v1/undecided-codes',
      '/v1/rules',
      '/v1/rules/proposal',
      '/v1/rules/versions',
      '/v1/unclassified',
      '/v1/settings/calendar',
      '/v1/settings/{name}',
      '/v1/settings/{name}/versions',
      '/v1/metrics',
      '/v1/device/looked-at',
      '/v1/devices',
      '/v1/enrollment-codes',
      '/v1/enrollment-requests',
      '/v1/denials',
      '/v1/denials/1',
      '/v1/worklist',
      '/v1/worklist/summary',
      '/v1/manual-time',
      '/v1/connectivity',
      '/v1/recovery-forecast',
      '/v1/report-schedules',
      '/v1/reports/performance.pdf',
      '/v1/accounts',
      '/v1/api-tokens',
      '/v1/me',
      '/v1/me/looked-at',
      '/v1/alerts',
      '/v1/alerts/delivery',
      '/v1/imports',
      '/v1/input',
      '/v1/import-jobs/1',
      '/v1/worklist-mappings',
      '/v1/worklist-mappings/1',
    ]) {
      for (const authorization of ['', 'Bearer wrong', `Basic ${endpoint.adminToken}`]) {
        const { status, headers } = await ask(endpoint, path, { headers: { authorization } })
        expect([path, status, headers.get('www-authenticate')]).toEqual([path, 401, 'Bearer'])
      }
    }
    const supervisor = await somebody(endpoint, { roles: ['supervisor'] })
    expect((await ask(supervisor, '/v1/panel')).status).toBe(200)
    const forbidden = await ask(supervisor, '/v1/enrollment-codes', { method: 'POST', json: {} })
    expect(forbidden).toMatchObject({ status: 403, body: { code: 'not_allowed' } })
    expect((await fetch(`${endpoint.url}/healthz`)).status).toBe(200)
    expect((await fetch(`${endpoint.url}/readyz`)).status).toBe(200)
  })

  test('the starter rules are version 1; a publication is the next, for devices too', async () => {
    now = Date.now()
    const device = await enrolledDevice(endpoint)
    const { body: starter, headers } = await ask<RuleSet>(endpoint, '/v1/rules')
    expect(starter.version).toBe(1)
    expect(starter.rules.length).toBeGreaterThan(10)
    expect(headers.get('etag')).toBe('"1"')
    expect(await device.get('/v1/rules')).toMatchObject({ status: 200, body: starter })
    expect((await ask(endpoint, '/v1/rules', { headers: { 'if-none-match': '"1"' } })).status).toBe(304)

    const json = { version: 77, rules: starter.rules.slice(0, 1) }
    const published = await ask<RuleSet>(endpoint, '/v1/rules', { method: 'PUT', json, headers: { 'if-match': '"1"' } })
    expect(published).toMatchObject({ status: 200, body: { version: 2, rules: json.rules } })
    expect((await device.get<RuleSet>('/v1/rules')).body).toEqual(published.body)
    for (const rules of [starter, published.body])
      expect(isSignedRules(rules, device.tenantId, device.rulesKey)).toBe(true)
    // Rules are published anew with the signature of the version they were made from: it is not theirs.
    const again = await ask<RuleSet>(endpoint, '/v1/rules', { method: 'PUT', json: published.body })
    expect(isSignedRules(again.body, device.tenantId, device.rulesKey)).toBe(true)
    const stale = await ask(endpoint, '/v1/rules', { method: 'PUT', json, headers: { 'if-match': '"1"' } })
    expect(stale).toMatchObject({ status: 412, body: { code: 'conflict' } })
    const versions = await endpoint.database.query(sql`select version from rule_sets order by 1`)
    expect(versions).toEqual([{ version: 1 }, { version: 2 }, { version: 3 }])
  })

  test('rules with an error change nothing and name the place', async () => {
    const before = (await ask<RuleSet>(endpoint, '/v1/rules')).body
    const rule = { id: 'one', when: { title: '(a+' }, then: { activity: 'appeal', rating: 'core' } }
    for (const [json, pointer] of [
      [{ version: 1, rules: [rule] }, '/rules/0/when/title'],
      [
        { version: 1, rules: [{ ...rule, when: {}, then: { activity: 'appeal', rating: 'great' } }] },
        '/rules/0/then/rating',
      ],
      [{ version: 1, rules: 'none' }, '/rules'],
      // Agents would ignore it: it could read titles.
      [{ version: 1, rules: [{ ...rule, when: {}, claimRef: '.{4}(?<ref>[A-Z0-9]{5})' }] }, '/rules/0/claimRef'],
      [
        { version: 1, rules: [{ ...rule, when: {}, claimRef: 'claim (?<ref>.{5})', enabled: false }] },
        '/rules/0/claimRef',
      ],
    ] as const) {
      const { status, body } = await ask(endpoint, '/v1/rules', { method: 'PUT', json })
      expect([status, body.code, body.errors?.[0]?.pointer]).toEqual([422, 'bad_rules', pointer])
    }
    expect((await ask<RuleSet>(endpoint, '/v1/rules')).body).toEqual(before)
  })

  test('the interface describes itself, and pages come with a strict policy', async () => {
    const openapi = (await ask<{ paths: Record<string, unknown> }>(endpoint, '/openapi.json')).body
    expect(Object.keys(openapi.paths).sort()).toEqual([
      '/healthz',
      '/readyz',
      '/v1/accounts',
      '/v1/accounts/{id}',
      '/v1/accounts/{id}/invitation',
      '/v1/alerts',
      '/v1/alerts/delivery',
      '/v1/alerts/{id}/acknowledge',
      '/v1/alerts/{id}/snooze',
      '/v1/annotations',
      '/v1/api-tokens',
      '/v1/api-tokens/{id}',
      '/v1/audit',
      '/v1/audit/export',
      '/v1/audit/head',
      '/v1/batches',
      '/v1/claim-counts',
      '/v1/claim-key/rotation',
      '/v1/claims/search',
      '/v1/classification-proposals',
      '/v1/connectivity',
      '/v1/denials',
      '/v1/denials/import',
      '/v1/denials/{id}',
      '/v1/device/key',
      '/v1/device/looked-at',
      '/v1/device/notice',
      '/v1/device/offers',
      '/v1/device/unclassified-weeks',
      '/v1/device/update',
      '/v1/devices',
      '/v1/devices/{id}',
      '/v1/enrollment-codes',
      '/v1/enrollment-codes/{id}',
      '/v1/enrollment-keys',
      '/v1/enrollment-keys/{id}',
      '/v1/enrollment-requests',
      '/v1/enrollment-requests/{id}/approve',
      '/v1/enrollment-requests/{id}/refuse',
      '/v1/enrollments',
      '/v1/exports',
      '/v1/findings',
      '/v1/findings/{id}/dismiss',
      '/v1/health',
      '/v1/hidden-work',
      '/v1/import-jobs/{id}',
      '/v1/imports',
      '/v1/imports/{id}',
      '/v1/input',
      '/v1/invitations/accept',
      '/v1/invitations/open',
      '/v1/manual-time',
      '/v1/me',
      '/v1/me/looked-at',
      '/v1/metrics',
      '/v1/metrics/query',
      '/v1/metrics/{id}',
      '/v1/metrics/{id}/rows',
      '/v1/notice-acknowledgments',
      '/v1/panel',
      '/v1/panel/ribbons',
      '/v1/people',
      '/v1/people/access',
      '/v1/people/{id}',
      '/v1/people/{id}/export',
      '/v1/recovery-forecast',
      '/v1/releases',
      '/v1/releases/{version}/files/{name}',
      '/v1/report-schedules',
      '/v1/report-schedules/{id}/test',
      '/v1/reports/performance.pdf',
      '/v1/rules',
      '/v1/rules/proposal',
      '/v1/rules/proposal/approve',
      '/v1/rules/updates',
      '/v1/rules/use',
      '/v1/rules/versions',
      '/v1/rules/versions/{version}/restore',
      '/v1/sample',
      '/v1/session',
      '/v1/settings/{name}',
      '/v1/settings/{name}/versions',
      '/v1/settings/{name}/versions/{version}/restore',
      '/v1/setup',
      '/v1/sign-in',
      '/v1/sign-out',
      '/v1/spans',
      '/v1/touches',
      '/v1/unclassified',
      '/v1/undecided-codes',
      '/v1/worklist',
      '/v1/worklist-mappings',
      '/v1/worklist-mappings/{name}',
      '/v1/worklist/proposed',
      '/v1/worklist/summary',
    ])
    const page = await fetch(`${endpoint.url}/team?from=1`)
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/)
    const missing = await ask(endpoint, '/v1/nothing')
    expect(missing).toMatchObject({ status: 404, body: { code: 'not_found' } })
    expect((await fetch(`${endpoint.url}/assets/../../package.json`)).status).toBe(404)
    expect((await fetch(`${endpoint.url}/missing.js`)).status).toBe(404)
    expect((await fetch(`${endpoint.url}/metrics`)).status).toBe(401)
    const numbers = await (await fetch(endpoint.metricsUrl ?? '')).text()
    expect(numbers).toMatch(
      /touchledger_http_request_duration_seconds_count\{method="GET",route="\/v1\/rules",status="200"\}/,
    )
  })
})

test('enrollment is limited by address', async () => {
  const endpoint = await freshEndpoint('postgres', { enrollmentsPerMinute: 3 })
  const statuses = []
  for (let attempt = 0; attempt < 4; attempt += 1) {
    statuses.push((await ask(endpoint, '/v1/enrollments', { method: 'POST', json: request('GUESSED-CODE') })).status)
  }
  expect(statuses).toEqual([403, 403, 403, 429])
  await endpoint.close()
})
