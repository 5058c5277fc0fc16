import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import PQueue from 'p-queue'
import { problem } from '../errors/problem.ts'
import { receiveBody, type BodyLimits, type HeldBodies } from './request-bodies.ts'
import { checkDigest } from './verify-signature.ts'

/** Most bytes of a body as sent. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024
/** Most bytes after decompression. 500 records with every text at its longest are about 1 MiB. */
export const MAX_INFLATED_BYTES = 8 * 1024 * 1024
/** Most bytes of a body of somebody who is not known yet. */
export const MAX_PUBLIC_BODY_BYTES = 16 * 1024
/** Node unpacks as many at a time. */
const INFLATED_AT_ONCE = 4

const gunzipAsync = promisify(gunzip)
/** What is being unpacked is counted only when it is known how much it is, so that few are at a time. */
const unpacking = new PQueue({ concurrency: INFLATED_AT_ONCE })

declare module 'fastify' {
  interface FastifyRequest {
    /** Counts bytes that this request's body takes up. @throws HttpProblem 503 `busy` */
    holdBytes: (bytes: number) => void
  }
}

/**
 * Keeps a body's bytes as sent. Routes authenticate in `onRequest`, so that nothing of a body is read for somebody who is not let in, and nothing is
 * decompressed or parsed before its digest is checked.
 */
export function keepRawBodies(app: FastifyInstance, held: HeldBodies, { withinMs }: BodyLimits): void {
  app.decorateRequest('holdBytes', function hold(bytes: number) {
    held.hold(this, bytes)
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', async (request: FastifyRequest, body: IncomingMessage) => {
    const most = request.routeOptions.bodyLimit
    request.rawBody = await receiveBody(body, { most, withinMs, onBytes: (bytes) => request.holdBytes(bytes) })
    return request.rawBody
  })
}

/** Compares a device's body with the digest that its signature covers. @throws HttpProblem 401 `bad_signature` */
export async function matchDigest(request: FastifyRequest): Promise<void> {
  if (request.principal?.kind === 'device' && request.rawBody) checkDigest(request.headers, request.rawBody)
}

/** As `readJson`, for a request that may say nothing: no body is an empty object. */
export async function readJsonIfAny(request: FastifyRequest): Promise<void> {
  if (request.rawBody && request.rawBody.length > 0) return readJson(request)
  request.body = {}
}

/**
 * Turns the bytes into JSON, once it is known who sent them.
 * @throws HttpProblem 413 `body_too_large` for a gzip bomb, 415 `unsupported_encoding`, 400 `bad_gzip` or `bad_json`.
 */
export async function readJson(request: FastifyRequest): Promise<void> {
  const bytes = request.rawBody
  if (!bytes || bytes.length === 0) throw problem(400, 'no_body', 'A JSON body is expected.')
  const plain = await inflate(bytes, request.headers['content-encoding'])
  if (plain !== bytes) request.holdBytes(plain.length)
  const text = plain.toString('utf8')
  try {
    request.body = JSON.parse(text)
  } catch {
    // The parser's own message quotes the input.
    throw problem(400, 'bad_json', 'The body is not JSON.')
  }
}

async function inflate(bytes: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return bytes
  if (encoding !== 'gzip') throw problem(415, 'unsupported_encoding', 'Bodies come as they are or with gzip.')
  try {
    return await unpacking.add(() => gunzipAsync(bytes, { maxOutputLength: MAX_INFLATED_BYTES }))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw problem(413, 'body_too_large', `A body unpacks to at most ${MAX_INFLATED_BYTES} bytes.`)
    }
    throw problem(400, 'bad_gzip', 'The body is not gzip.')
  }
}
