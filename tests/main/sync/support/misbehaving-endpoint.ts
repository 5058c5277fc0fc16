import { createHash, createPublicKey, type KeyObject } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { createVerifier, httpbis } from 'http-message-signatures'
import { onTestFinished } from 'vitest'
import {
  batchSchema,
  contentDigestHeader,
  coveredComponents,
  type DeviceRecord,
  type EnrollmentRequest,
  MAX_CLOCK_SKEW_MS,
  type RuleSet,
  ruleSetSchema,
  SIGNATURE_LABEL,
} from '../../../../src/shared/contract/index.ts'
import { newRulesKey, publicRulesKey, signRules } from '../../../../src/host/rules-signature.ts'
import { SwitchableServer } from './switchable-server.ts'

const RULES_KEY = newRulesKey()

/** The endpoint's misbehavior for one batch. */
export type Misbehavior =
  | 'drops the connection'
  | 'commits, then drops the connection'
  | 'commits, then never answers'
  | 'never answers'
  | 'answers garbage'
  | 'answers half'
  | 'answers a portal page'
  | 'redirects'
  | 'fails'
  | 'is behind a broken proxy'
  | 'is not ready'
  | 'asks to come back later'
  | 'is behind a proxy that says 400'
  | 'says 413'
  | 'acknowledges half'
  | 'acknowledges nothing'
  | 'acknowledges too much'

export interface SeenBatch {
  readonly generation: string
  readonly seqs: readonly number[]
  readonly sentAt: number
  readonly outcome: string
}

const problem = (response: ServerResponse, status: number, code: string, more: object = {}): void => {
  response.writeHead(status, { 'content-type': 'application/problem+json' })
  response.end(JSON.stringify({ type: 'about:blank', title: code, status, detail: `It is ${code}.`, code, ...more }))
}

const readBody = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

/**
 * A reporting endpoint on a real socket that keeps its promises (signatures, idempotency by generation and seq, forks) except where
 * told to misbehave.
 */
export class MisbehavingEndpoint {
  /** Taken one per batch. Without one it behaves. */
  misbehaviors: Misbehavior[] = []
  /** While set, every batch gets this problem. */
  holdsOff: { status: number; code: string } | null = null
  maxRecords = 500
  /** Rejected one by one, like invalid records. */
  rejects = new Set<number>()
  /** A batch that holds one of these, with its content, gets a 400 as a whole. */
  chokesOn = new Set<number>()
  /** This endpoint's clock minus the real one, ms. */
  clockAheadMs = 0
  retryAfter = '7'
  rulesVersion = 1
  durableThrough = (storedThrough: number): number => storedThrough
  readonly stored = new Map<string, DeviceRecord>()
  /** Keys of records that were refused one by one. */
  readonly refused = new Set<string>()
  readonly seen: SeenBatch[] = []
  readonly codes = new Map<string, 'fresh' | 'expired' | EnrollmentRequest>()
  readonly #keys = new Map<string, KeyObject>()
  readonly #server = new SwitchableServer((request, response) => this.#handle(request, response))

  static async start(): Promise<MisbehavingEndpoint> {
    const endpoint = new MisbehavingEndpoint()
    await endpoint.up()
    onTestFinished(() => endpoint.down())
    return endpoint
  }

  get url(): string {
    return this.#server.url
  }

  up(): Promise<void> {
    return this.#server.up()
  }

  down(): Promise<void> {
    return this.#server.down()
  }

  /** @param publicKey raw, base64url. */
  trust(deviceId: string, publicKey: string): void {
    this.#keys.set(deviceId, createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' }))
  }

  /** Loses what it was sent after a seq, as when it is restored from an older dump. */
  loseAfter(seq: number): void {
    for (const key of [...this.stored.keys(), ...this.refused]) {
      if (Number(key.split('/')[1]) <= seq) continue
      this.stored.delete(key)
      this.refused.delete(key)
    }
  }

