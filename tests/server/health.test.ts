import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { sql } from '../../src/server/database/sql.ts'
import type { DeviceRow, Page, PanelAnswer, Problem } from '../../src/shared/contract/index.ts'
import { DAY_MS } from '../../src/shared/time.ts'
import { ask, batchOf, enrolledDevice } from './support/device.ts'
import { somebody } from './support/people.ts'
import { spanRecord } from './support/records.ts'
import { freshEndpoint, storesOfPlainSql } from './support/stores.ts'
import { fineHealth } from '../shared/device-health/fine-health.ts'

const health = { ...fineHealth, agentVersion: '1.3.0', companions: ['chromium'], backlog: 3 }

const span = (seq: number) => spanRecord({ seq, startedAt: seq * 1000, endedAt: seq * 1000 + 1000 })

describe.each(storesOfPlainSql)('the health of devices on the %s store', (store) => {
  let endpoint: Awaited<ReturnType<typeof freshEndpoint>>
  /** How far the endpoint's clock is ahead of the devices'. */
  let aheadMs = 0
  beforeAll(async () => (endpoint = await freshEndpoint(store, { now: () => Date.now() + aheadMs })))
  afterEach(() => void (aheadMs = 0))
  afterAll(() => endpoint.close())
  const rowOf = async (deviceId: string) => {
    const { rows } = (await ask<Page<DeviceRow>>(endpoint, '/v1/devices')).body
    const row = rows.find((candidate) => candidate.deviceId === deviceId)
    if (!row) throw new Error('the device is not listed')
    return row
  }

  test('what a device says of itself is listed, the last word counts, and fields of a newer agent are dropped', async () => {
    const device = await enrolledDevice(endpoint, { user: 'teller' })
    expect(await rowOf(device.deviceId)).toMatchObject({ health: null, healthAt: null, lastSeenAt: null })
    expect((await device.report({ ...health, state: 'paused' })).status).toBe(204)
    expect((await device.report({ ...health, mood: 'Doe, Jane' })).status).toBe(204)
    const row = await rowOf(device.deviceId)
    expect(row).toMatchObject({ health, agentVersion: '1.3.0' })
    expect(Date.now() - (row.healthAt ?? 0)).toBeLessThan(60_000)
    expect(row.lastSeenAt).toBe(row.healthAt)
    const [stored] = await endpoint.database.query<{ health: string }>(
      sql`select health from devices where device_id = ${device.deviceId}`,
    )
    expect(stored?.health).not.toContain('Doe')
  })

  test('free text where a word of ours belongs is refused, and nobody but a device may tell', async () => {
    const device = await enrolledDevice(endpoint, { user: 'talker' })
    const answer = await device.report<Problem>({ ...health, captureAdapter: 'Jane Doe MRN 4711' })
    expect(answer.status).toBe(400)
    expect(JSON.stringify(answer.body)).not.toContain('4711')
    expect((await ask(endpoint, '/v1/health', { method: 'POST', json: health })).status).toBe(401)
    expect((await rowOf(device.deviceId)).health).toBeNull()
  })

  test('what never came is seen, what was refused is not taken for it, and sending again changes nothing', async () => {
    const device = await enrolledDevice(endpoint, { user: 'holes' })
    await device.send(batchOf([span(1), span(2)]))
    await device.send({ ...batchOf([span(3)]), records: [span(3), { ...span(4), activity: 7 }] })
    expect((await rowOf(device.deviceId)).gaps).toMatchObject({ missing: 0, refused: 1, journals: 1 })
    await device.send(batchOf([span(8)]))
    expect((await rowOf(device.deviceId)).gaps).toMatchObject({ missing: 3, refused: 1 })
    await device.send(batchOf([span(1), span(8)]))
    await device.send({ ...batchOf([span(3)]), records: [span(3), { ...span(4), activity: 7 }] })
    expect((await rowOf(device.deviceId)).gaps).toMatchObject({ missing: 3, refused: 1 })
    await device.send(batchOf([span(5), span(6), span(7)]))
    await device.send(batchOf([]))
    const { gaps } = await rowOf(device.deviceId)
    expect(gaps).toMatchObject({ missing: 0, refused: 1, journals: 1 })
    expect(Date.now() - (gaps.journalSince ?? 0)).toBeLessThan(60_000)
  })

  test('a journal that began anew is a second one, which says with which seq it begins and what it still holds', async () => {
    const device = await enrolledDevice(endpoint, { user: 'anew' })
    await device.send(batchOf([span(1)], 'a'.repeat(16)))
    await device.send({ ...batchOf([span(41), span(42)], 'b'.repeat(16)), beginsAt: 41 })
    const { gaps } = await rowOf(device.deviceId)
    expect(gaps).toMatchObject({ missing: 0, lost: 0, journals: 2 })
  })

  test('what neither side has any more is lost, and comes off when it comes after all', async () => {
    const device = await enrolledDevice(endpoint, { user: 'lost' })
    const gapsOf = async () => (await rowOf(device.deviceId)).gaps
    await device.send(batchOf([span(1), span(2)]))
    await device.send(batchOf([span(5)]))
    expect(await gapsOf()).toMatchObject({ missing: 2, lost: 0 })
    const { body } = await device.send({ ...batchOf([span(8)]), oldestHeld: 7 })
    // 3, 4 and 6 are lost, 7 may still come.
    expect(await gapsOf()).toMatchObject({ missing: 1, lost: 3 })
    expect(body).toMatchObject({ storedThrough: 6 })
    await device.send({ ...batchOf([span(7)]), oldestHeld: 7 })
    expect(await gapsOf()).toMatchObject({ missing: 0, lost: 3 })
    await device.send({ ...batchOf([span(4), span(5)]), oldestHeld: 4 })
    expect(await gapsOf()).toMatchObject({ missing: 0, lost: 2 })
  })

  test('a device is told when somebody has a panel open that shows its person, as long as it is open', async () => {
    const [shown, other] = await Promise.all([
      enrolledDevice(endpoint, { user: 'shown', team: 'seen' }),
      enrolledDevice(endpoint, { user: 'other', team: 'unseen' }),
    ])
    const told = async () =>
      Promise.all([shown, other].map(async (device) => (await device.send(batchOf([]))).body.watched ?? false))
    await ask(endpoint, '/v1/devices')
    await ask(endpoint, `/v1/panel?to=${Date.now() - DAY_MS}`)
    expect(await told()).toEqual([false, false])
    await ask(endpoint, '/v1/panel?team=seen')
    expect(await told()).toEqual([true, false])
    await ask(endpoint, '/v1/panel?user=other')
    expect(await told()).toEqual([true, true])
    aheadMs = 60_000
    expect(await told()).toEqual([false, false])
    // A supervisor's panel shows the supervisor's teams.
    await ask(await somebody(endpoint, { roles: ['supervisor'], teams: ['unseen'] }), '/v1/panel')
    expect(await told()).toEqual([false, true])
    aheadMs = 120_000
    await ask(endpoint, '/v1/panel')
    expect(await told()).toEqual([true, true])
  })

  test('the panel says who cannot be observed: every computer of theirs is blind', async () => {
    const blind = await enrolledDevice(endpoint, { user: 'blind' })
    const half = await enrolledDevice(endpoint, { user: 'half' })
    const other = await enrolledDevice(endpoint, { user: 'half' })
    await blind.report({ ...health, observable: false, state: 'needs_attention' })
    await half.report({ ...health, observable: false, state: 'needs_attention' })
    await other.report(health)
    const { people } = (await ask<PanelAnswer>(endpoint, '/v1/panel')).body
    const observable = Object.fromEntries(people.map((person) => [person.name, person.observable]))
    expect(observable).toMatchObject({ blind: false, half: true, holes: true })
    await blind.report(health)
    const later = (await ask<PanelAnswer>(endpoint, '/v1/panel')).body.people
    expect(later.find(({ name }) => name === 'blind')?.observable).toBe(true)
  })
})
