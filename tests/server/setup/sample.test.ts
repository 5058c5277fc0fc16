import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditEntry } from '../../../src/shared/contract/audit.ts'
import type { ClaimToken } from '../../../src/shared/contract/index.ts'
import type { AccountRow } from '../../../src/shared/contract/accounts.ts'
import type { Page, PersonRow, Problem } from '../../../src/shared/contract/reports.ts'
import type { SampleFacts, SetupFacts } from '../../../src/shared/contract/setup.ts'
import type { SettingsAnswer } from '../../../src/shared/contract/settings.ts'
import { processDirtyClaims } from '../../../src/server/claim-activity/process-dirty-claims.ts'
import { readForecast } from '../../../src/server/forecast/recovery-forecast.ts'
import { everything } from '../../../src/server/identity/scope.ts'
import { name, sql } from '../../../src/server/database/sql.ts'
import { rollUpAll } from '../../../src/server/rollups/roll-up.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { makeSample } from '../../../src/tools/sample/index.ts'
import { sampleTeam } from '../../../src/tools/sample/team.ts'
import { trialTokens } from '../../../src/tools/trial-accounts.ts'
import { denied, send } from '../denials/support.ts'
import { ask, batchOf, enrolledDevice } from '../support/device.ts'
import { spanRecord, touchRecord } from '../support/records.ts'
import { freshEndpoint } from '../support/stores.ts'
import { make835 } from '../x835/make835.ts'

// An admin's own people, files and settings are there before, and more come after the sample. What was there before has to be the same again.

const QUARTER_MS = 900_000

let endpoint: Endpoint & { readonly adminToken: string }
let before: Readonly<Record<string, unknown>>
beforeAll(async () => {
  endpoint = await freshEndpoint('postgres', { jobIntervals: { roll_up: null } })
  await ownWork('Real Person', 'North', 'OWN10001')
  await ownSettings('slas', { startsOn: '2026-01-01' })
  await settle()
  before = await everyTable()
  await makeSample({
    ...{ endpointUrl: endpoint.url, adminToken: endpoint.adminToken },
    ...{ workingDays: 2, weeks: 3, team: sampleTeam.slice(0, 3) },
  })
  await trialTokens({ url: endpoint.url, adminToken: endpoint.adminToken }, ['supervisor', 'biller'], {})
  await settle()
})
afterAll(() => endpoint.close())

const get = async <Body>(path: string) => (await ask<Body>(endpoint, path)).body
const remove = <Body = SampleFacts>() => ask<Body>(endpoint, '/v1/sample', { method: 'DELETE' })
const document = async (which: string) => (await get<SettingsAnswer>(`/v1/settings/${which}`)).body as object
async function ownSettings(which: string, change: object): Promise<void> {
  const json = { ...(await document(which)), ...change }
  const { status } = await ask(endpoint, `/v1/settings/${which}`, { method: 'PUT', json })
  expect(status).toBe(200)
}

/** A person with a computer and work on a denial of a file. */
async function ownWork(user: string, team: string, claim: string): Promise<void> {
  const device = await enrolledDevice(endpoint, { user, team })
  const claimToken = createHmac('sha256', Buffer.from(device.tokenKey, 'base64'))
    .update(claim)
    .digest('hex') as ClaimToken
  const startedAt = Math.floor(Date.now() / QUARTER_MS - 1) * QUARTER_MS
  const times = { startedAt, endedAt: startedAt + 300_000, claimToken }
  const records = [spanRecord({ ...times, seq: 1 }), touchRecord({ ...times, seq: 2, touchId: `of ${user}` })]
  expect((await device.send(batchOf(records))).body).toMatchObject({ rejected: [] })
  await send(endpoint, `${claim}.835`, make835([{ date: '20260401', claims: [denied(claim)] }]))
}

async function settle(): Promise<void> {
  const { database } = endpoint
  await rollUpAll(database, 'UTC')
  await processDirtyClaims(database, () => readForecast(everything(database), Date.now()))
  await rollUpAll(database, 'UTC')
}

/**
 * Every row of every table, each as JSON, but of those that keep a history or hold what waits, of the days that were rolled up, and of the numbers of
 * claims, which are given once.
 */
