import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Agent } from '../../src/main/agent.ts'
import { openJournal } from '../../src/main/journal/journal.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { Desk, account, claimStatus, enrollCode, notes, until } from '../integration/support/desk.ts'
import { temporaryDirectory } from '../main/journal/support/directory.ts'
import { keyStore } from '../main/journal/support/key-store.ts'
import { openTestJournal } from '../main/journal/support/open.ts'
import { spanAt } from '../main/journal/support/records.ts'
import { amount } from '../setup/amount.ts'
import { freshEndpoint } from '../server/support/stores.ts'
import { storedSpans } from './support/stored.ts'
import { undoneAfterEach } from '../integration/support/clean-ups.ts'

const MINUTE = 60_000
const RUNS = amount(8, 48)
const KEY = Buffer.alloc(32, 0xa7)
const sealer = keyStore(0x5a)
let endpoint: Endpoint & { adminToken: string }
beforeAll(async () => {
  endpoint = await freshEndpoint('postgres', { jobIntervals: { roll_up: null } })
})
afterAll(() => endpoint.close())
const cleanUps = undoneAfterEach()

/** Files in a directory that contain one of these texts in the clear. */
const readableIn = (directory: string, ...texts: string[]): string[] =>
  readdirSync(directory).filter((name) => {
    const bytes = readFileSync(join(directory, name), 'latin1')
    return texts.some((text) => bytes.includes(text))
  })

/** A biller who works two minutes, and the texts that an unencrypted journal of it would contain. */
async function twoMinutes(user: string, use = sealer) {
  const desk = await Desk.at(Date.now() - 120 * MINUTE)
  cleanUps.push(() => desk.leave())
  const code = await enrollCode(endpoint, user)
  const agent = await desk.sitDown({ endpointUrl: endpoint.url, enrollCode: code, sealer: use })
  desk.work(account('PCN-20418'), MINUTE)
  desk.work(claimStatus('PCN-20418'), MINUTE)
  return { desk, agent }
}
const words = ['availity-claim-status', 'Availity', 'CREATE TABLE']
const delivered = (agent: Agent) => until(() => agent.status().backlog === 0, 'everything is delivered')
const lengthOf = (spans: readonly { ms: number }[]) => spans.reduce((sum, { ms }) => sum + ms, 0)

test('with a key store the journal and its log are encrypted from the first byte, and the next start reads them', async () => {
  const { desk, agent } = await twoMinutes('encrypted')
  desk.work(notes, MINUTE)
  expect(agent.status().journalEncrypted).toBe(true)
  // Checked while it is open: the latest writes are in the log.
  expect(readableIn(desk.directory, ...words)).toEqual([])
  await agent.stop()
  expect(readableIn(desk.directory, ...words)).toEqual([])
  const again = await desk.sitDown({ sealer })
  expect(again.status()).toMatchObject({ journalEncrypted: true, gap: null, userName: 'encrypted' })
  await delivered(again)
  expect(lengthOf(await storedSpans(endpoint, 'encrypted'))).toBe(3 * MINUTE)
})

test('without a key store the journal is not encrypted, and the agent reports it', async () => {
  const desk = await Desk.at(Date.now() - 120 * MINUTE)
  cleanUps.push(() => desk.leave())
  const agent = await desk.sitDown({ endpointUrl: endpoint.url, enrollCode: await enrollCode(endpoint, 'plain') })
  desk.work(claimStatus('PCN-20418'), MINUTE)
  desk.work(notes, MINUTE)
  expect(agent.status().journalEncrypted).toBe(false)
  expect(
    desk.log.some((line) => line.includes('the journal is not encrypted: without an operating system key store')),
  ).toBe(true)
  await agent.stop()
  expect(readableIn(desk.directory, ...words)).not.toEqual([])

  // With a key store that appears later, the next start encrypts and loses nothing.
  desk.clock.advance(MINUTE)
  const before = agent.status()
  const again = openTestJournal(desk.directory, { key: KEY })
  expect(again).toMatchObject({ encrypted: true, recovered: null })
  expect(before.journalEncrypted).toBe(false)
  expect(readableIn(desk.directory, ...words)).toEqual([])
})

