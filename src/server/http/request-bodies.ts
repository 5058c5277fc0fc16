import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { SECOND_MS } from '../../shared/time.ts'
import { problem } from '../errors/problem.ts'

/** How bodies are received. */
export interface BodyLimits {
  /** A body that takes longer than this is answered 408, ms. */
  readonly withinMs: number
  /** Most bytes of all bodies together that are held at one moment, as sent and unpacked. */
  readonly heldBytes: number
  /** How long the rest of a body that nobody reads is waited for before its connection is closed, ms. */
  readonly graceMs: number
}

/** 2 MiB in half a minute is a slow line; 64 MiB are some hundred batches of usual size at once. */
export const defaultBodyLimits: BodyLimits = {
  withinMs: 30 * SECOND_MS,
  heldBytes: 64 * 1024 * 1024,
  graceMs: 5 * SECOND_MS,
}

/** What the bodies of the requests under way hold of memory. */
export interface HeldBodies {
  /** Counts bytes to a request until it is answered or gone. @throws HttpProblem 503 `busy` where all together would be too much */
  hold(request: FastifyRequest, bytes: number): void
}

/** Whether a request says that it brings a body. */
export const bringsBody = (headers: FastifyRequest['headers']): boolean =>
  headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'

/** Makes every request give back what its body held, and closes the connection of one that was answered before its body was read. */
export function holdBodies(app: FastifyInstance, { heldBytes, graceMs }: BodyLimits): HeldBodies {
  const heldOf = new WeakMap<FastifyRequest, number>()
  let held = 0
  app.addHook('onRequest', async (request, reply) => {
    // Once a request is over it no longer has its socket.
    const { socket } = request.raw
    reply.raw.once('close', () => {
      held -= heldOf.get(request) ?? 0
      heldOf.delete(request)
      if (request.raw.complete || socket.destroyed) return
      // The client may still be sending: closing at once would take the answer from it.
      const closing = setTimeout(() => socket.destroy(), graceMs).unref()
      request.raw.once('end', () => clearTimeout(closing))
    })
  })
  return {
    hold(request, bytes) {
      if (held + bytes > heldBytes) throw problem(503, 'busy', 'Too much is being received at once; try again shortly.')
      held += bytes
      heldOf.set(request, (heldOf.get(request) ?? 0) + bytes)
    },
  }
}

/**
 * Reads a body, once it is known that it may come.
 * @param most bytes of it as sent
 * @throws HttpProblem 413 `body_too_large`, 408 `body_too_slow`, and what `onBytes` throws
 */
export async function receiveBody(
  body: Readable,
  {
    most,
    withinMs,
    onBytes,
  }: { readonly most: number; readonly withinMs: number; readonly onBytes: (bytes: number) => void },
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  let timer: NodeJS.Timeout | undefined
  const late = () => problem(408, 'body_too_slow', `A body comes within ${withinMs / SECOND_MS} seconds.`)
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(late()), withinMs)
      const take = (chunk: Buffer) => {
        try {
          size += chunk.length
          if (size > most) throw problem(413, 'body_too_large', `A body has at most ${most} bytes.`)
          onBytes(chunk.length)
          chunks.push(chunk)
        } catch (error) {
          reject(error)
        }
      }
      body.on('data', take)
      body.once('end', resolve)
      body.once('error', reject)
      body.once('close', () => reject(problem(400, 'cut_off', 'The body ended early.')))
    })
    return Buffer.concat(chunks)
  } finally {
    clearTimeout(timer)
    body.removeAllListeners('data')
    // What is left is read and dropped.
    body.resume()
  }
}