  /** Highest seq of a generation without a gap below it. */
  storedThrough(generation: string, oldestHeld = 1): number {
    const isKnown = (seq: number) => this.stored.has(`${generation}/${seq}`) || this.refused.has(`${generation}/${seq}`)
    let through = oldestHeld - 1
    while (isKnown(through + 1)) through += 1
    return through
  }

  /** Every stored record's length, ms: wrong as soon as one is missing or there twice. */
  storedMs(): number {
    return [...this.stored.values()].reduce((sum, record) => sum + record.endedAt - record.startedAt, 0)
  }

  #now(): number {
    return Date.now() + this.clockAheadMs
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request)
    if (request.url === '/v1/enrollments') return this.#enroll(body, response)
    if (!(await this.#verify(request, body))) return problem(response, 401, 'bad_signature')
    const created = Number(/;created=(\d+)/.exec(String(request.headers['signature-input']))?.[1]) * 1000
    if (Math.abs(created - this.#now()) > MAX_CLOCK_SKEW_MS) {
      return problem(response, 401, 'clock_skew', { serverTime: this.#now() })
    }
    if (request.url === '/v1/rules') {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(this.#rules()))
      return
    }
    await this.#ingest(body, response)
  }

  async #verify(request: IncomingMessage, body: Buffer): Promise<boolean> {
    const hasBody = body.length > 0
    const digest = contentDigestHeader(createHash('sha256').update(body).digest('base64'))
    if (hasBody && request.headers['content-digest'] !== digest) return false
    if (!String(request.headers['signature-input']).startsWith(`${SIGNATURE_LABEL}=`)) return false
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const verified = await httpbis.verifyMessage(
      {
        keyLookup: async ({ keyid }) => {
          const key = this.#keys.get(String(keyid))
          return key === undefined
            ? null
            : { id: String(keyid), algs: ['ed25519'], verify: createVerifier(key, 'ed25519') }
        },
        requiredParams: ['created', 'keyid', 'alg', 'tag'],
        requiredFields: [...coveredComponents(hasBody)],
        notAfter: Number.MAX_SAFE_INTEGER,
      },
      { method: String(request.method), url: `${this.url}${request.url}`, headers },
    )
    return verified === true
  }

  async #ingest(body: Buffer, response: ServerResponse): Promise<void> {
    const batch = batchSchema.parse(JSON.parse(gunzipSync(body).toString('utf8')))
    const records = batch.records as unknown as DeviceRecord[]
    const misbehavior = this.misbehaviors.shift() ?? 'behaves'
    const seqs = records.map(({ seq }) => seq)
    const saw = (outcome: string) =>
      this.seen.push({ generation: batch.generation, seqs, sentAt: batch.sentAt, outcome })

    if (this.holdsOff !== null) {
      saw(this.holdsOff.code)
      return problem(response, this.holdsOff.status, this.holdsOff.code)
    }
    if (records.length > this.maxRecords) {
      saw('413')
      return problem(response, 413, 'too_large')
    }
    const commits = misbehavior === 'behaves' || /^(commits|acknowledges|answers)/.test(misbehavior)
    if (commits && records.some((record) => 'kind' in record && this.chokesOn.has(record.seq))) {
      saw('400')
      return problem(response, 400, 'bad_batch')
    }
    if (commits && records.some((record) => this.#conflicts(batch.generation, record))) {
      saw('fork')
      return problem(response, 409, 'fork')
    }
    const half = Math.floor(records.length / 2)
    const taken =
      misbehavior === 'acknowledges half'
        ? records.slice(0, half)
        : misbehavior === 'acknowledges nothing'
          ? []
          : records
    saw(misbehavior)
    const isRefused = (record: DeviceRecord) => !('kind' in record) || this.rejects.has(record.seq)
    if (commits) {
      for (const record of taken) {
        const key = `${batch.generation}/${record.seq}`
        if (isRefused(record)) this.refused.add(key)
        else this.stored.set(key, record)
      }
    }
    const through = taken.at(-1)?.seq ?? 0
    const storedThrough = this.storedThrough(batch.generation, batch.oldestHeld)
    const ack = JSON.stringify({
      ackedThrough: misbehavior === 'acknowledges too much' ? through + 1000 : through,
      rejected: taken.filter(isRefused).map(({ seq }) => ({ seq, code: 'invalid_record', detail: '/payer: too long' })),
      storedThrough,
      durableThrough: this.durableThrough(storedThrough),
      rulesVersion: this.rulesVersion,
      policyVersion: this.rulesVersion,
      serverTime: this.#now(),
    })
    const send = (status: number, headers: Record<string, string>, text: string) => {
      response.writeHead(status, headers)
      response.end(text)
    }
    const html = { 'content-type': 'text/html' }
    switch (misbehavior) {
      case 'drops the connection':
      case 'commits, then drops the connection':
        return void response.destroy()
      case 'never answers':
      case 'commits, then never answers':
        return
      case 'answers garbage':
        return send(200, { 'content-type': 'application/json' }, '{"ackedThrough":"all of it"}')
      case 'answers half':
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(ack.length) })
        response.write(ack.slice(0, 20), () => response.destroy())
        return
      case 'answers a portal page':
        return send(200, html, '<html>Accept the terms of the guest network</html>')
      case 'redirects':
        return send(307, { location: `${this.url}/v1/elsewhere` }, '')
      case 'fails':
        return problem(response, 500, 'internal')
      case 'is behind a broken proxy':
        return send(502, html, '<html>Bad gateway</html>')
      case 'is not ready':
        return send(503, { ...html, 'retry-after': this.retryAfter }, '')
      case 'asks to come back later':
        return send(429, { 'content-type': 'application/problem+json', 'retry-after': this.retryAfter }, '{}')
      case 'is behind a proxy that says 400':
        return send(400, html, '<html>Bad request</html>')
      case 'says 413':
        return send(413, html, '')
      default:
        return send(200, { 'content-type': 'application/json' }, ack)
    }
  }

  #conflicts(generation: string, record: DeviceRecord): boolean {
    const known = this.stored.get(`${generation}/${record.seq}`)
    return known !== undefined && JSON.stringify(known) !== JSON.stringify(record)
  }

  #rules(): RuleSet {
    const rules = ruleSetSchema.parse({ version: this.rulesVersion, rules: [] })
    return { ...rules, signature: signRules(rules, 'tenant-1', RULES_KEY) }
  }

  #enroll(body: Buffer, response: ServerResponse): void {
    const request = JSON.parse(body.toString('utf8')) as EnrollmentRequest
    const misbehavior = this.misbehaviors.shift()
    const state = this.codes.get(request.code)
    if (misbehavior === 'answers a portal page') {
      response.writeHead(200, { 'content-type': 'text/html' })
      response.end('<html>Accept the terms of the guest network</html>')
      return
    }
    if (misbehavior === 'drops the connection') return void response.destroy()
    if (misbehavior === 'asks to come back later') return problem(response, 429, 'too_many')
    if (state === undefined) return problem(response, 403, 'unknown_code')
    if (state === 'expired') return problem(response, 410, 'expired_code')
    if (state !== 'fresh' && state.publicKey !== request.publicKey) return problem(response, 409, 'used_code')
    this.codes.set(request.code, request)
    const deviceId = `device-${request.publicKey.slice(0, 8)}`
    this.trust(deviceId, request.publicKey)
    if (misbehavior === 'commits, then drops the connection') return void response.destroy()
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      JSON.stringify({
        tenantId: 'tenant-1',
        deviceId,
        userId: 'user-1',
        userName: 'M. Okafor',
        tokenKey: Buffer.alloc(32, 7).toString('base64'),
        rulesKey: publicRulesKey(RULES_KEY),
        rules: this.#rules(),
      }),
    )
  }
}
