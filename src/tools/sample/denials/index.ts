import axios from 'axios'
import { z } from 'zod'
import type { ClaimBook } from '../claim-book.ts'
import { HOUR_MS } from '../../../shared/time.ts'
import { seededRandom } from '../random.ts'
import type { Biller } from '../team.ts'
import { makeDenials } from './make-denials.ts'
import { correctionFiles, denialFiles, type SampleFile } from './remittance-files.ts'
import type { SampleDenial } from './sample-denial.ts'
import { sampleClaimCounts, sampleSettings } from './settings.ts'
import { worklistFiles } from './worklist-files.ts'

export interface DenialWorld {
  readonly denials: readonly SampleDenial[]
  /** In order of import. */
  readonly files: readonly SampleFile[]
  readonly claimCounts: ReturnType<typeof sampleClaimCounts>
}

/** The remittances and worklists for the work of a team. @param now epoch ms */
export function makeDenialWorld(book: ClaimBook, team: readonly Biller[], now: number, seed: number): DenialWorld {
  const random = seededRandom(seed)
  const denials = makeDenials(book, team, now, random)
  const { files, remittanceDays } = denialFiles(denials, random)
  const worklists = worklistFiles(denials)
  return {
    denials,
    files: [...files, ...worklists.before, ...correctionFiles(denials, random), ...worklists.after],
    claimCounts: sampleClaimCounts(remittanceDays, random),
  }
}

const importedSchema = z.object({ status: z.string(), claims: z.number(), added: z.number(), deniedCents: z.number() })
export type SampleImport = z.infer<typeof importedSchema>

/** Longer than the import takes. */
const LOADING_MS = HOUR_MS

export interface SampleTarget {
  readonly endpointUrl: string
  readonly adminToken: string
}

/**
 * Loads the sample practice into an endpoint through its public routes: settings, 835 files, worklists, counts. Alerts are paused, because
 * denials look overdue until the worklists are imported.
 * @throws AxiosError for a refused request
 */
export async function bringDenialWorld(
  { endpointUrl, adminToken }: SampleTarget,
  { files, claimCounts }: DenialWorld,
  now: number,
  onProgress?: (done: number, of: number) => void,
): Promise<SampleImport[]> {
  const client = axios.create({ baseURL: `${endpointUrl}/v1`, headers: { authorization: `Bearer ${adminToken}` } })
  for (const [name, body] of Object.entries(sampleSettings(now))) await client.put(`/settings/${name}`, body)
  const pause = (pausedUntil: string | null) => client.put('/settings/alerting', { pausedUntil })
  await pause(new Date(now + LOADING_MS).toISOString())
  const imports: SampleImport[] = []
  for (const { name, content } of files) {
    const type = name.endsWith('.csv') ? 'text/csv' : 'application/edi-x12'
    const { data } = await client.post<unknown>('/denials/import', Buffer.from(content), {
      params: { name },
      headers: { 'content-type': type },
      maxBodyLength: Number.POSITIVE_INFINITY,
    })
    imports.push(importedSchema.parse(data))
    onProgress?.(imports.length, files.length)
  }
  await client.put('/claim-counts', { rows: claimCounts })
  await pause(null)
  return imports
}
