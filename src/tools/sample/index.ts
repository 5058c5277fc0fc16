import { Buffer } from 'node:buffer'
import axios from 'axios'
import { compileRuleSet } from '../../shared/classify/index.ts'
import { axiosTransport } from '../../main/sync/axios-transport.ts'
import { enroll } from '../../main/sync/enroll.ts'
import { addDays } from '../../shared/denials/index.ts'
import { ClaimBook } from './claim-book.ts'
import { localDay, mondayOf } from './denials/calendar.ts'
import { bringDenialWorld, makeDenialWorld, type DenialWorld, type SampleImport } from './denials/index.ts'
import { sampleDays, sampleRecords, sendSample } from './generate.ts'
import { sampleTeam, type Biller } from './team.ts'

/** Working days in three weeks. */
const DAYS = 15
/** Weeks of denials before the current one. */
const WEEKS = 13
const SEED = 20_418

export interface SampleOptions {
  readonly endpointUrl: string
  readonly adminToken: string
  readonly now?: Date | undefined
  /** Called after each biller. */
  readonly onProgress?: ((done: number, of: number) => void) | undefined
  /** Called after each remittance and worklist. */
  readonly onFile?: ((done: number, of: number) => void) | undefined
  /** Number of working days up to today. Default: three weeks. */
  readonly workingDays?: number | undefined
  /** Weeks of remittances and worklists before this week, most of them from before the recording. Default: 13. */
  readonly weeks?: number | undefined
  /** Default: all twelve. */
  readonly team?: readonly Biller[] | undefined
}

/** Totals of a sample. */
export interface SampleMade {
  readonly records: number
  readonly claims: number
  readonly denials: number
  readonly world: DenialWorld
  /** One per file of the sample. */
  readonly imports: readonly SampleImport[]
}

/**
 * Fills an endpoint with the sample team's work, remittances and worklists through its public routes: enrollment codes, enrollment,
 * signed batches, settings, imports. The people are marked as sample.
 */
export async function makeSample({
  endpointUrl,
  adminToken,
  now = new Date(),
  onProgress,
  onFile,
  workingDays = DAYS,
  weeks = WEEKS,
  team = sampleTeam,
}: SampleOptions): Promise<SampleMade> {
  const days = sampleDays(now, workingDays)
  const since = addDays(mondayOf(localDay(now.getTime())), -7 * weeks)
  const book = new ClaimBook(since)
  let sent = 0
  for (const [index, biller] of team.entries()) {
    const code = await enrollmentCode(endpointUrl, adminToken, { user: biller.name, team: biller.team, sample: true })
    const { identity, rules } = await enroll({ endpointUrl, code, agentVersion: 'sample', platform: 'sample' })
    const compiled = compileRuleSet(rules)
    if (!compiled.ok) throw new Error('the endpoint returned an invalid rule set')
    const records = sampleRecords({
      biller,
      days,
      now: now.getTime(),
      compiled: compiled.compiled,
      tokenKey: Buffer.from(identity.tokenKey, 'base64'),
      seed: SEED + index,
      book,
      since,
    })
    await sendSample(axiosTransport({ ...identity }), records)
    sent += records.length
    onProgress?.(index + 1, team.length)
  }
  const startsOn = localDay((days[0] ?? now).getTime())
  const world = makeDenialWorld(book, team, now.getTime(), SEED - 1)
  const imports = await bringDenialWorld({ endpointUrl, adminToken }, world, { now: now.getTime(), startsOn }, onFile)
  return {
    records: sent,
    claims: imports.reduce((sum, { claims }) => sum + claims, 0),
    denials: imports.reduce((sum, { added }) => sum + added, 0),
    world,
    imports,
  }
}

/**
 * Requests an enrollment code as an admin.
 * @throws AxiosError if it is refused
 */
export async function enrollmentCode(
  endpointUrl: string,
  adminToken: string,
  request: { readonly user: string; readonly team: string; readonly sample?: boolean },
): Promise<string> {
  const { data } = await axios.post<{ code: string }>(`${endpointUrl}/v1/enrollment-codes`, request, {
    headers: { authorization: `Bearer ${adminToken}` },
  })
  return data.code
}
