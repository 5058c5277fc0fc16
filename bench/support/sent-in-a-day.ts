import { randomBytes } from 'node:crypto'
import { axiosTransport } from '../../src/main/sync/axios-transport.ts'
import { enroll } from '../../src/main/sync/enroll.ts'
import { compileRuleSet } from '../../src/shared/classify/index.ts'
import { policySchema, SCHEMA_VERSION, type DeviceHealth, type DeviceRecord } from '../../src/shared/contract/index.ts'
import { ClaimBook } from '../../src/tools/sample/claim-book.ts'
import { sampleDays, sampleRecords } from '../../src/tools/sample/generate.ts'
import { enrollmentCode } from '../../src/tools/sample/index.ts'
import { sampleTeam } from '../../src/tools/sample/team.ts'
import type { BenchResult } from '../result.ts'
import { countingWay } from './counting-way.ts'
import type { Endpoint } from './electron-apps.ts'

const AIM_BYTES = 150 * 1024
/** Health is told again after an hour; a few changes come on top. */
const HEALTH_REPORTS = 12

/**
 * What a made-up biller's whole day costs on the way to the endpoint, sent by the agent's own transport in batches at the policy's pace and at others: each
 * batch holds what was closed since the one before.
 */
export const sentInADay = async (endpoint: Pick<Endpoint, 'url' | 'adminToken'>): Promise<readonly BenchResult[]> => {
  const pace = policySchema.parse({}).syncEveryMs
  const measured = await sentAtPace(endpoint, pace)
  const others = []
  for (const everyMs of [10_000, 60_000, 600_000]) {
    const { bytes, batches } = await sentAtPace(endpoint, everyMs)
    others.push(`${everyMs / 1000} s: ${(bytes / 1024).toFixed(0)} KB in ${batches} batches`)
  }
  return [
    {
      name: `agent, a made-up day of ${measured.records} records sent every ${pace / 1000} s`,
      unit: 'KB sent',
      measured: measured.bytes / 1024,
      baseline: AIM_BYTES / 1024,
      target: { atMost: 1 },
      notes: [
        `baseline: the aim; HTTP as the endpoint gets it, without TLS: ${measured.batches} batches and ${HEALTH_REPORTS} reports of health`,
        `at other paces: ${others.join(', ')}`,
      ],
    },
  ]
}

const sentAtPace = async (endpoint: Pick<Endpoint, 'url' | 'adminToken'>, everyMs: number) => {
  const code = await enrollmentCode(endpoint.url, endpoint.adminToken, { user: `Pace ${everyMs}`, team: 'Benchmarks' })
  const way = await countingWay(endpoint.url)
  try {
    const { identity, rules } = await enroll({ endpointUrl: way.url, code, agentVersion: '0.1.0', platform: 'linux' })
    const records = dayOf(rules)
    const transport = axiosTransport(identity)
    const before = way.bytes().sent
    const generation = randomBytes(16).toString('hex')
    const batches = inBatches(records, everyMs)
    for (const batch of batches) {
      const result = await transport.send({
        schemaVersion: SCHEMA_VERSION,
        generation,
        sentAt: Date.now(),
        records: batch,
      })
      if (result.kind !== 'acked') throw new Error(`a batch was not taken: ${result.kind}`)
    }
    for (let report = 0; report < HEALTH_REPORTS; report += 1) {
      if (!(await transport.sendHealth(health))) throw new Error('health was not taken')
    }
    return { bytes: way.bytes().sent - before, batches: batches.length, records: records.length }
  } finally {
    await way.close()
  }
}

/** What is closed in the same stretch of `everyMs` goes out together. */
const inBatches = (records: readonly DeviceRecord[], everyMs: number): readonly (readonly DeviceRecord[])[] => {
  const batches = new Map<number, DeviceRecord[]>()
  for (const record of records) {
    const stretch = Math.floor(record.endedAt / everyMs)
    batches.set(stretch, [...(batches.get(stretch) ?? []), record])
  }
  return [...batches.values()]
}

/** The last whole working day of one of the sample's billers. */
const dayOf = (rules: unknown): readonly DeviceRecord[] => {
  const compiled = compileRuleSet(rules)
  const [biller] = sampleTeam
  if (!compiled.ok || biller === undefined) throw new Error('there is no day to be made')
  const evening = new Date()
  evening.setHours(23, 30, 0, 0)
  const days = sampleDays(evening, 2)
  const records = sampleRecords({
    ...{ biller, days, now: evening.getTime(), compiled: compiled.compiled, tokenKey: randomBytes(32) },
    ...{ seed: 20_418, book: new ClaimBook() },
  })
  const first = days[0]?.getTime() ?? 0
  return records.filter(({ startedAt }) => startedAt < first + 86_400_000)
}

const health: DeviceHealth = {
  agentVersion: '0.1.0',
  rulesVersion: 1,
  state: 'recording',
  observable: true,
  captureAdapter: 'x11',
  idleSource: 'x11',
  journalEncrypted: true,
  companions: ['chromium'],
  lastCaptureAt: 1_795_000_000_000,
  backlog: 12,
  quarantined: 0,
  gapFoundAt: null,
}
