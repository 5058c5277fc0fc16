import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { pipeline } from 'node:stream'
import { createGzip } from 'node:zlib'
import axios from 'axios'
import { z } from 'zod'
import { noImportCounts } from '../../shared/contract/denials.ts'
import type { ImportedFile, WorklistMapping } from '../../shared/contract/denials.ts'

/** Where files go. */
export interface ImportTarget {
  /** Without a slash at its end. */
  readonly endpoint: string
  readonly token: string
  readonly mapping: WorklistMapping | null
}

/** How a file is sent. */
export interface Sending {
  /** Aborted, the connection is closed, and the endpoint keeps nothing of the file. */
  readonly signal?: AbortSignal
  /** Under which the endpoint tells how far it is. */
  readonly jobId?: string
}

/** The endpoint cannot be reached or cannot answer now: later it may. */
export class EndpointAway extends Error {}

/** The caller ended it. */
export class Cancelled extends Error {}

const problemSchema = z.object({ detail: z.string(), code: z.string() })
/** Answers about the file; any other fault is the command's or the endpoint's. */
const aboutTheFile: readonly number[] = [400, 413, 422]

/**
 * Sends a file as it stands on the disk, packed on the way; it is never in memory as a whole.
 * @throws EndpointAway, Cancelled; Error when the endpoint does not let the caller in.
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
        // A redirect would need the body in memory, to send it again.
        maxRedirects: 0,
        validateStatus: () => true,
      },
    )
    .catch((error: unknown) => {
      if (signal?.aborted) throw new Cancelled(`${name}: cancelled; nothing of it was kept`)
      // The library's error carries the request with its token: only its code goes on.
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

/** Why a file cannot be read; null when it can. */
async function readingFault(path: string): Promise<string | null> {
  try {
    const handle = await open(path)
    const isFile = (await handle.stat()).isFile()
    await handle.close()
    return isFile ? null : 'this is no file'
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return code === 'ENOENT' ? 'there is no such file' : `the file cannot be read (${code})`
  }
}
