import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { AuditHead } from '../../../src/shared/contract/audit.ts'
import { readAnchors } from '../../../src/server/audit/anchor-file.ts'
import { appendEntry } from '../../../src/server/audit/append.ts'
import { hashOf, NOTHING_BEFORE, theEndpoint, type StoredEntry } from '../../../src/server/audit/entry.ts'
import { signedHead } from '../../../src/server/audit/head.ts'
import { auditVerify } from '../../../src/server/audit-verify.ts'
import { openEmbeddedTenant } from '../../../src/server/database/open-tenants.ts'
import { statement } from '../../../src/server/database/sql.ts'
import { startEndpoint } from '../../../src/server/start-endpoint.ts'
import { amount } from '../../setup/amount.ts'
import { embeddedFolder } from '../../setup/embedded-folder.ts'
import { ask } from '../support/device.ts'
import { lastingPlace, openOnly, runToEnd } from '../support/killed.ts'
import { stores } from '../support/stores.ts'
import { ownedEndpoint, type Owned } from './support/owned.ts'
import { entriesOf, lastSeq, verify, verifyEntries } from './support/log.ts'

const NOW = Date.UTC(2026, 3, 15, 15)
const script = fileURLToPath(new URL('../../../src/server/audit-verify-main.ts', import.meta.url))

/** `npm run audit:verify`, in this process: a start of Node costs more than what it checks. */
async function verifyHere(args: readonly string[], databaseUrl?: string) {
  let said = ''
  const say = (text: string) => void (said += text)
  const env = databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }
  const code = await auditVerify(args, env, { out: say, err: say })
  return { code, said }
}

/** `npm run audit:verify`. */
async function processVerify(args: readonly string[], databaseUrl?: string) {
  const { DATABASE_URL: _, ...env } = process.env
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...env, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = (await once(child, 'close')) as [number]
  return { code, said }
}

