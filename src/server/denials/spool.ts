import { createHash, randomBytes } from 'node:crypto'
import { open, unlink, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { problem, type HttpProblem } from '../errors/problem.ts'

/** Limit of a file, unpacked. */
export const MAX_IMPORT_BYTES = 1024 * 1024 * 1024
const CHUNK_BYTES = 64 * 1024

/** A received file that can be read several times. */
export interface SpooledFile {
  /** SHA-256 of its content, hex. */
  readonly sha256: string
  /** Bytes. */
  readonly size: number
  /** Its bytes from the beginning. */
  bytes(): AsyncIterable<Uint8Array>
  /** At most `length` of its first bytes. */
  head(length: number): Promise<Buffer>
  /** Frees it; nothing is left on the disk. */
  close(): Promise<void>
}

/** Observes a file while it is received. */
export interface SpoolWatch {
  /** Aborts receiving. */
  readonly signal?: AbortSignal
  /** Called with the bytes received, unpacked. */
  readonly onBytes?: (bytes: number) => void
}

/**
 * Writes a body to the disk, so that no transaction waits for a slow sender and no file has to fit into memory. The file is unlinked at
 * once, so that it is gone when this process ends.
 * @throws HttpProblem 413 `body_too_large`, 415 `unsupported_encoding`, 400 `bad_gzip`
 */
export async function spool(
  body: Readable,
  encoding: string | undefined,
  maxBytes: number,
  { signal, onBytes = () => {} }: SpoolWatch = {},
): Promise<SpooledFile> {
  if (encoding !== undefined && encoding !== 'identity' && encoding !== 'gzip') {
    throw problem(415, 'unsupported_encoding', 'The body must be plain or gzip.')
  }
  const path = join(tmpdir(), `touchledger-import-${randomBytes(12).toString('hex')}`)
  const handle = await open(path, 'wx+', 0o600)
  try {
    await unlink(path)
    const digest = createHash('sha256')
    let size = 0
    const measured = measure(digest, maxBytes, (bytes) => {
      size = bytes
      onBytes(bytes)
    })
    const options = signal === undefined ? {} : { signal }
    // The streams of a FileHandle close it, or keep it from closing.
    const write = async (received: AsyncIterable<Uint8Array>) => {
      for await (const chunk of received) await handle.appendFile(chunk)
    }
    await (
      encoding === 'gzip'
        ? pipeline(body, createGunzip(), measured, write, options)
        : pipeline(body, measured, write, options)
    ).catch((error: unknown) => {
      throw asProblem(error)
    })
    return spooled(handle, digest.digest('hex'), size)
  } catch (error) {
    await handle.close()
    throw error
  }
}

function spooled(handle: FileHandle, sha256: string, size: number): SpooledFile {
  return {
    sha256,
    size,
    bytes: () => chunks(handle),
    head: async (length) => {
      const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(length), position: 0 })
      return buffer.subarray(0, bytesRead)
    },
    close: () => handle.close(),
  }
}

async function* chunks(handle: FileHandle): AsyncGenerator<Uint8Array, void, undefined> {
  for (let position = 0; ;) {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.allocUnsafe(CHUNK_BYTES), position })
    if (bytesRead === 0) return
    position += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

/** Passes bytes on, and counts and hashes them. */
function measure(digest: ReturnType<typeof createHash>, maxBytes: number, onBytes: (bytes: number) => void): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > maxBytes) {
        done(problem(413, 'body_too_large', `A file unpacks to at most ${maxBytes} bytes.`))
        return
      }
      digest.update(chunk)
      onBytes(bytes)
      done(null, chunk)
    },
  })
}

function asProblem(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code.startsWith('Z_') || code === 'ERR_TRAILING_JUNK_AFTER_STREAM_END') {
    return problem(400, 'bad_gzip', 'The body is not gzip.')
  }
  return code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE' ? cancelled() : error
}

/** The answer to a canceled import. */
export function cancelled(): HttpProblem {
  return problem(400, 'cancelled', 'The import was canceled; nothing was saved.')
}
