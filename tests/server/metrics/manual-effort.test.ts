import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MetricAnswer } from '../../../src/shared/contract/metrics.ts'
import type { PanelAnswer } from '../../../src/shared/contract/reports.ts'
import type { ManualTimeUse, SettingsAnswer } from '../../../src/shared/contract/settings.ts'
import { metricCatalog } from '../../../src/shared/metrics/index.ts'
import { processDirtyClaims } from '../../../src/server/claim-activity/process-dirty-claims.ts'
import { createForecastSource } from '../../../src/server/forecast/recovery-forecast.ts'
import { rollUpAll } from '../../../src/server/rollups/roll-up.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { ask, batchOf, enrolledDevice, token } from '../support/device.ts'
import { manualTimeRecord, spanRecord } from '../support/records.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { makeWorld, november, now, week } from './world.ts'

const MINUTE = 60_000

/**
 * The small world: 120 minutes of denial work, 110 of them on four denials. Ana entered a call of 15 minutes on E and the end of a meeting, Ben 20
 * minutes of paper, twice. The call and the paper are 35 minutes of effort.
 */
describe.each(storesOfPlainSql)('manual time as effort, on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  const answer = async (id: string, query = '') =>
    (await ask<MetricAnswer>(endpoint, `/v1/metrics/${id}?from=${week.from}&to=${week.to}${query}`)).body
  const row = async (id: string) => (await answer(id)).rows[0]
  const numerators = async (id: string, query: string) =>
    Object.fromEntries((await answer(id, query)).rows.map(({ key, numerator }) => [key ?? '–', numerator]))
  const panel = async () => (await ask<PanelAnswer>(endpoint, `/v1/panel?from=${week.from}&to=${week.to}`)).body
  const countAs = async (manualTime: ManualTimeUse) => {
    const { body } = await ask<SettingsAnswer<'economics'>>(endpoint, '/v1/settings/economics')
    const json = { ...body.body, manualTime }
    expect((await ask(endpoint, '/v1/settings/economics', { method: 'PUT', json })).status).toBe(200)
  }
  const numbersOfAll = async () => {
    const values = new Map<string, string>()
    for (const { id } of metricCatalog) values.set(id, JSON.stringify(await row(id)))
    return values
  }

  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => now })
    await makeWorld(endpoint)
  })
  afterAll(() => endpoint.close())

  test('is a setting: until it is chosen, nothing counts it', async () => {
    expect((await row('all_minutes_per_denial'))?.numerator).toBe(120)
    expect((await panel()).totals).toMatchObject({ denialWorkMs: 120 * MINUTE, manualWorkMs: 0 })
  })

  test('is part of the metrics that say so, and of no other', async () => {
    const apart = await numbersOfAll()
    await countAs('effort')
    const effort = await numbersOfAll()
    const changed = [...effort].filter(([id, value]) => value !== apart.get(id)).map(([id]) => id)
    const declared = metricCatalog.filter(({ mayCountManualTime }) => mayCountManualTime).map(({ id }) => id)
    expect(changed.sort()).toEqual([...declared].sort())
  })

  const check = async () => {
    expect(await row('attributed_share')).toMatchObject({ numerator: 125, denominator: 155 })
    expect(await row('time_per_denial')).toMatchObject({ numerator: 125, denominator: 4 })
    expect((await row('all_minutes_per_denial'))?.numerator).toBe(155)
    expect((await row('hidden_work_tax'))?.denominator).toBe(155)
    expect((await row('recovery_per_hour'))?.denominator).toBeCloseTo(155 / 60, 9)
    expect((await row('denials_worked_per_fte'))?.denominator).toBeCloseTo(155 / 480, 9)
    expect((await row('loaded_cost_per_denial'))?.numerator).toBeCloseTo((155 / 60) * 30_00 * 2, 6)
    expect(await row('active_minutes')).toMatchObject({ value: 120 })
    expect(await row('manual_minutes')).toMatchObject({ value: 45 })
    expect(await numerators('attributed_share', '&by=activity')).toMatchObject({ payer_call: 15 })
    expect(await numerators('all_minutes_per_denial', '&by=user')).toEqual({ Ana: 65, Ben: 90 })
    expect(await numerators('attributed_share', '&by=day')).toMatchObject({ '2026-11-16': 55 })
    expect((await panel()).totals).toMatchObject({ denialWorkMs: 120 * MINUTE, manualWorkMs: 35 * MINUTE })
    expect((await answer('time_per_denial')).unattributedShare).toBeCloseTo(30 / 155, 9)
    // What is stated is left out of the claims by the filter, and stays work.
    expect((await answer('attributed_share', '&attribution=seen')).rows[0]).toMatchObject({
      ...{ numerator: 110, denominator: 155 },
    })
  }

  test('counts once what was entered twice, with the claim it names', check)

  test('rolled up, with categories cached, every number is what it was', async () => {
    await rollUpAll(endpoint.database, 'America/New_York')
    const forecast = createForecastSource(endpoint.database, () => now)
    await processDirtyClaims(endpoint.database, forecast)
    await check()
  })

  test('captured time counts first, whichever device captured it and whenever it arrives', async () => {
    const laptop = await enrolledDevice(endpoint, { user: 'Ben', team: 'South' })
    const captured = { startedAt: november(17, '15:05'), endedAt: november(17, '15:10'), payer: null }
    await laptop.send(batchOf([spanRecord({ seq: 1, ...captured, rating: 'non_work', activity: 'break' })]), {
      clock: now,
    })
    expect((await row('all_minutes_per_denial'))?.numerator).toBe(150)
    expect(await row('manual_minutes')).toMatchObject({ value: 45 })
  })

  test('an entry that is changed or withdrawn changes what counts, also of an entry that it covered', async () => {
    const phone = await enrolledDevice(endpoint, { user: 'Ana', team: 'North' })
    const call = (manualTimeId: string, revision: number, fields: object) => (seq: number) =>
      manualTimeRecord({ seq, manualTimeId, revision, manualTimeKind: 'payer_call', ...fields })
    const hour = (from: string, to: string) => ({ startedAt: november(18, from), endedAt: november(18, to) })
    const send = (seq: number, record: ReturnType<typeof call>) => phone.send(batchOf([record(seq)]), { clock: now })
    const total = async () => (await row('all_minutes_per_denial'))?.numerator
    await send(1, call('first', 1, hour('10:00', '10:40')))
    expect(await total()).toBe(190)
    await send(2, call('second', 1, { ...hour('10:30', '11:00'), claimToken: token('b') }))
    expect(await total()).toBe(210)
    expect(await numerators('time_per_denial', '&by=user')).toMatchObject({ Ana: 75 })
    await send(3, call('first', 2, { ...hour('10:00', '10:40'), withdrawn: true }))
    expect(await total()).toBe(180)
    expect(await numerators('time_per_denial', '&by=user')).toMatchObject({ Ana: 85 })
    await send(4, call('second', 2, { startedAt: november(19, '10:30'), endedAt: november(19, '10:40') }))
    expect(await total()).toBe(160)
  })
})