describe.each(stores)('the audit log on the %s store', (store) => {
  let owned: Owned
  let folder: string
  let anchorFile: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchledger-audit-'))
    anchorFile = join(folder, 'anchors.jsonl')
    owned = await ownedEndpoint(store, { now: () => NOW, auditAnchor: anchorFile, jobIntervals: { audit: 10 } })
    for (let no = 1; no <= 12; no += 1) await oneMore(no)
  })
  afterAll(async () => {
    await owned.remove()
    await rm(folder, { recursive: true, force: true })
  })
  const database = () => owned.endpoint.database
  const oneMore = async (no: number) => {
    const json = { email: `p-${no}-${Math.random()}@example.org`, name: `Person ${no}`, roles: ['biller'] }
    expect((await ask(owned.endpoint, '/v1/accounts', { method: 'POST', json })).status).toBe(201)
  }
  const forgery = { actor: theEndpoint, cause: { operation: null, requestId: null, address: null }, at: NOW }

  test.each([
    `update audit_entries set actor_name = 'somebody else' where seq = 3`,
    'update audit_entries set at = at',
    'delete from audit_entries where seq = 3',
    'delete from audit_entries where seq > 5',
    'truncate audit_entries',
    `insert into audit_entries select * from audit_entries where seq = 3 on conflict (seq) do update set actor_name = 'x'`,
  ])('%s is refused', async (text) => {
    const before = await entriesOf(database())
    await expect(database().query(statement(text))).rejects.toThrow(/permission denied|never changed or removed/)
    expect(await entriesOf(database())).toEqual(before)
  })

  test
    .runIf(store === 'postgres')
    .each([
      'drop table audit_entries',
      'alter table audit_entries disable trigger all',
      'drop trigger audit_entries_stay on audit_entries',
      `create or replace function audit_entries_stay() returns trigger language plpgsql as 'begin return null; end'`,
      'alter table audit_entries rename to gone',
      'drop schema tenant_main cascade',
      'alter schema tenant_main rename to gone',
    ])('the tenant’s role may not: %s', async (text) => {
    await expect(database().query(statement(text))).rejects.toThrow(/must be owner|permission denied/)
  })

  test.runIf(store === 'postgres')('even the owner is stopped by the trigger, unless it is turned off', async () => {
    await expect(owned.asOwner('delete from audit_entries')).rejects.toThrow('never changed or removed')
    await expect(owned.asOwner('truncate audit_entries')).rejects.toThrow('never changed or removed')
  })

  test('fifty writers at once make one chain without gaps', async () => {
    const seq = await lastSeq(database())
    await Promise.all(Array.from({ length: 50 }, (_, no) => oneMore(100 + no)))
    expect(await lastSeq(database())).toBe(seq + 50)
    expect((await verify(database())).seq).toBe(seq + 50)
    const names = (await entriesOf(database()))
      .slice(-50)
      .map(({ after }) => (JSON.parse(after ?? '') as { name: string }).name)
    expect(new Set(names).size).toBe(50)
  })

  test('writers that fail leave no gap between those that do not', async () => {
    const seq = await lastSeq(database())
    const outcomes = await Promise.allSettled(
      Array.from({ length: 30 }, (_, no) =>
        database().transaction(async (queries) => {
          await appendEntry(queries, { action: 'exported', object: `of ${no}` }, forgery)
          if (no % 3 === 0) throw new Error('rolled back')
        }),
      ),
    )
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(10)
    expect(await lastSeq(database())).toBe(seq + 20)
    await verify(database())
  })

  test('the head is signed and handed out', async () => {
    const { body } = await ask<AuditHead>(owned.endpoint, '/v1/audit/head')
    const last = (await entriesOf(database())).at(-1)
    expect(body).toMatchObject({ tenantId: 'main', seq: last?.seq, hash: last?.hash, at: NOW })
    const kept = [{ head: body, place: 'kept by the auditor' }]
    expect(await verify(database(), kept)).toMatchObject({ anchors: 1, newest: body })
    for (const change of [{ seq: body.seq - 1 }, { hash: NOTHING_BEFORE }, { at: NOW + 1 }]) {
      const forged = [{ head: { ...body, ...change }, place: 'kept by the auditor' }]
      await expect(verify(database(), forged)).rejects.toThrow('kept by the auditor: this anchor is not signed')
    }
  })

  test('each new head comes into the file of anchors within seconds', async () => {
    await oneMore(900)
    const seq = await lastSeq(database())
    await vi.waitFor(async () => {
      expect((await readAnchors(anchorFile)).at(-1)?.head.seq).toBe(seq)
    }, 30_000)
    if (process.platform !== 'win32') expect((await stat(anchorFile)).mode & 0o777).toBe(0o600)
  })

  /** The chain made anew from a changed entry on. */
  const recomputed = (entries: readonly StoredEntry[]): StoredEntry[] => {
    let previousHash = NOTHING_BEFORE
    return entries.map((entry, index) => {
      const next = { ...entry, seq: index + 1, previousHash }
      const hash = hashOf(next, 'main')
      previousHash = hash
      return { ...next, hash }
    })
  }
  const renamed = (entry: StoredEntry): StoredEntry => ({ ...entry, actorName: 'Somebody else' })

  test('an entry that was changed, removed, added, moved or replaced is found, and named', async () => {
    const entries = await entriesOf(database())
    const at = (seq: number) => entries[seq - 1] as StoredEntry
    await expect(verifyEntries(database(), entries)).resolves.toMatchObject({ seq: entries.length })
    for (const field of Object.keys(at(5)) as (keyof StoredEntry)[]) {
      if (field === 'seq') continue
      const other = Array.isArray(at(5)[field]) ? ['other'] : typeof at(5)[field] === 'number' ? 7 : 'other'
      const changed = entries.with(4, { ...at(5), [field]: other })
      await expect(verifyEntries(database(), changed), field).rejects.toThrow('Entry 5 was changed.')
    }
    const tampered: readonly (readonly [string, StoredEntry[]])[] = [
      ['Entry 5 is missing: entry 6 comes next.', entries.toSpliced(4, 1)],
      ['Entry 1 is missing: entry 3 comes next.', entries.slice(2)],
      ['Entry 5 is missing: entry 6 comes next.', entries.with(4, at(6)).with(5, at(5))],
      ['Entry 5 was changed.', entries.with(4, { ...at(6), seq: 5 }).with(5, { ...at(5), seq: 6 })],
      ['Entry 5 is there twice.', entries.toSpliced(5, 0, at(5))],
      ['Entry 5 was changed.', entries.with(4, renamed(at(5)))],
      ['Entry 6 does not follow entry 5', entries.with(4, { ...renamed(at(5)), hash: hashOf(renamed(at(5)), 'main') })],
      ['Entry 1 was changed.', entries.map((entry) => ({ ...entry, hash: hashOf(entry, 'another tenant') }))],
    ]
    for (const [message, log] of tampered) await expect(verifyEntries(database(), log)).rejects.toThrow(message)
  })

  test('an end that was cut off, and a log that was made anew, are found by the anchors', async () => {
    const entries = await entriesOf(database())
    const anchors = await readAnchors(anchorFile)
    const last = entries.length
    await expect(verifyEntries(database(), entries, anchors)).resolves.toMatchObject({ seq: last })
    const cut = entries.slice(0, -1)
    await expect(verifyEntries(database(), cut)).resolves.toMatchObject({ seq: last - 1 })
    await expect(verifyEntries(database(), cut, anchors)).rejects.toThrow(
      new RegExp(
        `Entry ${last} is missing: the log ends at ${last - 1}, and .*anchors.jsonl, line \\d+ states that it had ${last}`,
      ),
    )
    const anew = recomputed(entries.with(2, renamed(entries[2] as StoredEntry)))
    await expect(verifyEntries(database(), anew)).resolves.toMatchObject({ seq: last })
    await expect(verifyEntries(database(), anew, anchors)).rejects.toThrow('is not the one that was anchored')
    await expect(verifyEntries(database(), recomputed(entries.toSpliced(2, 1)), anchors)).rejects.toThrow(
      /anchored|missing/,
    )
    await expect(verifyEntries(database(), [], anchors)).rejects.toThrow('Entry 1 is missing: the log ends at 0')
    // Of another tenant, they say nothing of this one.
    const foreign = anchors.map(({ head, place }) => ({ place, head: { ...head, tenantId: 'other' } }))
    expect((await verifyEntries(database(), cut, foreign)).anchors).toBe(0)
  })

  test('npm run audit:verify says so, by its words and its exit code', async () => {
    const data = owned.dataFolder === undefined ? [] : ['--data', owned.dataFolder]
    const args = [...data, '--anchors', anchorFile]
    // A process of its own: the lock of a running endpoint is another process's.
    const running = await processVerify(args, owned.databaseUrl)
    if (store === 'postgres')
      expect(running).toMatchObject({ code: 0, said: expect.stringMatching(/^main: whole\. \d+ entries/) })
    else expect(running).toMatchObject({ code: 2, said: expect.stringContaining('Stop the endpoint first') })
    expect((await verifyHere(store === 'postgres' ? [] : ['--anchors', anchorFile], owned.databaseUrl)).code).toBe(2)
    const missing = await verifyHere([...data, '--anchors', join(folder, 'none')], owned.databaseUrl)
    expect(missing).toMatchObject({ code: 1, said: expect.stringContaining('cannot be read (ENOENT)') })
    const broken = join(folder, 'broken.jsonl')
    await writeFile(broken, `${(await readFile(anchorFile, 'utf8')).split('\n')[0]}\nnot an anchor\n{"half`)
    const changed = await verifyHere([...data, '--anchors', broken], owned.databaseUrl)
    expect(changed).toMatchObject({ code: 1, said: expect.stringContaining('broken.jsonl, line 2 is no anchor') })
    if (store !== 'postgres') return
    await owned.asOwner(`alter table audit_entries disable trigger audit_entries_stay`)
    await owned.asOwner(`update audit_entries set actor_name = 'Nobody' where seq = 4`)
    expect(await processVerify(args, owned.databaseUrl)).toEqual({
      code: 1,
      said: 'main: NOT WHOLE. Entry 4 was changed.\n',
    })
  })
})

