import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { requestSigner } from '../../src/main/sync/signing.ts'
import { backUpEmbedded } from '../../src/server/backup/embedded-backup.ts'
import { restorePostgres } from '../../src/server/backup/postgres-backup.ts'
import type { Database } from '../../src/server/database/database.ts'
import { readEmbeddedTenant, readPostgresTenants } from '../../src/server/database/open-tenants.ts'
import { tables } from '../../src/server/database/schema/index.ts'
import { name, sql } from '../../src/server/database/sql.ts'
import { everyEntry } from '../../src/server/audit/stored.ts'
import { verifyLog } from '../../src/server/audit/verify.ts'
import { readTenant } from '../../src/server/identity/tenant.ts'
import { startEndpoint } from '../../src/server/start-endpoint.ts'
import type { Me } from '../../src/shared/contract/accounts.ts'
import { makeSample } from '../../src/tools/sample/index.ts'
import { sampleTeam } from '../../src/tools/sample/team.ts'
import { embeddedFolder } from '../setup/embedded-folder.ts'
import { freshDatabase } from '../setup/postgres.ts'
import { ask, batchOf, enrolledDevice } from './support/device.ts'
import { somebody } from './support/people.ts'
import { spanRecord, timesBefore } from './support/records.ts'

const adminToken = 'an-admin-token-for-tests'

/** Every row of a table as text, in one order on both stores. */
async function rowsOf(database: Database, table: string): Promise<string[]> {
  const rows = await database.query<{ row: string }>(sql`select row_to_json(t)::text as row from ${name(table)} t`)
  return rows.map(({ row }) => row).sort()
}

test('a trial on the embedded store goes on with a PostgreSQL: every row, everybody who signs in, every device', async () => {
  const data = await embeddedFolder()
  onTestFinished(data.remove)
  const trial = await startEndpoint({ dataFolder: data.folder, port: 0, adminToken, logLevel: 'silent' })
  const asTrial = { url: trial.url, adminToken, database: trial.database }
  await makeSample({ endpointUrl: trial.url, adminToken, workingDays: 2, weeks: 2, team: sampleTeam.slice(0, 2) })
  const device = await enrolledDevice(asTrial, { user: 'R. Silva' })
  const span = (seq: number) => spanRecord({ seq, ...timesBefore(Date.now(), 60_000) })
  expect((await device.send(batchOf([span(1)]))).body.ackedThrough).toBe(1)
  const supervisor = await somebody(asTrial, { roles: ['supervisor'], teams: [sampleTeam[0]?.team ?? ''] })
  // Jobs that still run would change what is compared.
  await trial.close()

  const backup = join(mkdtempSync(join(tmpdir(), 'touchledger-trial-')), 'backup')
  onTestFinished(() => rmSync(join(backup, '..'), { recursive: true, force: true }))
  await backUpEmbedded(data.folder, backup)
  const postgres = await freshDatabase()
  onTestFinished(postgres.drop)
  await restorePostgres(backup, postgres.url)

  // Neither runs: both are read as they are.
  const [before, after] = [
    await readEmbeddedTenant(join(data.folder, 'store')),
    await readPostgresTenants(postgres.url),
  ]
  const [from, into] = [before.databases[0], after.databases[0]]
  if (!from || !into) throw new Error('both have one tenant')
  let filled = 0
  for (const table of tables) {
    const rows = await rowsOf(from, table.name)
    filled += rows.length > 0 ? 1 : 0
    expect(await rowsOf(into, table.name), table.name).toEqual(rows)
  }
  expect(filled).toBeGreaterThan(15)
  const { tenantId, rulesKey } = await readTenant(into)
  expect((await verifyLog(everyEntry(into), [], { tenantId, key: rulesKey })).seq).toBeGreaterThan(0)
  await before.close()
  await after.close()

  await expect(restorePostgres(backup, postgres.url)).rejects.toThrow('has tenants already')

  const production = await startEndpoint({ databaseUrl: postgres.url, port: 0, logLevel: 'silent' })
  onTestFinished(production.close)
  const { url } = production
  expect((await ask<Me>({ url, adminToken: supervisor.adminToken }, '/v1/me')).body).toMatchObject({
    ...{ name: supervisor.account.name, roles: ['supervisor'] },
  })
  // The device keeps its key, and goes on where it was; a new row does not take a number that is taken.
  const body = Buffer.from(JSON.stringify(batchOf([span(2)])))
  const signed = await requestSigner(device)({ method: 'POST', url: `${url}/v1/batches`, body }, Date.now())
  const headers = { 'content-type': 'application/json', ...signed }
  const sent = await fetch(`${url}/v1/batches`, { method: 'POST', headers, body })
  expect([sent.status, await sent.json()]).toEqual([200, expect.objectContaining({ ackedThrough: 2 })])
  const other = await enrolledDevice({ url, adminToken }, { user: 'N. Nguyen' })
  expect((await other.send(batchOf([span(1)]))).body.ackedThrough).toBe(1)
}, 300_000)
