import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream'
import { createGzip } from 'node:zlib'
import axios from 'axios'
import { z } from 'zod'
import { noImportCounts } from '../../shared/contract/denials.ts'
import type { ImportedFile, WorklistMapping } from '../../shared/contract/denials.ts'

/** Where files are sent. */
export interface ImportTarget {
  /** Without a trailing slash. */
  readonly endpoint: string
  readonly token: string
  readonly mapping: WorklistMapping | null
}

/** Options of one file. */
export interface Sending {
  /** When aborted, the connection is closed and the endpoint keeps nothing of the file. */
  readonly signal?: AbortSignal
  /** The endpoint reports progress under this id. */
  readonly jobId?: string
}

/** The endpoint is unreachable or busy; it may answer later. */
export class EndpointAway extends Error {}

/** The caller canceled it. */
export class Canceled extends Error {}

const problemSchema = z.object({ detail: z.string(), code: z.string() })
/** Status codes about the file. Any other error is about the command or the endpoint. */
const aboutTheFile: readonly number[] = [400, 413, 422]

/**
 * Sends a file from disk, compressed on the way, without holding it in memory.
 * @throws EndpointAway, Canceled; Error if the endpoint denies access.
 */
export async function sendFile(
  path: string,
  target: ImportTarget,
  { signal, jobId }: Sending = {},
): Promise<ImportedFile> {
  const name = basename(path)
  const refused = (error: string): ImportedFile => ({ ...noImportCounts, name, status: 'refused', error, findings: [] })
  const fault = await readingFault(path)
  if (fault !== null) return refused(fault)
  const isWorklist = /\.(csv|tsv)$/i.test(name)
  const answer = await axios
    .post<unknown>(
      `${target.endpoint}/v1/denials/import`,
      pipeline(createReadStream(path), createGzip(), () => {}),
      {
        params: {
          name,
          ...(jobId !== undefined && { job: jobId }),
          ...(isWorklist && target.mapping !== null && { map: JSON.stringify(target.mapping) }),
        },
        headers: {
          authorization: `Bearer ${target.token}`,
          'content-type': isWorklist ? 'text/csv' : 'application/edi-x12',
          'content-encoding': 'gzip',
        },
        adapter: 'http',
        ...(signal && { signal }),
        maxBodyLength: Number.POSITIVE_INFINITY,
        // A redirect would need the body in memory to send it again.
        maxRedirects: 0,
        validateStatus: () => true,
      },
    )
    .catch((error: unknown) => {
      if (signal?.aborted) throw new Canceled(`${name}: canceled; nothing of it was imported`)
      // The library's error holds the request with its token, so only its code is used.
      const code = axios.isAxiosError(error) ? (error.code ?? 'no answer') : 'no answer'
      throw new EndpointAway(`${name}: ${target.endpoint} cannot be reached (${code})`)
    })
  if (answer.status === 200) return answer.data as ImportedFile
  const problem = problemSchema.safeParse(answer.data)
  const detail = problem.success ? problem.data.detail : `the endpoint answered with status ${answer.status}`
  if (problem.success && aboutTheFile.includes(answer.status)) return refused(detail)
  if (answer.status >= 500 || answer.status === 429) throw new EndpointAway(`${name}: ${detail}`)
  throw new Error(`${name}: ${detail}`)
}

/** Why a file cannot be read; null if it can. */
async function readingFault(path: string): Promise<string | null> {
  try {
    const handle = await open(path)
    const isFile = (await handle.stat()).isFile()
    await handle.close()
    return isFile ? null : 'this is not a file'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return code === 'ENOENT' ? 'this file does not exist' : `the file cannot be read (${code})`
  }
}
