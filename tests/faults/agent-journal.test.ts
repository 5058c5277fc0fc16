import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeAll, afterAll, expect, test } from 'vitest'
import type { Agent } from '../../src/main/agent.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { Desk, account, claimStatus, enrollCode, notes, until } from '../integration/support/desk.ts'
import { next15MinBoundary } from '../../src/shared/sessionize/cut-at-15min.ts'
import { openJournal } from '../../src/main/journal/journal.ts'
import { spanAt } from '../main/journal/support/records.ts'
import { temporaryDirectory } from '../main/journal/support/directory.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { storedSpans } from './support/stored.ts'
import { undoneAfterEach } from '../integration/support/clean-ups.ts'

const MINUTE = 60_000
let endpoint: Endpoint & { adminToken: string }
beforeAll(async () => {
  endpoint = await freshEndpoint('postgres', { jobIntervals: { roll_up: null } })
})
afterAll(() => endpoint.close())

const cleanUps = undoneAfterEach()

/** A biller who works three minutes, which are delivered. */
async function threeMinutesDelivered(user: string) {
  const desk = await Desk.at(Date.now() - 120 * MINUTE)
  cleanUps.push(() => desk.leave())
  const agent = await desk.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, user) })
  for (const window of [account('PCN-20418'), claimStatus('PCN-20418'), notes]) desk.work(window, MINUTE)
  agent.pause(15)
  agent.resume()
  await delivered(agent)
  return { desk, agent }
}

const delivered = (agent: Agent) => until(() => agent.status().backlog === 0, 'everything is delivered')
const lengthOf = (spans: readonly { ms: number }[]) => spans.reduce((sum, { ms }) => sum + ms, 0)

const damages: Readonly<Record<string, (file: string) => void>> = {
  'overwritten by something else': (file) => writeFileSync(file, 'x'.repeat(60_000)),
  'cut off in the middle': (file) => truncateSync(file, 12_288),
  'overwritten in the middle': (file) => {
    const bytes = readFileSync(file)
    bytes.fill(0xa5, 4096, 24_576)
    writeFileSync(file, bytes)
  },
}
for (const [what, damage] of Object.entries(damages)) {
  test(`a journal ${what}: it is moved aside, the gap is reported, recording continues, and delivered work counts once`, async () => {
    const { desk, agent } = await threeMinutesDelivered(what)
    await agent.stop()
    damage(join(desk.directory, 'journal.db'))

    desk.clock.advance(MINUTE)
    const again = await desk.sitDown({})
    expect(again.status()).toMatchObject({ state: 'recording', userName: what })
    expect(again.status().gap?.foundAt).toBe(desk.clock.now())
    expect(again.status().gap?.message).toContain('was damaged and was moved to')
    desk.work(account('PCN-20377'), 2 * MINUTE)
    await again.stop()
    const third = await desk.sitDown({})
    await delivered(third)
    // The damaged file can still be read.
    expect(third.status().gap?.message).toContain('was moved to')

    expect(readdirSync(desk.directory).filter((name) => /^journal\.damaged-.*\.db$/.test(name))).toHaveLength(1)
    const stored = await storedSpans(endpoint, what)
    expect(new Set(stored.map(({ generation }) => generation)).size).toBe(2)
    expect(lengthOf(stored)).toBe(5 * MINUTE)
  })
}

test('a journal damaged in use: a new one starts at once, and recording continues without a gap', async () => {
  // Begins at a boundary, where work is cut into spans: an open minute that passes one is in part in the damaged journal.
  const desk = await Desk.at(next15MinBoundary(Date.now()) - 120 * MINUTE)
  cleanUps.push(() => desk.leave())
  // More than SQLite keeps in memory, delivered earlier.
  const before = openJournal(desk.directory)
  before.write((tx) => {
    for (let index = 0; index < 60_000; index += 1) tx.append(spanAt(index * 1000))
  })
  before.acknowledge({ through: 60_000, rejected: [] })
  before.close()
  const agent = await desk.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'in use') })
  const rulesVersion = agent.status().rulesVersion
  desk.work(account('PCN-20418'), MINUTE)
  desk.work(notes, MINUTE)
  agent.pause(15)
  await delivered(agent)
  agent.resume()
  desk.work(account('PCN-20377'), MINUTE)

  const file = join(desk.directory, 'journal.db')
  const bytes = readFileSync(file)
  bytes.fill(0xa5, 4096)
  writeFileSync(file, bytes)
  expect(() => agent.day({ from: 0, to: desk.clock.now() })).toThrow('the journal is damaged')
  expect(agent.status().gap?.message).toContain('was damaged and was moved to')
  desk.work(claimStatus('PCN-20377'), MINUTE)
  agent.pause(15)
  await delivered(agent)
  // The open minute is in memory, and therefore in the new journal.
  expect(lengthOf(await storedSpans(endpoint, 'in use'))).toBe(4 * MINUTE)
  expect(agent.status()).toMatchObject({ state: 'paused', quarantined: 0, rulesVersion })
  agent.resume()
  await agent.stop()
  const again = await desk.sitDown({})
  expect(again.status()).toMatchObject({ rulesVersion, userName: 'in use' })
})

