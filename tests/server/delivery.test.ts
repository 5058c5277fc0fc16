import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import type { BatchAck } from '../../src/shared/contract/ingest.ts'
import type { DeviceRow, Page, Problem, SpanRow } from '../../src/shared/contract/reports.ts'
import { MAX_CLOCK_SKEW_MS } from '../../src/shared/contract/signature.ts'
import { ask, batchOf, EPOCH, enrolledDevice } from './support/device.ts'
import { spanRecord, touchRecord } from './support/records.ts'
import { freshEndpoint, storesOfPlainSql } from './support/stores.ts'

const T = Date.UTC(2026, 10, 20, 15)
const span = (seq: number, fields = {}) =>
  spanRecord({ seq, startedAt: T + seq * 1000, endedAt: T + seq * 1000 + 1000, ...fields })
const TITLE = 'Hyperspace - DOE, JANE - MRN 00412345'

describe.each(storesOfPlainSql)('delivery over HTTP to the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  const spansOf = async (user: string) => (await ask<Page<SpanRow>>(endpoint, `/v1/spans?user=${user}`)).body.rows

  beforeAll(async () => (endpoint = await freshEndpoint(store)))
  afterAll(() => endpoint.close())

  test('a batch is acknowledged after it is stored, and again when it is sent again', async () => {
    const device = await enrolledDevice(endpoint, { user: 'ack' })
    const first = await device.send(batchOf([span(1), span(2)]))
    expect(first).toMatchObject({
      status: 200,
      body: { ackedThrough: 2, storedThrough: 2, rejected: [], rulesVersion: 1, policyVersion: 1 },
    })
    const again = await device.send(batchOf([span(2), span(3)]))
    expect(again.body.ackedThrough).toBe(3)
    expect((await spansOf('ack')).map((row) => row.seq)).toEqual([1, 2, 3])
    expect((await device.send(batchOf([]))).body.ackedThrough).toBe(0)
    expect(again.body.durableThrough).toBe(store === 'postgres' ? 3 : 0)
  })

  test('a batch that does not join on is stored, and says where the gap is until it is filled', async () => {
    const device = await enrolledDevice(endpoint, { user: 'gap' })
    await device.send(batchOf([span(1)]))
    expect((await device.send(batchOf([span(3), span(4)]))).body).toMatchObject({ ackedThrough: 4, storedThrough: 1 })
    expect((await device.send(batchOf([]))).body).toMatchObject({ ackedThrough: 0, storedThrough: 1 })
    const filled = await device.send({ ...batchOf([]), records: [{ seq: 2 }] })
    expect(filled.body).toMatchObject({ ackedThrough: 2, storedThrough: 4, rejected: [{ seq: 2 }] })
    expect((await spansOf('gap')).map((row) => row.seq)).toEqual([1, 3, 4])
    const ahead = await device.send({ ...batchOf([span(9)]), oldestHeld: 8 })
    expect(ahead.body).toMatchObject({ storedThrough: 7 })
  })

  test('the device’s clock and last contact are kept', async () => {
    const device = await enrolledDevice(endpoint, { user: 'clock' })
    await device.send({ ...batchOf([span(1)]), sentAt: Date.now() - 90_000 })
    const rows = (await ask<Page<DeviceRow>>(endpoint, '/v1/devices')).body.rows
    const row = rows.find(({ deviceId }) => deviceId === device.deviceId)
    expect(row).toMatchObject({ userName: 'clock', platform: 'linux', agentVersion: '1.2.3', sample: false })
    expect(row?.skewMs).toBeLessThan(-89_000)
    expect(row?.skewMs).toBeGreaterThan(-100_000)
    expect(Date.now() - (row?.lastSeenAt ?? 0)).toBeLessThan(60_000)
  })

  test('a bad record is refused by its seq, does not hold up the others, and is not quoted', async () => {
    const device = await enrolledDevice(endpoint, { user: 'bad' })
    const { status, body } = await device.send({
      ...batchOf([span(1), span(5)]),
      records: [
        span(1),
        { ...span(2), title: TITLE },
        { ...span(3), payer: TITLE.repeat(9) },
        { ...span(4), kind: TITLE },
        // Six characters, none of which is NUL.
        span(5, { system: String.raw`C:\u0000` }),
        { ...span(6), presence: TITLE },
        span(7, { endedAt: T + 1 }),
        span(8, { system: 'a\\\u0000b' }),
        // More than four bytes hold.
        span(9, { ruleSetVersion: 2 ** 31 }),
      ],
    })
    expect(status).toBe(200)
    expect(body.ackedThrough).toBe(9)
    expect(body.rejected.map(({ seq, code }) => [seq, code])).toEqual(
      [2, 3, 4, 6, 7, 8, 9].map((seq) => [seq, 'invalid_record']),
    )
    expect(body.rejected.map(({ detail }) => detail)).toEqual([
      ': 1 unknown field',
      '/payer: at most 200',
      expect.stringMatching(/^\/kind: /),
      '/presence: expected active or idle or away or offline or paused',
      '/endedAt: endedAt must be after startedAt',
      'a text with a NUL character cannot be stored',
      expect.stringMatching(/^\/ruleSetVersion: /),
    ])
    expect(JSON.stringify(body)).not.toMatch(/DOE|JANE|00412345|Hyperspace/)
    expect((await spansOf('bad')).map((row) => row.seq)).toEqual([1, 5])
  })

  test('what an agent that is newer than the endpoint records is held, not refused: nothing of the batch is stored', async () => {
    const device = await enrolledDevice(endpoint, { user: 'newer' })
    const later = [
      { ...span(2), mood: 'calm' },
      { ...span(2), kind: 'later_kind' },
    ]
    const from = (version: string) => ({
      tamper: ({ headers }: { headers: Record<string, string> }) => void (headers['x-agent-version'] = version),
    })
    for (const record of later) {
      const batch = { ...batchOf([span(1)]), records: [span(1), record] }
      const held = await device.send<Problem>(batch, from('99.0.0'))
      expect(held).toMatchObject({ status: 426, body: { code: 'unsupported_schema' } })
      expect(held.body.detail).toContain('Update the endpoint')
    }
    expect(await spansOf('newer')).toEqual([])
    // What is wrong in another way never becomes valid.
    const wrong = {
      ...batchOf([span(1)]),
      records: [span(1), { ...span(2), mood: 'calm', presence: 'gone' }, { seq: 3 }],
    }
    const { body } = await device.send(wrong, from('99.0.0'))
    expect(body.rejected.map(({ seq }) => seq)).toEqual([2, 3])
    // An agent of this version has made a mistake.
    const own = await device.send({ ...batchOf([span(4)]), records: [{ ...span(4), mood: 'calm' }] }, from('0.0.1'))
    expect(own.body.rejected).toMatchObject([{ seq: 4, code: 'invalid_record' }])
  })

  test('a known seq with other content is a fork, and nothing of that batch stays', async () => {
    const device = await enrolledDevice(endpoint, { user: 'fork' })
    await device.send(batchOf([span(1)]))
    const touch = touchRecord({ seq: 1, startedAt: T, endedAt: T + 1 })
    for (const other of [span(1, { payer: 'Cigna' }), touch]) {
      const answer = await device.send<Problem>(batchOf([other, span(2)]))
      expect(answer).toMatchObject({ status: 409, body: { code: 'fork' } })
    }
    const within = await device.send<Problem>(batchOf([span(3), span(3, { payer: 'Cigna' })]))
    expect(within).toMatchObject({ status: 409, body: { code: 'fork' } })
    expect((await spansOf('fork')).map((row) => row.seq)).toEqual([1])
    const anew = await device.send(batchOf([span(1, { payer: 'Cigna' }), span(2)], 'f'.repeat(16)))
    expect(anew.status).toBe(200)
    expect(await spansOf('fork')).toHaveLength(3)
  })

  test.each<[string, unknown, number, string, string]>([
    ['no envelope', [], 400, 'bad_batch', ''],
    ['no generation', { schemaVersion: 1, sentAt: T, records: [] }, 400, 'bad_batch', '/generation'],
    [
      'a record without seq',
      { schemaVersion: 1, generation: EPOCH, sentAt: T, records: [{}] },
      400,
      'bad_batch',
      '/records/0/seq',
    ],
    ['a tenant of its choice', { ...batchOf([]), tenantId: 'other' }, 400, 'bad_batch', ''],
    ['a later schema', { ...batchOf([]), schemaVersion: 99 }, 426, 'unsupported_schema', ''],
    [
      'too many records',
      batchOf(Array.from({ length: 501 }, (_, index) => span(index + 1))),
      413,
      'batch_too_large',
      '',
    ],
  ])('%s is refused with a reason', async (_what, batch, status, code, pointer) => {
    const device = await enrolledDevice(endpoint)
    const answer = await device.send<Problem>(batch)
    expect(answer).toMatchObject({ status, body: { code, status } })
    if (status === 400) expect(answer.body.errors?.[0]?.pointer).toBe(pointer)
  })

  test('bodies that are no gzip, no JSON, too large or a bomb are refused, unread by anyone unsigned', async () => {
    const device = await enrolledDevice(endpoint)
    const bytes = (data: Uint8Array) => new Uint8Array(data)
    const bomb = bytes(gzipSync(Buffer.alloc(64 * 1024 * 1024)))
    expect(await device.post(bytes(Buffer.from('{}')))).toMatchObject({ status: 400, body: { code: 'bad_gzip' } })
    expect(await device.post(bytes(gzipSync(`{"${TITLE}`)))).toMatchObject({ status: 400, body: { code: 'bad_json' } })
    expect(await device.post(bomb)).toMatchObject({ status: 413, body: { code: 'body_too_large' } })
    expect(await device.post(new Uint8Array(3 * 1024 * 1024))).toMatchObject({
      status: 413,
      body: { code: 'body_too_large' },
    })
    // Deeper than it can be written: the record is refused, and not the batch.
    const deep = JSON.stringify(batchOf([span(1), { ...span(2), app: 'DEEP' }])).replace(
      '"DEEP"',
      '['.repeat(20_000) + ']'.repeat(20_000),
    )
    const refused = await device.post<BatchAck>(bytes(gzipSync(deep)))
    expect([refused.status, refused.body.rejected.map(({ seq, code }) => [seq, code])]).toEqual([
      200,
      [[2, 'invalid_record']],
    ])
    const unsigned = await fetch(`${endpoint.url}/v1/batches`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
      body: bomb,
    })
    expect([unsigned.status, ((await unsigned.json()) as Problem).code]).toEqual([401, 'unsigned'])
  })

  test('what is not signed by an enrolled device for this very request is refused', async () => {
    const device = await enrolledDevice(endpoint, { user: 'signed' })
    const other = await enrolledDevice(endpoint)
    const code = async (
      tamper: (request: { url: string; headers: Record<string, string>; body: Uint8Array }) => void,
    ) => (await device.send<Problem>(batchOf([span(1)]), { tamper })).body.code
    expect(await code((request) => (request.body = new Uint8Array(gzipSync(JSON.stringify(batchOf([span(9)]))))))).toBe(
      'bad_signature',
    )
    expect(await code((request) => delete request.headers['content-digest'])).toBe('bad_signature')
    expect(await code((request) => delete request.headers['Signature'])).toBe('unsigned')
    expect(await code((request) => (request.url += '?x=1'))).toBe('bad_signature')
    const replace = (from: string, to: string) =>
      code(({ headers }) => (headers['Signature-Input'] = (headers['Signature-Input'] ?? '').replace(from, to)))
    expect(await replace(device.deviceId, other.deviceId)).toBe('bad_signature')
    expect(await replace(device.deviceId, 'device_nobody')).toBe('unknown_device')
    expect(await replace(' "content-digest"', '')).toBe('bad_signature')
    expect(await replace('sig1', 'sig2')).toBe('bad_signature')
    expect(await replace('touchledger-device', 'something-else')).toBe('bad_signature')
    expect(await spansOf('signed')).toEqual([])
  })

  test('a device whose clock is off gets the endpoint’s time', async () => {
    const device = await enrolledDevice(endpoint)
    const early = await device.send<Problem>(batchOf([]), { clock: Date.now() - MAX_CLOCK_SKEW_MS - 5000 })
    expect(early).toMatchObject({ status: 401, body: { code: 'clock_skew' } })
    const { serverTime } = early.body
    expect(Math.abs((serverTime ?? 0) - Date.now())).toBeLessThan(60_000)
    const late = await device.send<Problem>(batchOf([]), { clock: Date.now() + MAX_CLOCK_SKEW_MS + 5000 })
    expect(late.body.code).toBe('clock_skew')
    expect((await device.send(batchOf([]), { clock: serverTime ?? 0 })).status).toBe(200)
  })

  test('a revoked device is told so, and its rows stay', async () => {
    const device = await enrolledDevice(endpoint, { user: 'revoked' })
    await device.send(batchOf([span(1)]))
    expect((await ask(endpoint, `/v1/devices/${device.deviceId}`, { method: 'DELETE' })).status).toBe(204)
    expect(await device.send<Problem>(batchOf([span(2)]))).toMatchObject({ status: 403, body: { code: 'revoked' } })
    expect(await spansOf('revoked')).toHaveLength(1)
  })
})
