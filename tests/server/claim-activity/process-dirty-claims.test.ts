import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { HiddenWorkRow, Page, PanelAnswer } from '../../../src/shared/contract/reports.ts'
import type { MetricAnswer } from '../../../src/shared/contract/metrics.ts'
import { processDirtyClaims } from '../../../src/server/claim-activity/process-dirty-claims.ts'
import { sql } from '../../../src/server/database/sql.ts'
import { markDirty } from '../../../src/server/jobs/dirty-claims.ts'
import { rollUpAll } from '../../../src/server/rollups/roll-up.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { createForecastSource } from '../../../src/server/forecast/recovery-forecast.ts'
import { denied, send } from '../denials/support.ts'
import { ask, batchOf, enrolledDevice } from '../support/device.ts'
import { spanRecord, tagOf, touchRecord } from '../support/records.ts'
import { storeDeviceTokens } from '../support/stored-token.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { make835 } from '../x835/make835.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** A quarter hour of today, some hours ago. */
const T = Math.floor((Date.now() - 12 * HOUR) / (15 * MINUTE)) * 15 * MINUTE

describe.each(storesOfPlainSql)('hidden work that only the endpoint sees, on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  let token: string
  const process = () => processDirtyClaims(endpoint.database, createForecastSource(endpoint.database, Date.now))
  const metric = async (id: string, query = '') =>
    (await ask<MetricAnswer>(endpoint, `/v1/metrics/${id}?from=${T - HOUR}&to=${T + 12 * HOUR}${query}`)).body.rows
  const kinds = async () =>
    Object.fromEntries((await metric('hidden_minutes', '&by=kind')).map(({ key, value }) => [key ?? '', value]))

  beforeAll(async () => {
    endpoint = await freshEndpoint(store)
    await storeDeviceTokens(endpoint.database)
    // $100 denied, of which half can be expected back while there is no history.
    await send(endpoint, 'a.835', make835([{ claims: [denied('CLM-1')] }]))
    const [row] = await endpoint.database.query<{ token: string }>(
      sql`select encode(claim_token, 'hex') as token from denials`,
    )
    token = row?.token ?? ''
    // Ana checks the claim for ten minutes; Ben does the same an hour later, and drafts a letter for ten more.
    const ana = await enrolledDevice(endpoint, { user: 'Ana', team: 'North' })
    const ben = await enrolledDevice(endpoint, { user: 'Ben', team: 'North' })
    const check = { startedAt: T, endedAt: T + 10 * MINUTE, claimToken: token }
    await ana.send(
      batchOf([spanRecord({ seq: 1, ...check }), touchRecord({ seq: 2, ...check, activeMs: 10 * MINUTE })]),
    )
    const again = spanRecord({ seq: 1, startedAt: T + HOUR, endedAt: T + HOUR + 10 * MINUTE, claimToken: token })
    const letter = spanRecord({
      seq: 2,
      startedAt: T + HOUR + 15 * MINUTE,
      endedAt: T + HOUR + 25 * MINUTE,
      activity: 'appeal_drafting',
      systemKind: 'office',
      claimToken: token,
    })
    await ben.send(
      batchOf([
        again,
        letter,
        // His own device has seen that he came from another portal.
        tagOf(again, { seq: 3, hiddenKind: 'portal_switching' }),
        touchRecord({
          seq: 4,
          startedAt: again.startedAt,
          endedAt: letter.endedAt,
          claimToken: token,
          activeMs: 20 * MINUTE,
          spanCount: 2,
        }),
      ]),
    )
  })
  afterAll(() => endpoint.close())

  test('two people after one denial are told by the endpoint, and a minute of three kinds is one minute', async () => {
    expect(await kinds()).toEqual({ portal_switching: 10 })
    await process()
    expect(await kinds()).toEqual({ duplicate_follow_up: 10, portal_switching: 10, repeat_status_check: 10 })
    expect((await metric('hidden_minutes'))[0]?.value).toBe(10)
    const { body } = await ask<Page<HiddenWorkRow>>(endpoint, `/v1/hidden-work?kind=duplicate_follow_up`)
    expect(body.rows.map(({ userName, ms }) => [userName, ms])).toEqual([['Ben', 10 * MINUTE]])
  })

  test('processed again, and rolled up, nothing is counted twice', async () => {
    const panelOf = async () =>
      (await ask<PanelAnswer>(endpoint, `/v1/panel?from=${T - HOUR}&to=${T + 12 * HOUR}`)).body
    const before = await kinds()
    const records = (await panelOf()).hiddenByKind
    expect(records.map(({ records: found }) => found)).toEqual([1, 1, 0, 1, 0])
    await markDirty(endpoint.database, [token])
    await process()
    await rollUpAll(endpoint.database, 'UTC')
    expect(await kinds()).toEqual(before)
    const panel = await panelOf()
    expect(panel.hiddenByKind).toEqual(records)
    expect(panel.totals.hiddenMs).toBe(10 * MINUTE)
    expect(panel.hiddenByKind.find(({ kind }) => kind === 'duplicate_follow_up')?.ms).toBe(10 * MINUTE)
  })

  test('effort beyond what a denial can bring back is told once the cost of an hour is known', async () => {
    // $50 expected at $300 an hour are ten minutes: all that Ben did begins beyond them.
    await ask(endpoint, '/v1/settings/economics', { method: 'PUT', json: { laborCentsPerHour: 300_00 } })
    await process()
    expect((await kinds())['low_value_effort']).toBe(20)
    expect((await metric('hidden_minutes'))[0]?.value).toBe(20)
    expect((await metric('hidden_cost'))[0]?.value).toBe(100_00)
  })

  test.runIf(store === 'postgres')(
    'a claim that a transaction has locked stays dirty, and nobody waits for it',
    async () => {
      const { database } = endpoint
      const dirty = async () =>
        (
          await database.query<{ token: string }>(
            sql`select encode(unnest(claim_tokens), 'hex') as token from dirty_claims`,
          )
        ).map((row) => row.token)
      await markDirty(database, [token])
      await database.transaction(async (importing) => {
        await importing.query(sql`select denial_no from denials for update`)
        // It comes to an end although the claim stays dirty.
        await process()
        expect(await dirty()).toEqual([token])
      })
      await process()
      expect(await dirty()).toEqual([])
    },
  )
})
