import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { proveKey } from '../../src/host/key-proof.ts'
import { isSignedAcknowledgment, signAcknowledgment } from '../../src/host/notice-signature.ts'
import type { NoticeAcknowledgment, NoticeAcknowledgmentRow } from '../../src/shared/contract/notice.ts'
import type { Page, Problem } from '../../src/shared/contract/index.ts'
import { type KeyPair, keyPairOf, makeKeyPair } from '../../src/main/sync/key-pair.ts'
import { sql } from '../../src/server/database/sql.ts'
import { ask, changeKey, enrolledDevice } from './support/device.ts'
import { somebody } from './support/people.ts'
import { freshEndpoint, storesOfPlainSql } from './support/stores.ts'

describe.each(storesOfPlainSql)('acknowledgments of the notice on the %s store', (store) => {
  let endpoint: Awaited<ReturnType<typeof freshEndpoint>>
  beforeAll(async () => (endpoint = await freshEndpoint(store)))
  afterAll(() => endpoint.close())

  type Device = Awaited<ReturnType<typeof enrolledDevice>>
  const acknowledgment = (change: Partial<NoticeAcknowledgment> = {}): NoticeAcknowledgment => ({
    ...{ version: 1, textHash: 'a'.repeat(64), rulesVersion: 1, acknowledgedAt: 1_795_000_000_000, how: 'read' },
    ...change,
  })
  const send = (device: Device, stated: NoticeAcknowledgment, signature?: string) =>
    device.post<Problem>(
      new Uint8Array(
        gzipSync(
          JSON.stringify({ ...stated, signature: signature ?? signAcknowledgment(stated, device, device.privateKey) }),
        ),
      ),
      {},
      '/v1/device/notice',
    )
  const rowsOf = async (asking: { url: string; adminToken: string } = endpoint) =>
    (await ask<Page<NoticeAcknowledgmentRow>>(asking, '/v1/notice-acknowledgments')).body.rows

  test('a device changes its key; what it signed before can still be checked', async () => {
    const device = await enrolledDevice(endpoint, { user: 'key changer' })
    const other = await enrolledDevice(endpoint, { user: 'key owner' })
    const stated = acknowledgment()
    expect((await send(device, stated)).status).toBe(204)
    const [next, later] = [makeKeyPair(), makeKeyPair()]
    const code = async (answer: ReturnType<typeof changeKey<Problem>>) => (await answer).body.code
    const change = (signedBy: string, pair: KeyPair, more: { proof?: string } = {}) =>
      changeKey<Problem>(endpoint, device, signedBy, pair, more)

    // Proven for another device, or not at all.
    const proof = proveKey(next.publicKey, other, next.privateKey)
    expect(await code(change(device.privateKey, next, { proof }))).toBe('bad_proof')
    expect(await code(change(device.privateKey, keyPairOf(other.privateKey)))).toBe('known_key')
    const gone = await enrolledDevice(endpoint, { user: 'somebody deleted' })
    expect((await ask(endpoint, `/v1/people/${gone.userId}`, { method: 'DELETE' })).status).toBeLessThan(300)
    expect(await code(change(device.privateKey, keyPairOf(gone.privateKey)))).toBe('person_deleted')
    expect((await device.get('/v1/rules')).status).toBe(200)

    expect((await change(device.privateKey, next)).status).toBe(204)
    // The answer was lost: it is asked for again, by the old key and by the new one.
    expect(await code(change(device.privateKey, next))).toBe('bad_signature')
    expect((await change(next.privateKey, next)).status).toBe(204)
    expect((await device.get('/v1/rules')).status).toBe(401)
    expect(await code(change(device.privateKey, later))).toBe('bad_signature')
    const entries = await endpoint.database.query(
      sql`select 1 from audit_entries where action = 'device_key_changed' and object = ${device.deviceId}`,
    )
    expect(entries).toHaveLength(1)
    const row = (await rowsOf()).find(({ userName }) => userName === 'key changer')
    if (!row) throw new Error('the acknowledgment is not listed')
    expect(isSignedAcknowledgment(stated, row.signature, device, row.publicKey)).toBe(true)

    // Of two requests by one key that race, one wins.
    const racing = await Promise.all([makeKeyPair(), makeKeyPair()].map((pair) => change(next.privateKey, pair)))
    expect(racing.map(({ status }) => status)).toEqual(expect.arrayContaining([204, 401]))
  })

  test('it is kept once, however often it is sent, and admins and auditors see it', async () => {
    const device = await enrolledDevice(endpoint, { user: 'reader' })
    for (let times = 0; times < 3; times += 1) expect((await send(device, acknowledgment())).status).toBe(204)
    expect((await send(device, acknowledgment({ version: 2, acknowledgedAt: 1_795_000_100_000 }))).status).toBe(204)
    const versions = (await rowsOf()).filter(({ userName }) => userName === 'reader').map(({ version }) => version)
    expect(versions).toEqual(expect.arrayContaining([1, 2]))
    expect(versions).toHaveLength(2)
    for (const role of ['admin', 'auditor'] as const)
      expect((await rowsOf(await somebody(endpoint, { roles: [role] }))).length).toBeGreaterThan(0)
    for (const role of ['biller', 'supervisor', 'manager'] as const) {
      const asking = await somebody(endpoint, { roles: [role], ...(role === 'biller' && { user: device.userId }) })
      expect((await ask(asking, '/v1/notice-acknowledgments')).status).toBe(403)
    }
  })

  test('what the device did not sign is refused', async () => {
    const device = await enrolledDevice(endpoint, { user: 'forger' })
    const other = await enrolledDevice(endpoint, { user: 'other' })
    const stated = acknowledgment()
    const forged = [
      signAcknowledgment(stated, device, other.privateKey),
      signAcknowledgment(stated, other, device.privateKey),
      signAcknowledgment({ ...stated, version: 2 }, device, device.privateKey),
      'A'.repeat(86),
    ]
    for (const signature of forged) {
      const answer = await send(device, stated, signature)
      expect([answer.status, answer.body.code]).toEqual([400, 'bad_acknowledgment'])
    }
    expect((await rowsOf()).filter(({ userName }) => userName === 'forger')).toEqual([])
  })

  test('one of tomorrow is refused, and nobody but a device may send one', async () => {
    const device = await enrolledDevice(endpoint, { user: 'early' })
    const answer = await send(device, acknowledgment({ acknowledgedAt: Date.now() + 3 * 86_400_000 }))
    expect([answer.status, answer.body.detail]).toEqual([
      400,
      'acknowledgedAt is in the future: set the clock of this computer.',
    ])
    const stated = { ...acknowledgment(), signature: 'A'.repeat(86) }
    expect((await ask(endpoint, '/v1/device/notice', { method: 'POST', json: stated })).status).toBe(401)
  })
})