test('the log of a stopped embedded store is verified by its folder, and a forger of the files is found', async () => {
  const { folder: dataFolder, remove } = await embeddedFolder()
  try {
    const start = async () => startEndpoint({ port: 0, dataFolder, logLevel: 'silent', adminToken: 'an-admin-token' })
    const endpoint = await start()
    const json = { email: 'a@example.org', name: 'A', roles: ['biller'] }
    const asking = { url: endpoint.url, adminToken: 'an-admin-token' }
    expect((await ask(asking, '/v1/accounts', { method: 'POST', json })).status).toBe(201)
    await endpoint.close()
    const whole = await verifyHere(['--data', dataFolder])
    expect(whole).toMatchObject({
      code: 0,
      said: expect.stringMatching(/^main: whole\. (\d+) entries, \d+ anchors; the last, of .*, is entry \1\n$/),
    })

    const { databases, close } = await openEmbeddedTenant(join(dataFolder, 'store'))
    await databases[0]?.query(statement('alter table audit_entries disable trigger audit_entries_stay'))
    await databases[0]?.query(statement('delete from audit_entries where seq = (select max(seq) from audit_entries)'))
    await close()
    const cut = await verifyHere(['--data', dataFolder])
    expect(cut).toMatchObject({
      code: 1,
      said: expect.stringMatching(/^main: NOT WHOLE\. Entry \d+ is missing: the log ends at/),
    })
    expect((await verifyHere(['--data', dataFolder, '--no-anchors'])).code).toBe(0)
    // A folder beside it, such as the one of npm start.
    expect(await verifyHere(['--data', join(dataFolder, 'store')])).toMatchObject({
      ...{ code: 2, said: expect.stringMatching(/there is no audit log in .*\.touchledger\/endpoint/) },
    })
    await rm(join(dataFolder, 'audit-anchors.jsonl'))
    expect(await verifyHere(['--data', dataFolder])).toMatchObject({
      code: 1,
      said: expect.stringContaining('ENOENT'),
    })
  } finally {
    await remove()
  }
})

