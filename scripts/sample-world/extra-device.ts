import type * as Transport from '../../src/main/sync/axios-transport.ts'
import type * as Enroll from '../../src/main/sync/enroll.ts'
import type { DeviceRecord } from '../../src/shared/contract/index.ts'
import type * as Generate from '../../src/tools/sample/generate.ts'
import type * as Sample from '../../src/tools/sample/index.ts'
import { rowsIn, type Api } from './ask.ts'
import { NOW } from './fixed-process.ts'
import { importFrom } from './import-from.ts'
import { ADMIN_TOKEN } from './launch.ts'
import { readVersion } from './version.ts'

const MINUTE_MS = 60_000
const MORNING = NOW - 4 * 60 * MINUTE_MS

/** Sends what the sample leaves out: input counts, outages, manual time on a claim, and a device that sees no windows. */
export async function sendExtraDevice(source: string, api: Api, endpointUrl: string): Promise<void> {
  const { enrollmentCode } = await importFrom<typeof Sample>(source, 'src/tools/sample/index.ts')
  const { sendSample } = await importFrom<typeof Generate>(source, 'src/tools/sample/generate.ts')
  const { enroll } = await importFrom<typeof Enroll>(source, 'src/main/sync/enroll.ts')
  const { axiosTransport } = await importFrom<typeof Transport>(source, 'src/main/sync/axios-transport.ts')

  const person = { user: 'B. Vale', team: 'Ohio denials', sample: true }
  const code = await enrollmentCode(endpointUrl, ADMIN_TOKEN, person)
  const { identity } = await enroll({ endpointUrl, code, agentVersion: '1.0.0', platform: 'sample' })
  const transport = axiosTransport({ ...identity })
  await sendSample(transport, [...inputAndOutages(), ...(await manualTime(api))] as unknown as DeviceRecord[])
  const taken = await transport.sendHealth({
    agentVersion: '1.0.0',
    rulesVersion: 1,
    state: 'needs_attention',
    observable: false,
    captureAdapter: 'none',
    idleSource: 'none',
    journalEncrypted: true,
    companions: ['chrome'],
    lastCaptureAt: MORNING,
    backlog: 3,
    quarantined: 1,
    gapFoundAt: null,
  })
  if (!taken) throw new Error('the endpoint did not take the health of the extra device')
}

function inputAndOutages(): object[] {
  const minute = (index: number) => ({ minuteStart: MORNING + index * MINUTE_MS, keys: 10 * index, pointer: 7 + index })
  return [
    {
      kind: 'input_counts',
      seq: 1,
      startedAt: MORNING,
      endedAt: MORNING + 5 * MINUTE_MS,
      minutes: [0, 1, 4].map(minute),
    },
    {
      kind: 'input_counts',
      seq: 2,
      startedAt: MORNING + 15 * MINUTE_MS,
      endedAt: MORNING + 17 * MINUTE_MS,
      minutes: [minute(15), minute(16)],
    },
    ...(['network', 'endpoint'] as const).map((cause, index) => ({
      kind: 'connectivity',
      seq: 3 + index,
      startedAt: MORNING + (30 + 10 * index) * MINUTE_MS,
      endedAt: MORNING + (37 + 10 * index) * MINUTE_MS,
      state: 'offline',
      cause,
    })),
  ]
}

/** On a claim, twice revised, and withdrawn; by the names that the version gives them. */
async function manualTime(api: Api): Promise<object[]> {
  const [row] = rowsIn(await api.get('/v1/denials', { state: 'in_progress', limit: '1' }))
  if (row === undefined) throw new Error('no denial is in progress')
  const version = await readVersion(api)
  const isFormer = version.route('/v1/manual-time', '/v1/offline') === '/v1/offline'
  const entry = (seq: number, id: string, revision: number, minutes: number, withdrawn: boolean) => {
    const times = { startedAt: MORNING - 60 * MINUTE_MS, endedAt: MORNING - (60 - minutes) * MINUTE_MS }
    const common = { seq, revision, ...times, withdrawn }
    return isFormer
      ? { kind: 'offline', offlineId: id, offlineKind: 'paper', denialToken: row['denialToken'], ...common }
      : { kind: 'manual_time', manualTimeId: id, manualTimeKind: 'paper', claimToken: row['claimToken'], ...common }
  }
  return [
    entry(5, 'letters', 1, 10, false),
    entry(6, 'letters', 2, 25, false),
    entry(7, 'withdrawn', 1, 40, false),
    entry(8, 'withdrawn', 2, 40, true),
  ]
}
