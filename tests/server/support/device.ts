import { gzipSync } from 'node:zlib'
import type { Batch, BatchAck, DeviceRecord } from '../../../src/shared/contract/ingest.ts'
import type { Problem } from '../../../src/shared/contract/reports.ts'
import { enroll } from '../../../src/main/sync/enroll.ts'
import type { Database } from '../../../src/server/database/database.ts'
import { sql } from '../../../src/server/database/sql.ts'
import { proveKey } from '../../../src/host/key-proof.ts'
import { requestSigner } from '../../../src/main/sync/signing.ts'

export interface Answer<Body> {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

/** Asks as a person; the body is parsed when it is JSON. */
export async function ask<Body = Problem>(
  endpoint: { url: string; adminToken: string },
  path: string,
  init: RequestInit & { json?: unknown } = {},
): Promise<Answer<Body>> {
  const { json, ...rest } = init
  const response = await fetch(endpoint.url + path, {
    ...rest,
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    headers: {
      authorization: `Bearer ${endpoint.adminToken}`,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...rest.headers,
    },
  })
  return answerOf<Body>(response)
}

export async function answerOf<Body>(response: Response): Promise<Answer<Body>> {
  const text = await response.text()
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as Body }
}

export interface SendOptions {
  /** Device clock at signing, epoch ms. */
  readonly clock?: number
  /** What is done to the request after it was signed. */
  readonly tamper?: (request: { url: string; headers: Record<string, string>; body: Uint8Array<ArrayBuffer> }) => void
}

/** An enrolled device that signs as the agent does. */
export async function enrolledDevice(
  endpoint: { url: string; adminToken: string; database?: Database },
  user: { user?: string; email?: string; team?: string; sample?: boolean } = {},
) {
  const { body } = await ask<{ code: string }>(endpoint, '/v1/enrollment-codes', { method: 'POST', json: user })
  return deviceWithCode(endpoint, body.code)
}

/** A device that enrolls by a code that somebody has made. */
export async function deviceWithCode(endpoint: { url: string; database?: Database }, code: string) {
  const { identity, rules } = await enroll({
    endpointUrl: endpoint.url,
    code,
    agentVersion: '1.2.3',
    platform: 'linux',
  })
  // Tests send work of any time.
  await endpoint.database?.query(sql`update devices set enrolled_at = 0 where device_id = ${identity.deviceId}`)
  const sign = requestSigner(identity)

  async function post<Body>(
    bytes: Uint8Array<ArrayBuffer>,
    options: SendOptions = {},
    path = '/v1/batches',
  ): Promise<Answer<Body>> {
    const url = endpoint.url + path
    const signature = await sign({ method: 'POST', url, body: bytes }, options.clock ?? Date.now())
    const request = {
      url,
      body: bytes,
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', ...signature },
    }
    options.tamper?.(request)
    return answerOf<Body>(await fetch(request.url, { method: 'POST', headers: request.headers, body: request.body }))
  }
  return {
    ...identity,
    code,
    rules,
    post,
    /** Sends whatever it is given as a batch. */
    send: <Body = BatchAck>(batch: unknown, options?: SendOptions) =>
      post<Body>(new Uint8Array(gzipSync(JSON.stringify(batch))), options),
    /** Says how it is. */
    report: <Body = unknown>(health: unknown) =>
      post<Body>(new Uint8Array(gzipSync(JSON.stringify(health))), {}, '/v1/health'),
    get: async <Body>(path: string, more: Record<string, string> = {}) => {
      const url = endpoint.url + path
      const signature = await sign({ method: 'GET', url, body: null }, Date.now())
      return answerOf<Body>(await fetch(url, { headers: { ...more, ...signature } }))
    },
  }
}

/** Asks for a new key of a device. @param signedBy the private key that signs the request */
export async function changeKey<Body = unknown>(
  endpoint: { url: string },
  device: { readonly deviceId: string; readonly tenantId: string },
  signedBy: string,
  next: { readonly publicKey: string; readonly privateKey: string },
  change: { readonly proof?: string } = {},
  clock = Date.now(),
): Promise<Answer<Body>> {
  const url = `${endpoint.url}/v1/device/key`
  const proof = proveKey(next.publicKey, device, next.privateKey)
  const body = Buffer.from(JSON.stringify({ publicKey: next.publicKey, proof, ...change }))
  const sign = requestSigner({ deviceId: device.deviceId, privateKey: signedBy })
  const headers = { 'content-type': 'application/json', ...(await sign({ method: 'POST', url, body }, clock)) }
  return answerOf<Body>(await fetch(url, { method: 'POST', headers, body }))
}

export const EPOCH = 'e'.repeat(16)

export function batchOf(records: readonly DeviceRecord[], generation = EPOCH): Batch {
  return { schemaVersion: 1, generation, sentAt: Date.now(), records }
}

export const token = (digit: string) => digit.repeat(64)