test('a journal that lost its log: delivered work counts once, the gap is reported, and recording continues', async () => {
  const { desk, agent } = await threeMinutesDelivered('log lost')
  // Recorded but not sent: in the log only.
  desk.work(account('PCN-20418'), MINUTE)
  const robbed = temporaryDirectory()
  for (const name of ['journal.db', 'identity.sealed']) copyFileSync(join(desk.directory, name), join(robbed, name))
  expect(existsSync(join(desk.directory, 'journal.db-wal'))).toBe(true)
  await agent.stop()
  await delivered(agent)

  const other = new Desk(robbed, desk.clock.wall + MINUTE)
  const again = await other.sitDown({ endpointUrl: endpoint.url })
  cleanUps.push(() => other.leave())
  expect(again.status().gap?.message).toContain('The local log was incomplete')
  other.work(claimStatus('PCN-20377'), 2 * MINUTE)
  await again.stop()
  const third = await other.sitDown({ endpointUrl: endpoint.url })
  await delivered(third)
  // The copy with its log delivered its fourth minute; this one without it delivered its own two.
  expect(lengthOf(await storedSpans(endpoint, 'log lost'))).toBe(6 * MINUTE)
})

test('an agent that ended cleanly or was killed finds no gap', async () => {
  const { desk, agent } = await threeMinutesDelivered('no gap')
  const killed = temporaryDirectory()
  desk.work(account('PCN-20418'), MINUTE)
  cpSync(desk.directory, killed, { recursive: true })
  await agent.stop()
  expect((await desk.sitDown({})).status().gap).toBeNull()
  for (const name of ['journal.lock', 'journal.pid']) rmSync(join(killed, name), { force: true })
  const other = new Desk(killed, desk.clock.wall + MINUTE)
  cleanUps.push(() => other.leave())
  const again = await other.sitDown({ endpointUrl: endpoint.url })
  expect(again.status().gap).toBeNull()
})

test('a cloned profile: both computers continue, the shared work counts once, and each one’s own work is kept', async () => {
  const { desk, agent } = await threeMinutesDelivered('cloned')
  await agent.stop()
  const copy = temporaryDirectory()
  mkdirSync(copy, { recursive: true })
  cpSync(desk.directory, copy, { recursive: true })
  const clone = new Desk(copy, desk.clock.wall)
  cleanUps.push(() => clone.leave())

  const first = await desk.sitDown({})
  const second = await clone.sitDown({})
  for (let round = 0; round < 5; round += 1) {
    desk.work(account('PCN-20418'), MINUTE)
    desk.work(notes, MINUTE)
    clone.work(claimStatus('PCN-20377'), 2 * MINUTE)
    clone.work(notes, 30_000)
  }
  desk.power.tell('shutdown')
  clone.power.tell('shutdown')
  await delivered(first)
  await delivered(second)
  expect(first.status()).toMatchObject({ state: 'recording', quarantined: 0 })
  expect(second.status()).toMatchObject({ state: 'recording', quarantined: 0 })
  const stored = await storedSpans(endpoint, 'cloned')
  expect(lengthOf(stored)).toBe(3 * MINUTE + 10 * MINUTE + 12.5 * MINUTE)
  expect(new Set(stored.map(({ generation }) => generation)).size).toBe(2)
  expect([...desk.log, ...clone.log].filter((line) => line.includes('a copied profile?')).length).toBe(1)
})
