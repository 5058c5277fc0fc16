import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EnrollmentRequestRow } from '../../src/shared/contract/enrollment-codes.ts'
import type {
  EnrollmentKeyRequest,
  EnrollmentKeyRow,
  NewEnrollmentKey,
} from '../../src/shared/contract/enrollment-keys.ts'
import type { EnrollmentAnswer, SystemAccount } from '../../src/shared/contract/ingest.ts'
import type { AuditEntry } from '../../src/shared/contract/audit.ts'
import type { DeviceRow, Page, Problem } from '../../src/shared/contract/index.ts'
import { sql } from '../../src/server/database/sql.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { enrollPatiently } from '../../src/main/sync/enroll-patiently.ts'
import { makeKeyPair } from '../../src/main/sync/key-pair.ts'
import { ask } from './support/device.ts'
import { somebody } from './support/people.ts'
import { freshEndpoint, storesOfPlainSql } from './support/stores.ts'

const DAY = 86_400_000
/** How often an agent asks before it says that the endpoint cannot be reached. */
const ASKED_IN_AN_ATTEMPT = 3
type Answered = EnrollmentAnswer & Problem

/** How many of these instants fall into the fullest second. */
const mostInASecond = (instants: readonly number[]): number => {
  const seconds = instants.map((ms) => Math.floor(ms / 1000))
  return Math.max(...seconds.map((second) => seconds.filter((other) => other === second).length))
}

