import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { problem } from '../errors/problem.ts'

/** Most bytes of a body as sent. */
export const MAX_BODY_BYTES = 2 * 1024 * 1024
/** Most bytes after decompression. 500 records with every text at its longest are about 1 MiB. */
export const MAX_INFLATED_BYTES = 8 * 1024 * 1024

const gunzipAsync = promisify(gunzip)

/** Keeps a body's bytes as sent; nothing is decompressed or parsed before the request is authenticated. */
export function keepRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body)
    request.rawBody = bytes
    done(null, bytes)
  })
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
  const text = (await inflate(bytes, request.headers['content-encoding'])).toString('utf8')
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
    return await gunzipAsync(bytes, { maxOutputLength: MAX_INFLATED_BYTES })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      throw problem(413, 'body_too_large', `A body unpacks to at most ${MAX_INFLATED_BYTES} bytes.`)
    }
    throw problem(400, 'bad_gzip', 'The body is not gzip.')
  }
}
