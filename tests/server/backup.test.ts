import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sql } from '../../src/server/database/sql.ts'
import { startEndpoint, type EndpointOptions } from '../../src/server/start-endpoint.ts'
import type { DeviceRow, Page } from '../../src/shared/contract/reports.ts'
import { embeddedFolder } from '../setup/embedded-folder.ts'
import { freshDatabase, startPostgres } from '../setup/postgres.ts'
import { ask, batchOf, enrolledDevice } from './support/device.ts'
import { spanRecord } from './support/records.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const runbook = readFileSync(join(root, 'docs/backup-and-restore.md'), 'utf8')
const adminToken = 'an-admin-token-for-tests'
const span = (seq: number) => spanRecord({ seq, startedAt: seq * 1000, endedAt: seq * 1000 + 1000 })

/** The commands of a block of the runbook, word for word. */
function block(title: string): string {
  const found = new RegExp(`^\`\`\`sh ${title}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(runbook)?.[1]
  if (found === undefined) throw new Error(`the runbook has no block ${title}`)
  return found
}

interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function bash(commands: string, settings: Readonly<Record<string, string>>): Promise<Ran> {
  const env: NodeJS.ProcessEnv = { ...process.env, ...settings }
  if (settings['DATABASE_URL'] === undefined) delete env['DATABASE_URL']
  // A shell at a socket takes itself for a remote one, and would read the machine's start-up file.
  const ran = promisify(execFile)('bash', ['--norc', '-eu', '-c', commands], { cwd: root, env })
  return ran.then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      out: error.stdout,
      err: error.stderr,
    }),
  )
}

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'touchledger-backup-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

async function dataFolder(): Promise<string> {
  const { folder: made, remove } = await embeddedFolder()
  onTestFinished(remove)
  return made
}

async function start(options: Pick<EndpointOptions, 'dataFolder' | 'databaseUrl'>) {
  const endpoint = { ...(await startEndpoint({ ...options, port: 0, adminToken, logLevel: 'silent' })), adminToken }
  onTestFinished(endpoint.close)
  return endpoint
}
type Endpoint = Awaited<ReturnType<typeof start>>

const seqsOf = async ({ database }: Endpoint) =>
  (await database.query<{ seq: number }>(sql`select seq from spans order by seq`)).map(({ seq }) => seq)
const keysOf = ({ database }: Endpoint) =>
  database.query(sql`select token_key, storage_keys, record_key, rules_key from tenant`)

/** A day before the backup and one after it, which the restored endpoint gets again from the device. */
async function throughARestore(
  before: Endpoint,
  { backUp, restore }: { readonly backUp: () => Promise<Ran>; readonly restore: () => Promise<Endpoint> },
): Promise<void> {
  const reached = { url: before.url, adminToken, database: before.database }
  const device = await enrolledDevice(reached, { user: 'R. Silva' })
  await device.send(batchOf([span(1), span(2)]))
  const keys = await keysOf(before)
  const [backedUp] = await Promise.all([backUp(), device.send(batchOf([span(3)]))])
  expect(backedUp).toMatchObject({ code: 0 })
  expect(backedUp.out).toMatch(/1 people, 1 devices, [23] records, 0 denials/)
  await device.send(batchOf([span(4)]))
  await before.close()

  const restored = await restore()
  expect(await keysOf(restored)).toEqual(keys)
  expect(await seqsOf(restored)).toEqual([1, 2, 3].slice(0, (await seqsOf(restored)).length))
  const { body } = await ask<Page<DeviceRow>>(restored, '/v1/devices')
  expect(body.rows).toMatchObject([{ userName: 'R. Silva', deviceId: device.deviceId }])
  // The device's old key signs, at the address that the endpoint has now.
  reached.url = restored.url
  const again = await device.send(batchOf([span(1), span(2), span(3), span(4)]))
  expect(again).toMatchObject({ status: 200, body: { storedThrough: 4 } })
  expect(await seqsOf(restored)).toEqual([1, 2, 3, 4])
}

describe('the embedded store', () => {
  test('is backed up while the endpoint runs and restored by the commands of the runbook', async () => {
    const DATA = await dataFolder()
    const BACKUP = join(folder(), 'backup')
    await throughARestore(await start({ dataFolder: DATA }), {
      backUp: () => bash(block('embedded-backup'), { DATA, BACKUP }),
      restore: async () => {
        const restored = await bash(block('embedded-restore'), { DATA, BACKUP })
        expect(restored).toMatchObject({ code: 0 })
        return start({ dataFolder: DATA })
      },
    })
    // For its user alone.
    for (const file of ['', 'backup.json', 'store', 'store/PG_VERSION']) {
      expect(statSync(join(BACKUP, file)).mode & 0o077).toBe(0)
    }
  })

  test('is backed up while it is stopped; nothing is overwritten, and what is no whole backup is not restored', async () => {
    const DATA = await dataFolder()
    const BACKUP = join(folder(), 'backup')
    const endpoint = await start({ dataFolder: DATA })
    await enrolledDevice(endpoint, { user: 'R. Silva' })
    await endpoint.close()
    const settings = { DATA, BACKUP }
    expect(await bash(block('embedded-backup'), settings)).toMatchObject({ code: 0 })
    expect(await bash(block('embedded-backup'), settings)).toMatchObject({
      code: 1,
      err: `${BACKUP} exists. Name a new folder: a backup overwrites nothing.\n`,
    })
    const restore = 'npm run -s endpoint:restore -- --from "$BACKUP" --data "$DATA"'
    expect(await bash(restore, settings)).toMatchObject({
      code: 1,
      err: `${join(DATA, 'store')} exists. Move it away first: a restore overwrites nothing.\n`,
    })
    const manifest = join(BACKUP, 'backup.json')
    const text = readFileSync(manifest, 'utf8')
    const elsewhere = { BACKUP, DATA: join(folder(), 'elsewhere') }
    const spoilt: readonly (readonly [string, RegExp])[] = [
      [text.replace('"users": 1', '"users": 2'), /users has 1 rows and had 2. Do not start the endpoint with it/],
      [text.replace(/"schema": "[^"]+"/, '"schema": "other"'), /made by another version of TouchLedger/],
      [text.replace('"embedded"', '"postgres"'), /is a backup of a PostgreSQL: restore it with DATABASE_URL/],
    ]
    for (const [changed, said] of spoilt) {
      writeFileSync(manifest, changed)
      const refused = await bash(restore, elsewhere)
      expect(refused.code).toBe(1)
      expect(refused.err).toMatch(said)
    }
    rmSync(manifest)
    expect((await bash(restore, elsewhere)).err).toBe(`${BACKUP} is no finished backup: it has no backup.json.\n`)
    writeFileSync(manifest, text)
    expect(await bash(restore, elsewhere)).toMatchObject({ code: 0 })
  })

  test('the command says what is missing', async () => {
    const said = async (args: string) => bash(`npm run -s ${args}`, {})
    expect(await said('endpoint:backup -- --to somewhere')).toMatchObject({ code: 2 })
    expect((await said('endpoint:restore -- --data somewhere')).err).toContain('--from is missing')
    const nowhere = folder()
    expect(await said(`endpoint:backup -- --data ${nowhere} --to ${nowhere}/b`)).toMatchObject({
      code: 1,
      err: `${nowhere} has no store of an endpoint.\n`,
    })
  })
})

test('a PostgreSQL is backed up while the endpoint runs and restored on another server, which has none of its roles', async () => {
  const { url, drop } = await freshDatabase()
  onTestFinished(drop)
  const other = await startPostgres()
  onTestFinished(other.stop)
  const BACKUP = join(folder(), 'backup')
  await throughARestore(await start({ databaseUrl: url }), {
    backUp: () => bash(block('postgres-backup'), { DATABASE_URL: url, BACKUP }),
    restore: async () => {
      const settings = { DATABASE_URL: url, NEW_DATABASE_URL: other.url, BACKUP }
      expect(await bash(block('postgres-restore'), settings)).toMatchObject({ code: 0 })
      // Once more: the database is not empty now.
      expect(await bash(block('postgres-restore'), settings)).toMatchObject({
        code: 1,
        err: expect.stringContaining('has tenants already. Name an empty one'),
      })
      return start({ databaseUrl: other.url })
    },
  })
})