test('an anchor file that cannot be written is told at the start', async () => {
  const { folder: dataFolder, remove } = await embeddedFolder()
  try {
    const starting = startEndpoint({
      port: 0,
      dataFolder,
      logLevel: 'silent',
      auditAnchor: join(dataFolder, 'none', 'file'),
    })
    await expect(starting).rejects.toThrow(
      /none.file cannot be written \(ENOENT\): name another one with --audit-anchor/,
    )
  } finally {
    await remove()
  }
})

describe.each(stores)('a process that is killed between entries, on the %s store', (store) => {
  const closing: (() => Promise<unknown>)[] = []
  afterAll(async () => {
    for (const close of closing.toReversed()) await close()
  })

  test('leaves a whole chain, in which each change that is there has its entry', async () => {
    const place = await lastingPlace(store, closing)
    const worker = new URL('support/write-and-die.ts', import.meta.url)
    let before = 0
    for (const when of amount(['7', '40'], ['7', '23', '40'])) {
      expect(await runToEnd(worker, place, when)).toEqual([null, 'SIGKILL'])
      const { database, close } = await openOnly(place)
      const { seq } = await verify(database)
      expect(seq).toBeGreaterThanOrEqual(before + Number(when))
      before = seq
      const accounts = await database.query<{ id: string }>(statement('select account_id as id from accounts'))
      const told = (await entriesOf(database)).flatMap(({ action, object }) =>
        action === 'account_created' ? [object] : [],
      )
      expect(new Set(told)).toEqual(new Set(accounts.map(({ id }) => id)))
      expect(told).toHaveLength(accounts.length)
      expect(await signedHead(database, 0)).toMatchObject({ seq })
      await close()
    }
  })
})