async function everyTable(): Promise<Readonly<Record<string, readonly string[]>>> {
  const { database } = endpoint
  const tables = await database.query<{ table: string }>(
    sql`select table_name as "table" from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'
      order by 1`,
  )
  const other = /^(audit_|settings$|imports$|dirty_claims$|pending_|rolled_up_days$|claim_numbers$)/
  const rows: Record<string, readonly string[]> = {}
  for (const { table } of tables) {
    if (other.test(table)) continue
    const read = await database.query<{ row: string }>(
      sql`select row_to_json(t)::text as row from ${name(table)} t order by 1`,
    )
    if (read.length > 0) rows[table] = read.map(({ row }) => row)
  }
  return rows
}

test('the setup says what of the sample there is', async () => {
  const { sample } = await get<SetupFacts>('/v1/setup')
  expect(sample).toMatchObject({ people: 3, accounts: 2, kept: [] })
  expect(sample?.settings.toSorted()).toEqual(['calendar', 'contracts', 'economics', 'routing', 'slas'])
  expect([sample?.imports ?? 0, sample?.denials ?? 0, sample?.claimCounts ?? 0].every((count) => count > 0)).toBe(true)
})

test('once it is removed, everything is as it was before the sample came', async () => {
  const { sample } = await get<SetupFacts>('/v1/setup')
  expect(await remove()).toMatchObject({ status: 200, body: sample })
  await settle()
  expect(await everyTable()).toEqual(before)
  expect((await get<SetupFacts>('/v1/setup')).sample).toBeNull()
  expect((await get<SetupFacts>('/v1/setup')).calendarSaved).toBe(false)
  expect(await document('slas')).toMatchObject({ startsOn: '2026-01-01' })
  expect(await document('economics')).toMatchObject({ laborCentsPerHour: null, overheadFactor: null })
  const imports = await get<Page<{ name: string }>>('/v1/imports')
  expect(imports.rows.map(({ name: file }) => file)).toEqual(['OWN10001.835'])
  expect(await remove<Problem>()).toMatchObject({ status: 404, body: { code: 'no_sample' } })
  const { rows } = await get<Page<AuditEntry>>('/v1/audit?limit=50')
  expect(rows.find(({ action }) => action === 'sample_removed')?.before).toEqual(sample)
})

test('what an admin adds beside the sample stays: people, files, changed settings, accounts', async () => {
  await makeSample({
    ...{ endpointUrl: endpoint.url, adminToken: endpoint.adminToken },
    ...{ workingDays: 1, weeks: 1, team: sampleTeam.slice(0, 2) },
  })
  await ownWork('Another Person', 'South', 'OWN10002')
  const economics = (await document('economics')) as { readonly laborCentsPerHour: number }
  expect(economics.laborCentsPerHour).toBe(3_200)
  await ownSettings('economics', { overheadFactor: 1.5 })
  const contracts = (await document('contracts')) as { readonly rules: readonly object[] }
  await ownSettings('contracts', {
    rules: [{ id: 'own', payer: 'Own', appealDays: 40, receiptDays: 0 }, ...contracts.rules],
  })
  const people = await get<Page<PersonRow>>('/v1/people')
  const [brandt] = people.rows.filter(({ sample }) => sample)
  const json = { email: 'viewer@clinic.example', name: 'Viewer', roles: ['biller'], user: brandt?.id }
  expect((await ask(endpoint, '/v1/accounts', { method: 'POST', json })).status).toBe(201)
  await settle()

  expect((await remove()).status).toBe(200)
  await settle()
  expect((await get<Page<PersonRow>>('/v1/people')).rows.map((person) => person.name)).toEqual([
    ...['Another Person', 'Real Person'],
  ])
  expect(await document('economics')).toMatchObject({ laborCentsPerHour: null, overheadFactor: 1.5 })
  const ids = ((await document('contracts')) as { readonly rules: readonly { id: string }[] }).rules.map(({ id }) => id)
  expect(ids).toEqual(['own', 'medicare-ffs', 'aetna', 'cigna', 'blue-cross'])
  const { rows } = await get<Page<AccountRow>>('/v1/accounts')
  expect(rows.map(({ email, user }) => [email, user])).toEqual([['viewer@clinic.example', null]])
  const denials = await endpoint.database.query(sql`select claim_ref as claim, touches from denials order by 1`)
  expect(denials).toEqual([
    { claim: 'OWN10001', touches: 1 },
    { claim: 'OWN10002', touches: 1 },
  ])
})
