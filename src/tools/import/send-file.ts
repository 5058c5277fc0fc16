import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream'
import { createGzip } from 'node:zlib'
import axios from 'axios'
import { z } from 'zod'
import { noImportCounts, type ImportedFile, type WorklistMapping } from '../../shared/contract/denials.ts'

export interface ImportTarget {
  /** Without a slash at its end. */
  readonly endpoint: string
  readonly token: string
  readonly mapping: WorklistMapping | null
  /** Imports test data (ISA15 T) as well. */
  readonly allowTest: boolean
  /** Imports worklists without their rows at fault. */
  readonly leaveOutFaultyRows: boolean
}

export interface Sending {
  /** Aborts the request; the endpoint keeps nothing of the file. */
  readonly signal?: AbortSignal
  /** For reading its progress. */
  readonly jobId?: string
}

/** The endpoint is unavailable for now. */
export class EndpointAway extends Error {}

/** Canceled by the caller. */
export class Canceled extends Error {}

const problemSchema = z.object({ detail: z.string(), code: z.string() })
/** Responses about the file itself. */
const aboutTheFile: readonly number[] = [400, 413, 422]

/**
 * Streams a file to the endpoint, compressed; it is never in memory as a whole.
 * @throws EndpointAway, Canceled; Error when the endpoint rejects the token
 */
export async function sendFile(
  path: string,
  target: ImportTarget,
  { signal, jobId }: Sending = {},
): Promise<ImportedFile> {
  const name = basename(path)
  const refused = (error: string): ImportedFile => ({
    ...{ ...noImportCounts, name, status: 'refused', test: false, error },
    ...{ warnings: [], rowNotes: [], leftOutRows: [] },
  })
  const unreadable = await readError(path)
  if (unreadable !== null) return refused(unreadable)
  const answer = await axios
    .post<unknown>(
      `${target.endpoint}/v1/denials/import`,
      pipeline(createReadStream(path), createGzip(), () => {}),
      {
        params: {
          name,
          ...(jobId !== undefined && { job: jobId }),
          ...(target.allowTest && { allowTest: '1' }),
          ...(target.mapping !== null && { map: JSON.stringify(target.mapping) }),
          ...(target.leaveOutFaultyRows && { leaveOutFaultyRows: '1' }),
        },
        headers: {
          authorization: `Bearer ${target.token}`,
          // The endpoint tells an 835 file from a worklist.
          'content-type': 'application/octet-stream',
          'content-encoding': 'gzip',
        },
        adapter: 'http',
        ...(signal && { signal }),
        maxBodyLength: Number.POSITIVE_INFINITY,
        // Following a redirect would need the body in memory.
        maxRedirects: 0,
        validateStatus: () => true,
      },
    )
    .catch((error: unknown) => {
      if (signal?.aborted) throw new Canceled(`${name}: canceled; nothing was saved`)
      // The library's error contains the token, so only its code is passed on.
      const code = axios.isAxiosError(error) ? (error.code ?? 'no answer') : 'no answer'
      throw new EndpointAway(`${name}: ${target.endpoint} cannot be reached (${code})`)
    })
  if (answer.status === 200) return answer.data as ImportedFile
  const problem = problemSchema.safeParse(answer.data)
  const detail = problem.success ? problem.data.detail : `the endpoint answered ${answer.status}`
  if (problem.success && aboutTheFile.includes(answer.status)) return refused(detail)
  if (answer.status >= 500 || answer.status === 429) throw new EndpointAway(`${name}: ${detail}`)
  throw new Error(`${name}: ${detail}`)
}

/** Why a file cannot be read; null when it can. */
async function readError(path: string): Promise<string | null> {
  try {
    const handle = await open(path)
    const isFile = (await handle.stat()).isFile()
    await handle.close()
    return isFile ? null : 'this is not a file'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`
  }
}
