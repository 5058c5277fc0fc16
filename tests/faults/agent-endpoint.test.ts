import { afterAll, beforeAll, expect, test } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AgentOptions } from '../../src/main/agent.ts'
import { sql } from '../../src/server/database/sql.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { seededRandom } from '../../src/tools/sample/random.ts'
import { Desk, account, claimStatus, enrollCode, notes, until } from '../integration/support/desk.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { BadWay, mishaps } from './support/bad-way.ts'
import { storedSpans } from './support/stored.ts'
import { undoneAfterEach } from '../integration/support/clean-ups.ts'

const MINUTE = 60_000
let endpoint: Endpoint & { adminToken: string }
beforeAll(async () => {
  endpoint = await freshEndpoint('postgres', { jobIntervals: { roll_up: null } })
})
afterAll(() => endpoint.close())

const cleanUps = undoneAfterEach()

async function onABadWay(user: string, options: Partial<AgentOptions> = {}) {
  const way = new BadWay(endpoint.url)
  await way.open()
  cleanUps.push(() => way.close())
  const desk = await Desk.at(Date.now() - 300 * MINUTE)
  cleanUps.push(() => desk.leave())
  const agent = await desk.sitDown({ endpointUrl: way.url, enrollCode: await enrollCode(endpoint, user), ...options })
  return { way, desk, agent }
}

test('an unreliable connection that opens and closes: every record arrives once, and none is quarantined', async () => {
  const seed = process.env['FAULTS_SEED'] === undefined ? Date.now() % 1_000_000 : Number(process.env['FAULTS_SEED'])
  const random = seededRandom(seed)
  const { way, desk, agent } = await onABadWay('bad way', { retry: { baseMs: 5, capMs: 40 } })
  way.next = () => random.pick(mishaps)
  const windows = [account('PCN-20418'), claimStatus('PCN-20418'), notes]
  let worked = 0
  // Each round is another batch, until every mishap has affected some.
  for (let round = 0; round < 12 || mishaps.some((mishap) => !way.happened.includes(mishap)); round += 1) {
    if (round % 5 === 4) await way.close()
    for (let visit = 0; visit < 6; visit += 1) {
      const ms = random.between(1, 9000)
      desk.work(windows[(round + visit) % 3] ?? notes, ms)
      worked += ms
    }
    if (round % 5 === 4) await way.open()
    const before = way.happened.length
    agent.pause(15)
    agent.resume()
    await until(() => way.happened.length > before, 'it tries again')
  }
  way.next = () => 'arrives'
  agent.pause(15)
  await until(() => agent.status().backlog === 0, 'everything is delivered')

  const recorded = agent
    .sent({ limit: 1e6 })
    .flatMap(({ record }) => (record.kind === 'span' ? [[record.seq, record.endedAt - record.startedAt]] : []))
  const stored = await storedSpans(endpoint, 'bad way')
  expect(
    stored.map(({ seq, ms }) => [seq, ms]).sort(([a = 0], [b = 0]) => a - b),
    `FAULTS_SEED=${seed}`,
  ).toEqual(recorded.toReversed())
  expect(
    stored.reduce((sum, { ms }) => sum + ms, 0),
    `FAULTS_SEED=${seed}`,
  ).toBe(worked)
  expect(agent.status()).toMatchObject({ state: 'paused', quarantined: 0, backlog: 0 })
})

test('a revoked device reports it, keeps its records, continues to record, and retries rarely', async () => {
  const { way, desk, agent } = await onABadWay('revoked')
  desk.work(notes, MINUTE)
  desk.work(account('PCN-20418'), MINUTE)
  desk.work(notes, MINUTE)
  await until(() => agent.status().backlog === 0, 'the earlier work is delivered')
  const { deviceId } = agent.status()
  await endpoint.database.query(sql`update devices set revoked_at = 1 where device_id = ${deviceId}`)
  const before = way.happened.length
  for (let hour = 0; hour < 60; hour += 1) desk.work(hour % 2 ? notes : account('PCN-20377'), MINUTE)
  await until(() => agent.status().state === 'needs_attention', 'it reports the revocation')
  expect(agent.status().reason).toBe(
    'This device has been revoked. To use it again, ask an admin for a new enrollment code.',
  )
  // Fifty times the wait between two checks of the outbox.
  await sleep(1000)
  desk.work(notes, MINUTE)
  desk.work(account('PCN-20418'), MINUTE)
  expect(way.happened.length - before).toBeLessThanOrEqual(3)
  expect(agent.status().backlog).toBeGreaterThan(60)
  expect(agent.status().quarantined).toBe(0)

  // The revocation is undone: nothing is lost.
  await endpoint.database.query(sql`update devices set revoked_at = null where device_id = ${deviceId}`)
  await agent.stop()
  const again = await desk.sitDown({})
  await until(() => again.status().backlog === 0, 'everything is delivered')
  const stored = await storedSpans(endpoint, 'revoked')
  expect(stored.reduce((sum, { ms }) => sum + ms, 0)).toBe(65 * MINUTE)
})
