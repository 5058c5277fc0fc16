import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { enroll } from '../../src/main/sync/enroll.ts'
import { requestSigner } from '../../src/main/sync/signing.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { ask, batchOf, enrolledDevice } from './support/device.ts'
import { spanRecord } from './support/records.ts'
import { freshEndpoint } from './support/stores.ts'

const MEGABYTE = 1024 * 1024
const WITHIN_MS = 3_000
const GRACE_MS = 300

let endpoint: Endpoint & { adminToken: string }
let sign: ReturnType<typeof requestSigner>
const open: Socket[] = []
beforeAll(async () => {
  endpoint = await freshEndpoint('postgres', {
    bodies: { withinMs: WITHIN_MS, heldBytes: 3 * MEGABYTE, graceMs: GRACE_MS },
  })
  const code = await ask<{ code: string }>(endpoint, '/v1/enrollment-codes', { method: 'POST', json: {} })
  const enrolled = await enroll({
    ...{ endpointUrl: endpoint.url, code: code.body.code, agentVersion: '1.2.3', platform: 'linux' },
  })
  sign = requestSigner(enrolled.identity)
})
afterEach(() => open.splice(0).forEach((socket) => socket.destroy()))
afterAll(() => endpoint.close())

const body = new Uint8Array(2 * MEGABYTE)
const ofABatch = () => sign({ method: 'POST', url: `${endpoint.url}/v1/batches`, body }, Date.now())

/** Sends a request with the beginning of its body, and nothing more. */
async function stall(
  headers: Record<string, string>,
  { sent = MEGABYTE, path = '/v1/batches', length = body.length } = {},
) {
  const { hostname, port } = new URL(endpoint.url)
  const socket = connect(Number(port), hostname)
  open.push(socket)
  const said = { text: '' }
  socket.setEncoding('utf8').on('data', (text: string) => (said.text += text))
  socket.on('error', () => {})
  await once(socket, 'connect')
  const lines = Object.entries({
    ...{ host: `${hostname}:${port}`, 'content-type': 'application/json', 'content-length': String(length) },
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n`)
  socket.write(body.subarray(0, sent))
  return {
    socket,
    /** The status, once there is an answer. */
    answered: async () => {
      while (!said.text.includes('\r\n\r\n')) {
        if (socket.closed) throw new Error('closed without an answer')
        await sleep(20)
      }
      return Number(said.text.split(' ')[1])
    },
  }
}

test('who is not let in is told so before the body has come, and is cut off', async () => {
  const forged = { ...(await ofABatch()), Signature: `sig1=:${Buffer.alloc(64).toString('base64')}:` }
  const stalled = await Promise.all([
    ...Array.from({ length: 30 }, () => stall({})),
    ...Array.from({ length: 30 }, () => stall(forged)),
    stall({ authorization: 'Bearer nobody' }, { path: '/v1/enrollment-codes' }),
  ])
  const statuses = new Set(await Promise.all(stalled.map(({ answered }) => answered())))
  // A body that is read and does not come is answered 408.
  expect([...statuses]).toEqual([401])
  await Promise.all(stalled.map(async ({ socket }) => socket.closed || once(socket, 'close')))
})

test('a body that stops is given up', async () => {
  const { socket, answered } = await stall(await ofABatch(), { sent: 100_000 })
  expect(await answered()).toBe(408)
  await (socket.closed || once(socket, 'close'))
})

test('bodies together hold no more than their bound; the next is asked to come again, and is taken afterwards', async () => {
  const headers = await ofABatch()
  const first = [await stall(headers), await stall(headers)]
  await sleep(200)
  const third = await stall(headers, { sent: 1.5 * MEGABYTE })
  expect(await third.answered()).toBe(503)
  for (const { socket } of [...first, third]) socket.destroy()
  await sleep(200)
  const device = await enrolledDevice(endpoint, { user: 'after' })
  const start = Date.UTC(2026, 10, 20, 15)
  const taken = await device.send(batchOf([spanRecord({ startedAt: start, endedAt: start + 1000 })]))
  expect(taken.status).toBe(200)
})

test('a sender that goes away, and one whose import is canceled, leave nothing behind', async () => {
  const signed = await ofABatch()
  const importing = { authorization: `Bearer ${endpoint.adminToken}`, 'content-type': 'application/edi-x12' }
  const gone = [
    await stall(signed, { sent: 100_000 }),
    await stall(importing, { sent: 100_000, path: '/v1/denials/import' }),
  ]
  const canceled = await stall(importing, { sent: 100_000, path: '/v1/denials/import?job=j1' })
  await sleep(200)
  for (const { socket } of gone) socket.resetAndDestroy()
  expect((await ask(endpoint, '/v1/import-jobs/j1', { method: 'DELETE' })).status).toBe(200)
  // Longer than the rest of a body is waited for: an error then would end the process.
  await sleep(GRACE_MS + 500)
  await (canceled.socket.closed || once(canceled.socket, 'close'))
  expect((await fetch(`${endpoint.url}/healthz`)).status).toBe(200)
})

test('what is unpacked counts, too', async () => {
  const device = await enrolledDevice(endpoint, { user: 'bomb' })
  const bomb = new Uint8Array(gzipSync(Buffer.alloc(6 * MEGABYTE, ' ')))
  expect((await device.post(bomb)).status).toBe(503)
})

test('who is not known yet sends little', async () => {
  const { answered } = await stall({}, { path: '/v1/enrollments', length: 20_000, sent: 17_000 })
  expect(await answered()).toBe(413)
})
