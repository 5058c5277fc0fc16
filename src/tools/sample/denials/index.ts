import axios from 'axios'
import type { CalendarDay } from '../../../shared/denials/index.ts'
import { z } from 'zod'
import type { ClaimBook } from '../claim-book.ts'
import { HOUR_MS } from '../../../shared/time.ts'
import { seededRandom } from '../random.ts'
import type { Biller } from '../team.ts'
import type { WorkedDenial } from '../course.ts'
import { localDay } from './calendar.ts'
import { remittanceFiles, type SampleFile } from './remittance-files.ts'
import { sampleClaimCounts, sampleSettings } from './settings.ts'
import { worklistFiles } from './worklist-files.ts'

export interface DenialWorld {
  readonly denials: readonly WorkedDenial[]
  /** In order of import. */
  readonly files: readonly SampleFile[]
  readonly claimCounts: ReturnType<typeof sampleClaimCounts>
}

/** The remittances and worklists for the work of a team, week by week. @param now epoch ms */
export function makeDenialWorld(book: ClaimBook, team: readonly Biller[], now: number, seed: number): DenialWorld {
  const random = seededRandom(seed)
  book.settle(localDay(now), random)
  const { denials } = book
  const { files: remittances, remittanceDays } = remittanceFiles(denials, random)
  const worklists = worklistFiles(denials, team, random)
  const weeks = [...new Set([...remittances.keys(), ...worklists.keys()])].sort()
  const files = weeks.flatMap((week) => {
    const remittance = remittances.get(week)
    return [...(remittance ? [remittance] : []), ...(worklists.get(week) ?? [])]
  })
  return { denials, files, claimCounts: sampleClaimCounts(remittanceDays, random) }
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
 * @param times.now epoch ms @param times.startsOn the first recorded day
 * @throws AxiosError for a refused request
 */
export async function bringDenialWorld(
  { endpointUrl, adminToken }: SampleTarget,
  { files, claimCounts }: DenialWorld,
  { now, startsOn }: { readonly now: number; readonly startsOn: CalendarDay },
  onProgress?: (done: number, of: number) => void,
): Promise<SampleImport[]> {
  // By this mark it is removed again.
  const params = { sample: '1' }
  const client = axios.create({ baseURL: `${endpointUrl}/v1`, headers: { authorization: `Bearer ${adminToken}` } })
  for (const [name, body] of Object.entries(sampleSettings(now, startsOn)))
    await client.put(`/settings/${name}`, body, { params })
  const pause = (pausedUntil: string | null) => client.put('/settings/alerting', { pausedUntil }, { params })
  await pause(new Date(now + LOADING_MS).toISOString())
  const imports: SampleImport[] = []
  for (const { name, content } of files) {
    const type = name.endsWith('.csv') ? 'text/csv' : 'application/edi-x12'
    const { data } = await client.post<unknown>('/denials/import', Buffer.from(content), {
      params: { name, ...params },
      headers: { 'content-type': type },
      maxBodyLength: Number.POSITIVE_INFINITY,
    })
    imports.push(importedSchema.parse(data))
    onProgress?.(imports.length, files.length)
  }
  await client.put('/claim-counts', { rows: claimCounts }, { params })
  await pause(null)
  return imports
}