describe.each(storesOfPlainSql)('the enrollment key of a site, on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  let now = Date.now()
  beforeAll(async () => (endpoint = await freshEndpoint(store, { now: () => (now += 1) })))
  afterAll(() => endpoint.close())

  const keyFor = async (given: Partial<EnrollmentKeyRequest> = {}) => {
    const json = { site: 'Main office', maxDevices: 1000, rule: 'domains', ...given }
    const domains = json.rule === 'domains' ? { domains: ['Clinic.example'] } : {}
    const { status, body } = await ask<NewEnrollmentKey>(endpoint, '/v1/enrollment-keys', {
      method: 'POST',
      json: { ...domains, ...json },
    })
    expect(status).toBe(201)
    return body
  }
  const newComputer = () => randomBytes(32).toString('base64url')
  const enroll = (code: string, publicKey: string, account?: SystemAccount) =>
    ask<Answered>(endpoint, '/v1/enrollments', {
      method: 'POST',
      json: { code, publicKey, platform: 'win32', agentVersion: '1.2.3', ...(account && { account }) },
    })
  const of = (address: string): SystemAccount => ({ user: address.split('@')[0] ?? '', domain: 'CLINIC', address })
  /** An agent that starts for the first time, without the wait between its attempts. @param offline its first attempt finds no way to the endpoint */
  const firstStart = (index: number, offline: boolean, code: string) => {
    const keyPair = makeKeyPair()
    const address = `first.start.${index}@clinic.example`
    let failures = offline ? ASKED_IN_AN_ATTEMPT : 0
    const waits: number[] = []
    const enrolled = enrollPatiently({
      ...{ endpointUrl: endpoint.url, code, agentVersion: '1.2.3', account: of(address) },
      store: {
        keyPairForEnrollment: async () => keyPair,
        save: async () => {},
        keepWaiting: async () => {},
        dropWaiting: async () => {},
      },
      fetch: async (...request) => {
        if (failures-- > 0) throw new TypeError('no way to the endpoint')
        return globalThis.fetch(...request)
      },
      onFailure: () => {},
      signal: new AbortController().signal,
      sleep: async (ms) => void waits.push(ms),
    })
    return { publicKey: keyPair.publicKey, address, enrolled, longestWaitMs: () => Math.max(0, ...waits) }
  }
  const waiting = async () => (await ask<Page<EnrollmentRequestRow>>(endpoint, '/v1/enrollment-requests')).body.rows
  const keys = async () => (await ask<Page<EnrollmentKeyRow>>(endpoint, '/v1/enrollment-keys')).body.rows
  const devices = async () => (await ask<Page<DeviceRow>>(endpoint, '/v1/devices?limit=1000')).body.rows
  const decide = (id: string | undefined, how: 'approve' | 'refuse', json: object = {}) =>
    ask(endpoint, `/v1/enrollment-requests/${id}/${how}`, { method: 'POST', json })
  const waits = { status: 403, body: { code: 'waiting_for_approval' } }

  test('500 first starts within a minute by one key, a third of them offline, are each enrolled once, also those that ask again', async () => {
    const before = (await devices()).length
    const { key, id } = await keyFor({ site: 'Roll-out', maxDevices: 500 })
    const startedAt = performance.now()
    const agents = Array.from({ length: 500 }, (_, index) => firstStart(index, index % 3 === 0, key))
    const first = await Promise.all(agents.map(({ enrolled }) => enrolled))
    const again = await Promise.all(
      agents.slice(0, 100).map(({ publicKey, address }) => enroll(key, publicKey, of(address))),
    )
    expect(performance.now() - startedAt).toBeLessThan(60_000)
    expect(new Set(first.map((enrollment) => enrollment?.identity.deviceId)).size).toBe(500)
    expect(first.map((enrollment) => enrollment?.identity.email)).toEqual(agents.map(({ address }) => address))
    expect(again.map(({ body }) => body.deviceId)).toEqual(
      first.slice(0, 100).map((enrollment) => enrollment?.identity.deviceId),
    )
    expect((await devices()).length - before).toBe(500)
    expect((await keys()).find((row) => row.id === id)).toMatchObject({ enrolled: 500, waiting: 0 })
    // Those that were offline have failed once, and come back one by one, not in step.
    const waited = agents.map(({ longestWaitMs }) => longestWaitMs()).filter((ms) => ms > 0)
    expect(waited).toHaveLength(167)
    expect(Math.min(...waited)).toBeGreaterThanOrEqual(7500)
    expect(Math.max(...waited)).toBeLessThanOrEqual(22_500)
    expect(mostInASecond(waited)).toBeLessThan(40)
    const more = await enroll(key, newComputer(), of('one.more@clinic.example'))
    expect(more).toMatchObject({ status: 409, body: { code: 'key_full' } })
  }, 120_000)

  test('never lets in more computers than it may, however many ask at the same time', async () => {
    const { key, id } = await keyFor({ maxDevices: 7 })
    const all = await Promise.all(
      Array.from({ length: 30 }, (_, index) => enroll(key, newComputer(), of(`bound${index}@clinic.example`))),
    )
    expect(all.filter(({ status }) => status === 201)).toHaveLength(7)
    expect(all.filter(({ body }) => body.code === 'key_full')).toHaveLength(23)
    expect((await keys()).find((row) => row.id === id)).toMatchObject({ enrolled: 7, waiting: 0 })
  })

  test('lets somebody in by the domain of their address; other computers wait, and get in once an admin approved', async () => {
    const { key } = await keyFor({ team: 'North' })
    const ana = await enroll(key, newComputer(), { user: 'ANA', domain: 'CLINIC', address: 'Ana@CLINIC.example' })
    expect(ana).toMatchObject({ status: 201, body: { userName: 'Ana', email: 'Ana@CLINIC.example' } })
    const [stranger, local, second] = [newComputer(), newComputer(), newComputer()]
    expect(await enroll(key, stranger, of('ana@elsewhere.example'))).toMatchObject(waits)
    expect(await enroll(key, local, { user: 'ana' })).toMatchObject(waits)
    // Who stated her address would get her records.
    expect(await enroll(key, second, of('ana@clinic.example'))).toMatchObject(waits)
    const rows = await waiting()
    expect(rows.map(({ site, account, address, team }) => [site, account, address, team])).toEqual([
      ['Main office', 'CLINIC\\ana', 'ana@elsewhere.example', 'North'],
      ['Main office', 'ana', null, 'North'],
      ['Main office', 'CLINIC\\ana', 'ana@clinic.example', 'North'],
    ])
    expect((await decide(rows[2]?.id, 'approve', { email: 'ana@clinic.example' })).status).toBe(200)
    expect((await decide(rows[0]?.id, 'refuse')).status).toBe(204)
    expect((await decide(rows[1]?.id, 'approve', { email: 'new.person@clinic.example' })).body).toMatchObject({
      userName: 'new.person',
    })
    const approved = await enroll(key, second, of('ana@clinic.example'))
    expect(approved).toMatchObject({ status: 201, body: { userId: ana.body.userId } })
    expect((await enroll(key, second)).body.deviceId).toBe(approved.body.deviceId)
    expect(await enroll(key, stranger, of('ana@clinic.example'))).toMatchObject({
      body: { code: 'enrollment_refused' },
    })
    const kept = await endpoint.database.query(sql`select 1 from enrollment_requests where address is not null`)
    expect(kept).toEqual([])
  })

  test('lets in whoever is known here; who becomes known gets in the next time, and nobody whose account has ended', async () => {
    const { key } = await keyFor({ rule: 'known' })
    const ben = await somebody(endpoint, { roles: ['biller'], name: 'Ben Ode' })
    const { email } = ben.account
    expect(await enroll(key, newComputer(), of(email.toUpperCase()))).toMatchObject({
      status: 201,
      body: { userName: 'Ben Ode' },
    })
    const later = newComputer()
    expect(await enroll(key, later, of('later@clinic.example'))).toMatchObject(waits)
    const json = { email: 'later@clinic.example', name: 'Later', roles: ['biller'] }
    await ask(endpoint, '/v1/accounts', { method: 'POST', json })
    expect(await enroll(key, later, of('later@clinic.example'))).toMatchObject({
      status: 201,
      body: { userName: 'Later' },
    })
    expect(await waiting()).toEqual([])
    const gone = { ...json, email: 'gone@clinic.example', name: 'Gone' }
    const { body: ended } = await ask<{ id: string }>(endpoint, '/v1/accounts', { method: 'POST', json: gone })
    const changed = { method: 'PATCH', json: { deactivated: true } }
    expect((await ask(endpoint, `/v1/accounts/${ended.id}`, changed)).status).toBe(200)
    expect(await enroll(key, newComputer(), of('gone@clinic.example'))).toMatchObject(waits)
    for (const { id } of await waiting()) await decide(id, 'refuse')
  })

  test('lets nobody in by itself where each computer is approved, and takes a refused one’s place again', async () => {
    const { key } = await keyFor({ rule: 'each', maxDevices: 1 })
    const [first, second] = [newComputer(), newComputer()]
    expect(await enroll(key, first, of('each@clinic.example'))).toMatchObject(waits)
    expect(await enroll(key, second, of('each2@clinic.example'))).toMatchObject({ body: { code: 'key_full' } })
    await decide((await waiting())[0]?.id, 'refuse')
    expect(await enroll(key, second, of('each2@clinic.example'))).toMatchObject(waits)
    await decide((await waiting())[0]?.id, 'refuse')
  })

  test('a revoked computer does not come back by it, neither with its key pair nor with a new one', async () => {
    const { key } = await keyFor()
    const computer = newComputer()
    const { body } = await enroll(key, computer, of('dee@clinic.example'))
    await ask(endpoint, `/v1/devices/${body.deviceId}`, { method: 'DELETE' })
    expect(await enroll(key, computer, of('dee@clinic.example'))).toMatchObject({
      status: 409,
      body: { code: 'used_code' },
    })
    const { key: other } = await keyFor()
    expect(await enroll(other, computer, of('dee@clinic.example'))).toMatchObject(waits)
    expect(await enroll(key, newComputer(), of('dee@clinic.example'))).toMatchObject(waits)
    for (const { id } of await waiting()) await decide(id, 'refuse')
  })

  test('of a pool: a wiped desktop comes back as the same device, and takes one place', async () => {
    const { key } = await keyFor({ pool: 'Citrix A', maxDevices: 1 })
    const mornings = []
    for (let morning = 0; morning < 3; morning++) {
      mornings.push((await enroll(key, newComputer(), of('vera@clinic.example'))).body.deviceId)
    }
    expect(new Set(mornings).size).toBe(1)
    await ask(endpoint, `/v1/devices/${mornings[0]}`, { method: 'DELETE' })
    expect((await enroll(key, newComputer(), of('vera@clinic.example'))).status).not.toBe(201)
    for (const { id } of await waiting()) await decide(id, 'refuse')
  })

  test('ends when it expires or is revoked; computers that enrolled stay', async () => {
    const expiring = await keyFor({ expiresInDays: 1 })
    const revoked = await keyFor()
    const computer = newComputer()
    const { body } = await enroll(expiring.key, computer, of('eve@clinic.example'))
    expect((await ask(endpoint, `/v1/enrollment-keys/${revoked.id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await ask(endpoint, `/v1/enrollment-keys/${revoked.id}`, { method: 'DELETE' })).status).toBe(404)
    now += DAY + 1
    for (const { key, id } of [expiring, revoked]) {
      const late = await enroll(key, newComputer(), of('late@clinic.example'))
      expect(late).toMatchObject({ status: 410, body: { code: 'expired_code' } })
      expect((await keys()).map((row) => row.id)).not.toContain(id)
    }
    expect((await enroll(expiring.key, computer)).body.deviceId).toBe(body.deviceId)
    now -= DAY + 1
  })

  test('is named in the audit log by its site, is no code, and is stored as a hash alone', async () => {
    const { key, id } = await keyFor({ site: 'Annex' })
    await enroll(key, newComputer(), of('audited@clinic.example'))
    const { body } = await ask<Page<AuditEntry>>(endpoint, '/v1/audit?limit=2')
    const [entry, made] = body.rows
    expect(entry).toMatchObject({ action: 'device_enrolled', actorKind: 'device', after: { site: 'Annex' } })
    expect(made).toMatchObject({ action: 'enrollment_key_created', objectName: 'Annex' })
    const codes = await ask<Page<{ id: string }>>(endpoint, '/v1/enrollment-codes')
    expect(codes.body.rows.map((row) => row.id)).not.toContain(id)
    expect((await ask(endpoint, `/v1/enrollment-codes/${id}`, { method: 'DELETE' })).status).toBe(404)
    const stored = await endpoint.database.query(sql`select to_jsonb(c)::text as row from enrollment_codes c`)
    expect(JSON.stringify(stored)).not.toContain(key)
  })

  test.each([
    [{ rule: 'domains' }, '/domains'],
    [{ rule: 'known', domains: ['clinic.example'] }, '/domains'],
    [{ rule: 'domains', domains: ['CLINIC'] }, '/domains/0'],
    [{ rule: 'each', pool: 'Citrix A' }, '/pool'],
    [{ rule: 'known', maxDevices: 0 }, '/maxDevices'],
    [{ rule: 'known', expiresInDays: 401 }, '/expiresInDays'],
    [{ rule: 'known', site: ' ' }, '/site'],
  ])('%j is refused, with the field', async (given, pointer) => {
    const json = { site: 'Main office', maxDevices: 5, ...given }
    const { status, body } = await ask(endpoint, '/v1/enrollment-keys', { method: 'POST', json })
    expect([status, body.errors?.map((error) => error.pointer)]).toEqual([400, [pointer]])
  })
})

describe('attempts to enroll by a key', () => {
  test('are limited by the key, whatever their address; keys that do not exist are limited by the address', async () => {
    const endpoint = await freshEndpoint(storesOfPlainSql[0] ?? 'embedded', {
      ...{ enrollmentsPerMinute: 3, keyEnrollmentsPerMinute: 8, trustProxy: ['127.0.0.1'] },
    })
    try {
      const json = { site: 'Main office', maxDevices: 100, rule: 'each' }
      const made = () => ask<NewEnrollmentKey>(endpoint, '/v1/enrollment-keys', { method: 'POST', json })
      const [{ key }, { key: other }] = [(await made()).body, (await made()).body]
      const attempt = async (code: string, from: string) => {
        const { body } = await ask(endpoint, '/v1/enrollments', {
          method: 'POST',
          headers: { 'x-forwarded-for': from },
          json: { code, publicKey: randomBytes(32).toString('base64url'), platform: 'linux', agentVersion: '1' },
        })
        return body.code
      }
      const many = async (count: number, code: (index: number) => string, from: (index: number) => string) => {
        const codes = []
        for (let index = 0; index < count; index++) codes.push(await attempt(code(index), from(index)))
        return codes
      }
      const one = () => '10.0.0.1'
      expect(await many(9, () => key, one)).toEqual([...Array(8).fill('waiting_for_approval'), 'too_many_requests'])
      expect(await attempt(key, '10.0.0.2')).toBe('too_many_requests')
      expect(await attempt(other, '10.0.0.1')).toBe('waiting_for_approval')
      const guessed = await many(
        7,
        (index) => `TLK-GUESS-${index}`,
        () => '10.0.0.3',
      )
      expect(guessed).toEqual([...Array(6).fill('unknown_code'), 'too_many_requests'])
      expect(await attempt(other, '10.0.0.3')).toBe('too_many_requests')
      expect(await attempt(other, '10.0.0.4')).toBe('waiting_for_approval')
      expect(
        await many(
          4,
          (index) => `A-CODE-${index}`,
          () => '10.0.0.5',
        ),
      ).toEqual([...Array(3).fill('unknown_code'), 'too_many_requests'])
    } finally {
      await endpoint.close()
    }
  })
})