/** An unencrypted journal with a log, as a killed agent leaves it. */
const plainAndKilled = (records: number) => {
  const directory = temporaryDirectory()
  const journal = openTestJournal(directory)
  journal.write((tx) => {
    for (let index = 0; index < records / 2; index += 1) tx.append(spanAt(index * 1000))
  })
  journal.syncToDisk()
  journal.write((tx) => {
    for (let index = records / 2; index < records; index += 1) tx.append(spanAt(index * 1000))
    tx.checkpoint([spanAt(records * 1000)])
  })
  const copy = temporaryDirectory()
  for (const name of ['journal.db', 'journal.db-wal']) cpSync(join(directory, name), join(copy, name))
  const { generation } = journal
  journal.close()
  return { directory: copy, generation }
}
const holds = (directory: string) => {
  const journal = openJournal(directory, { key: KEY })
  const { encrypted, generation, recovered } = journal
  const open = journal.openSpans().length
  const seqs = journal.newest({ limit: 1e6 }).map(({ record }) => record.seq)
  journal.close()
  return { encrypted, generation, recovered, open, records: new Set(seqs).size }
}

test('the first start with a key encrypts an existing journal in place and keeps every record, the open span and the generation', () => {
  const { directory, generation } = plainAndKilled(3000)
  expect(readableIn(directory, ...words).length).toBeGreaterThan(0)
  const whole = { encrypted: true, generation, recovered: null, open: 1, records: 3000 }
  expect(holds(directory)).toEqual(whole)
  expect(readableIn(directory, ...words)).toEqual([])
  expect(readdirSync(directory).filter((name) => name.includes('encrypting'))).toEqual([])
  expect(holds(directory)).toEqual(whole)
})

test('kill -9 at any moment of the encryption loses no record', async () => {
  const { directory, generation } = plainAndKilled(20_000)
  let encryptedLater = 0
  for (let run = 0; run < RUNS; run += 1) {
    const copy = temporaryDirectory()
    cpSync(directory, copy, { recursive: true })
    const script = join(import.meta.dirname, 'support/journal-encrypter.ts')
    const child = spawn(process.execPath, [script, copy, KEY.toString('hex')], { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
    const closed = once(child, 'close')
    await Promise.race([once(child.stdout, 'data'), closed])
    await sleep((run * 96) / RUNS)
    child.kill('SIGKILL')
    await closed
    if (!said.includes('opened')) encryptedLater += 1
    expect(holds(copy), `killed after ${(run * 96) / RUNS} ms`).toEqual({
      encrypted: true,
      generation,
      recovered: null,
      open: 1,
      records: 20_000,
    })
    expect(readableIn(copy, ...words)).toEqual([])
  }
  // Some were killed during the encryption.
  expect(encryptedLater).toBeGreaterThan(0)
})

test('a journal that cannot be encrypted stays as it is, reports it, and the next start tries again', () => {
  const { directory, generation } = plainAndKilled(100)
  // A directory in the copy's place makes the copy fail.
  const place = join(directory, 'journal.db.encrypting')
  mkdirSync(place)
  expect(holds(directory)).toEqual({ encrypted: false, generation, recovered: null, open: 1, records: 100 })
  rmSync(place, { recursive: true })
  expect(holds(directory)).toMatchObject({ encrypted: true, records: 100 })
})

for (const [what, lose] of [
  ['is gone', (directory: string) => rmSync(join(directory, 'journal.key.sealed'))],
  ['cannot be opened any more', () => {}],
] as const) {
  test(`a key that ${what}: the journal is moved aside, a new generation starts, the gap is reported, and recording continues`, async () => {
    const user = `key ${what}`
    const { desk, agent } = await twoMinutes(user)
    agent.pause(15)
    await delivered(agent)
    agent.resume()
    await agent.stop()
    lose(desk.directory)
    // The identity is sealed like the key; here only the key is lost.
    const other = keyStore(0x33)
    const forgetful = {
      ...sealer,
      unseal: (sealed: Uint8Array) => (sealed.length < 40 ? other.unseal(sealed) : sealer.unseal(sealed)),
    }
    const again = await desk.sitDown({ sealer: what === 'is gone' ? sealer : forgetful })
    expect(again.status()).toMatchObject({ state: 'recording', journalEncrypted: true })
    expect(again.status().gap?.message).toContain('The key of the local log is lost. The log was moved to')
    desk.work(notes, MINUTE)
    again.pause(15)
    await delivered(again)
    const stored = await storedSpans(endpoint, user)
    expect(lengthOf(stored)).toBe(3 * MINUTE)
    expect(new Set(stored.map(({ generation }) => generation)).size).toBe(2)
    const aside = readdirSync(desk.directory).filter((name) => /damaged|lost/.test(name))
    expect(aside).toHaveLength(what === 'is gone' ? 1 : 2)
  })
}
