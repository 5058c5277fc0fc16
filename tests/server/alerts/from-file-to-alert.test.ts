import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { evaluateAlerts } from '../../../src/server/alerts/evaluate.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import type { AlertRow } from '../../../src/shared/contract/alerts.ts'
import type { DenialRow } from '../../../src/shared/contract/denials.ts'
import type { Page } from '../../../src/shared/contract/reports.ts'
import type { WorklistRow } from '../../../src/shared/contract/worklist.ts'
import { batchOf, ask, enrolledDevice } from '../support/device.ts'
import { touchRecord } from '../support/records.ts'
import { storeDeviceTokens } from '../support/stored-token.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { denied, everyDenial, reversal, send } from '../denials/support.ts'
import { at, setCalendar } from '../deadlines/world.ts'
import { make835 } from '../x835/make835.ts'

// The whole path: an import, a touch from an agent, a state change by a person, a reversal.
describe.each(storesOfPlainSql)('from a file to an alert and back, on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  let now = at('2026-11-16T12:00:00-05:00')
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => now })
    await storeDeviceTokens(endpoint.database)
    await setCalendar(endpoint.database, {})
  })
  afterAll(() => endpoint.close())

  const open = async () =>
    (await ask<Page<AlertRow>>(endpoint, '/v1/alerts')).body.rows
      .map(({ claimRef, slaId, level }) => `${claimRef} ${slaId} ${level}`)
      .sort()
  const evaluateAt = async (text: string) => {
    now = at(text)
    return evaluateAlerts(endpoint.database, now)
  }

  test('alerts follow the denials', async () => {
    const claims = ['WORKED', 'CLOSED', 'APPEALED', 'REVERSED', 'IDLE'].map((ref) => denied(ref))
    const file = make835([{ date: '20261116', payer: 'Medicaid of Nowhere', claims }])
    expect(await send(endpoint, 'monday.835', file)).toMatchObject({ status: 200, body: { added: 5 } })
    const rows = new Map((await everyDenial(endpoint)).map((row) => [row.claimRef, row]))
    const rowOf = (ref: string): DenialRow => {
      const row = rows.get(ref)
      if (!row) throw new Error('it was imported')
      return row
    }
    const patch = (ref: string, json: object) =>
      ask(endpoint, `/v1/denials/${rowOf(ref).id}`, { method: 'PATCH', json })

    await evaluateAt('2026-11-17T08:00:00-05:00')
    expect(await open()).toEqual(claims.map(({ claimRef }) => `${claimRef} first-touch overdue`).sort())

    const device = await enrolledDevice(endpoint, { user: 'Ana', team: 'North' })
    const startedAt = at('2026-11-17T08:30:00-05:00')
    const touch = touchRecord({
      claimToken: rowOf('WORKED').claimToken ?? '',
      startedAt,
      endedAt: startedAt + 60_000,
      activeMs: 60_000,
    })
    now = startedAt + 120_000
    expect(await device.send(batchOf([touch]), { clock: now })).toMatchObject({ status: 200 })
    expect((await patch('CLOSED', { state: 'written_off' })).status).toBe(200)
    expect((await patch('APPEALED', { state: 'appealed' })).status).toBe(200)
    await send(
      endpoint,
      'back.835',
      make835([{ date: '20261117', payer: 'Medicaid of Nowhere', claims: [reversal('REVERSED')] }]),
    )
    await evaluateAt('2026-11-17T09:00:00-05:00')
    expect(await open()).toEqual(['APPEALED first-touch overdue', 'IDLE first-touch overdue'])

    await evaluateAt('2026-12-10T00:00:00-05:00')
    expect(await open()).toEqual([
      'APPEALED first-touch overdue',
      'APPEALED follow-up overdue',
      'IDLE appeal overdue',
      'IDLE first-touch overdue',
      'IDLE follow-up overdue',
      'WORKED appeal overdue',
      'WORKED follow-up overdue',
    ])
    const { body } = await ask<Page<WorklistRow>>(endpoint, '/v1/worklist')
    expect(body.rows.map(({ claimRef, due }) => [claimRef, due?.kind, due?.status])).toEqual([
      ['WORKED', 'appeal', 'overdue'],
      ['IDLE', 'appeal', 'overdue'],
      ['APPEALED', 'first_touch', 'overdue'],
    ])

    expect((await patch('CLOSED', { state: 'reopened' })).status).toBe(200)
    await evaluateAt('2026-12-10T01:00:00-05:00')
    expect((await open()).filter((line) => line.startsWith('CLOSED'))).toEqual([
      'CLOSED appeal overdue',
      'CLOSED first-touch overdue',
      'CLOSED follow-up overdue',
    ])
  })
})
