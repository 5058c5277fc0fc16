import axios from 'axios'
import { z } from 'zod'
import type { ImportTarget } from './send-file.ts'

const EVERY_MS = 500

const jobSchema = z.object({
  state: z.string(),
  bytes: z.number(),
  totalBytes: z.number().nullable(),
  claims: z.number(),
})
export type JobProgress = z.infer<typeof jobSchema>

/** The progress of an import as one line of a terminal. */
export function describeProgress(name: string, { bytes, totalBytes, claims }: JobProgress): string {
  if (totalBytes === null) return `${name}: sent ${(bytes / 1e6).toFixed(1)} MB`
  const share = totalBytes === 0 ? 100 : Math.floor((bytes / totalBytes) * 100)
  return `${name}: ${share}% read, ${claims.toLocaleString('en-US')} claims`
}

/** Polls and shows an import's progress until `done` aborts. Errors are ignored here, because the import itself reports them. */
export async function showProgress(
  { endpoint, token }: ImportTarget,
  job: { readonly id: string; readonly name: string },
  show: (line: string) => void,
  done: AbortSignal,
): Promise<void> {
  while (!done.aborted) {
    await new Promise<void>((resume) => {
      const timer = setTimeout(resume, EVERY_MS)
      done.addEventListener(
        'abort',
        () => {
          clearTimeout(timer)
          resume()
        },
        { once: true },
      )
    })
    if (done.aborted) return
    const answer = await axios
      .get<unknown>(`${endpoint}/v1/import-jobs/${job.id}`, {
        headers: { authorization: `Bearer ${token}` },
        signal: done,
      })
      .catch(() => null)
    const progress = jobSchema.safeParse(answer?.data)
    if (progress.success) show(describeProgress(job.name, progress.data))
  }
}
