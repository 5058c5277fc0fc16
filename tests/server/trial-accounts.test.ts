import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Page, PersonRow } from '../../src/shared/contract/reports.ts'
import { sql } from '../../src/server/database/sql.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { TRIAL_BILLER, TRIAL_TEAM, trialTokens, type TrialPerson } from '../../src/tools/trial-accounts.ts'
import { ask, enrolledDevice } from './support/device.ts'
import { freshEndpoint } from './support/stores.ts'

let endpoint: Endpoint & { adminToken: string }
beforeAll(async () => {
  endpoint = await freshEndpoint('postgres')
  await enrolledDevice(endpoint, { user: TRIAL_BILLER, team: TRIAL_TEAM })
  await enrolledDevice(endpoint, { user: 'A. Brandt', team: TRIAL_TEAM })
  await enrolledDevice(endpoint, { user: 'T. Novak', team: 'Texas denials' })
})
afterAll(() => endpoint.close())

const everybody = ['admin', 'supervisor', 'biller'] as const

test('a trial shows one world to an admin, a supervisor and a biller, by accounts of their own', async () => {
  const tokens = await trialTokens(endpoint, everybody, {})
  const as = (person: TrialPerson, path: string) =>
    ask<Page<PersonRow>>({ url: endpoint.url, adminToken: tokens[person] ?? '' }, path)
  const seenBy = async (person: TrialPerson) =>
    (await as(person, '/v1/people')).body.rows.map(({ name }) => name).toSorted()
  expect(await seenBy('admin')).toEqual(['A. Brandt', 'D. Okafor', 'T. Novak'])
  expect(await seenBy('supervisor')).toEqual(['A. Brandt', 'D. Okafor'])
  expect(await seenBy('biller')).toEqual(['D. Okafor'])
  const statuses = async (path: string) => Promise.all(everybody.map(async (person) => (await as(person, path)).status))
  expect(await statuses('/v1/panel')).toEqual([200, 200, 200])
  expect(await statuses('/v1/accounts')).toEqual([200, 403, 403])
  expect(await statuses('/v1/findings')).toEqual([200, 200, 403])

  // The next start goes on with them, so that an open tab and a bookmark do.
  expect(await trialTokens(endpoint, everybody, tokens)).toEqual(tokens)
  await endpoint.database.query(
    sql`delete from access_tokens where account_id in (select account_id from accounts where email like 'biller@%')`,
  )
  const anew = await trialTokens(endpoint, everybody, tokens)
  expect([anew.admin, anew.supervisor]).toEqual([tokens.admin, tokens.supervisor])
  expect(anew.biller).not.toBe(tokens.biller)
  expect(await endpoint.database.query(sql`select 1 from accounts`)).toHaveLength(3)
})
