import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { evaluateAlerts } from '../../../src/server/alerts/evaluate.ts'
import { sql, type Sql } from '../../../src/server/database/sql.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import type { AlertRow } from '../../../src/shared/contract/alerts.ts'
import type { Page } from '../../../src/shared/contract/reports.ts'
import { at, forgetAll, makeDenials, makePerson, makeTouch, setCalendar, setSlas } from '../deadlines/world.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const monday = at('2026-11-16T00:00:00-05:00')
/** When the first touch of a denial received on Monday is overdue. */
const due = at('2026-11-17T08:00:00-05:00')
const firstId = (no: number) => `first.${no}.${due}`

describe.each(storesOfPlainSql)('alerts on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  let now = due
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => now })
    await setCalendar(endpoint.database, {})
    await makePerson(endpoint.database, 'u1', 'Ana', 'North')
    await setSlas(endpoint.database, [{ id: 'first' }])
  })
  afterEach(() => forgetAll(endpoint.database))
  afterAll(() => endpoint.close())

  const evaluateAt = (instant: number) => {
    now = instant
    return evaluateAlerts(endpoint.database, now)
  }
  const alerts = async (query = '') => (await ask<Page<AlertRow>>(endpoint, `/v1/alerts?${query}`)).body
  const states = async () =>
    (await alerts('state=open,acknowledged,snoozed,resolved')).rows.map(({ id, level, state }) => [id, level, state])
  const post = (path: string, json?: object) => ask<AlertRow>(endpoint, path, { method: 'POST', json })
  const change = (no: number, columns: Sql) =>
    endpoint.database.query(sql`update denials set ${columns} where denial_no = ${no}`)

  test('one is raised at risk, becomes overdue, and is resolved by a touch', async () => {
    await makeDenials(endpoint.database, [{ no: 1, received: monday, owner: 'Ana', payer: '', deniedCents: 70_00 }])
    expect(await evaluateAt(due - 4 * HOUR - 1)).toMatchObject({ notified: 0 })
    expect(await states()).toEqual([])
    expect(await evaluateAt(due - 4 * HOUR)).toMatchObject({ notified: 1 })
    expect((await alerts()).rows).toEqual([
      {
        id: firstId(1),
        slaId: 'first',
        slaName: 'first',
        kind: 'first_touch',
        clock: 'target',
        level: 'at_risk',
        state: 'open',
        denialId: '1',
        claimRef: 'CLM-1',
        payer: null,
        leftCents: 70_00,
        owner: 'Ana',
        team: 'North',
        dueAt: due,
        raisedAt: due - 4 * HOUR,
        snoozedUntil: null,
        handledBy: null,
      },
    ])
    expect(await evaluateAt(due - 1)).toMatchObject({ notified: 0 })
    expect(await evaluateAt(due)).toMatchObject({ notified: 1 })
    expect(await evaluateAt(due + DAY)).toMatchObject({ notified: 0 })
    expect(await states()).toEqual([[firstId(1), 'overdue', 'open']])
    await makeTouch(endpoint.database, 1, { at: due + DAY })
    expect(await evaluateAt(due + DAY)).toMatchObject({ notified: 0, resolved: 1, deliveries: 0 })
    expect(await states()).toEqual([[firstId(1), 'overdue', 'resolved']])
    expect((await alerts()).rows).toEqual([])
  })

  test('closing a denial resolves its alert; reopening it opens the alert without a message', async () => {
    await makeDenials(endpoint.database, [{ no: 1, received: monday }])
    await evaluateAt(due)
    await change(1, sql`state = 'written_off', resolved_at = ${due}`)
    expect(await evaluateAt(due + 1)).toMatchObject({ resolved: 1 })
    await change(1, sql`state = 'reopened', resolved_at = null`)
    expect(await evaluateAt(due + 2)).toMatchObject({ notified: 0 })
    expect(await states()).toEqual([[firstId(1), 'overdue', 'open']])
  })

  test('a payer deadline alerts without an SLA, and a changed due time is another alert', async () => {
    await makeDenials(endpoint.database, [
      { no: 1, received: monday, appealDue: monday + 30 * DAY, touches: [{ at: monday }] },
    ])
    const limit = at('2026-12-17T00:00:00-05:00')
    await evaluateAt(limit - 7 * DAY)
    expect((await alerts()).rows).toMatchObject([
      {
        id: `appeal-limit.1.${limit}`,
        kind: 'appeal',
        clock: 'deadline',
        slaName: 'Payer appeal deadline',
        level: 'at_risk',
      },
    ])
    await change(1, sql`appeal_due = ${monday + 31 * DAY}`)
    await evaluateAt(limit - 6 * DAY)
    expect(await states()).toEqual([
      [`appeal-limit.1.${limit}`, 'at_risk', 'resolved'],
      [`appeal-limit.1.${limit + DAY}`, 'at_risk', 'open'],
    ])
  })

  test('an acknowledged alert is quiet until it is overdue, a snoozed one until its time or until it is overdue', async () => {
    await makeDenials(
      endpoint.database,
      [1, 2, 3].map((no) => ({ no, received: monday })),
    )
    await evaluateAt(due - 4 * HOUR)
    expect(await post(`/v1/alerts/${firstId(1)}/acknowledge`)).toMatchObject({
      status: 200,
      body: { state: 'acknowledged', handledBy: 'admin token' },
    })
    expect(await post(`/v1/alerts/${firstId(2)}/snooze`, { until: now + HOUR })).toMatchObject({
      status: 200,
      body: { state: 'snoozed', snoozedUntil: now + HOUR },
    })
    await post(`/v1/alerts/${firstId(3)}/snooze`, { until: due + DAY })
    expect(await evaluateAt(due - 4 * HOUR + 1)).toMatchObject({ notified: 0 })
    expect((await states()).map(([, , state]) => state)).toEqual(['acknowledged', 'snoozed', 'snoozed'])
    expect(await evaluateAt(due - 3 * HOUR)).toMatchObject({ notified: 0 })
    expect((await states()).map(([, , state]) => state)).toEqual(['acknowledged', 'open', 'snoozed'])
    expect(await evaluateAt(due)).toMatchObject({ notified: 3 })
    expect((await states()).map(([, level, state]) => [level, state])).toEqual([1, 2, 3].map(() => ['overdue', 'open']))
  })

  test('invalid requests are refused with a reason', async () => {
    await makeDenials(endpoint.database, [{ no: 1, received: monday }])
    await evaluateAt(due)
    for (const [path, json, status, code] of [
      ['/v1/alerts/first.2.5/acknowledge', undefined, 404, 'unknown_alert'],
      ['/v1/alerts/nonsense/acknowledge', undefined, 404, 'unknown_alert'],
      [`/v1/alerts/${firstId(1)}/snooze`, { until: now }, 422, 'bad_snooze'],
      [`/v1/alerts/${firstId(1)}/snooze`, { until: 'later' }, 400, 'bad_body'],
    ] as const) {
      expect(await post(path, json)).toMatchObject({ status, body: { code } })
    }
    await makeTouch(endpoint.database, 1, { at: due })
    await evaluateAt(due + 1)
    expect(await post(`/v1/alerts/${firstId(1)}/acknowledge`)).toMatchObject({
      status: 409,
      body: { code: 'alert_resolved' },
    })
    expect(await ask(endpoint, '/v1/alerts?state=gone')).toMatchObject({ status: 400, body: { code: 'bad_parameter' } })
  })

  test('they are listed by due time, page by page, and filtered by level', async () => {
    await makeDenials(
      endpoint.database,
      [1, 2, 3, 4, 5].map((no) => ({ no, received: monday + (no % 2) * DAY })),
    )
    await evaluateAt(due + DAY - HOUR)
    const first = await alerts('limit=2')
    const rest = await alerts(`limit=9&cursor=${first.nextCursor}`)
    expect([...first.rows, ...rest.rows].map(({ denialId, level }) => [denialId, level])).toEqual([
      ['2', 'overdue'],
      ['4', 'overdue'],
      ['1', 'at_risk'],
      ['3', 'at_risk'],
      ['5', 'at_risk'],
    ])
    expect(rest.nextCursor).toBeNull()
    expect((await alerts('level=at_risk')).rows.map(({ denialId }) => denialId)).toEqual(['1', '3', '5'])
  })

  test('none is raised while alerts are paused', async () => {
    await makeDenials(endpoint.database, [{ no: 1, received: monday }])
    const pause = (pausedUntil: string | null) =>
      ask(endpoint, '/v1/settings/alerting', { method: 'PUT', json: { pausedUntil } })
    expect((await pause('2026-11-17')).status).toBe(422)
    expect((await pause(new Date(due + HOUR).toISOString())).status).toBe(200)
    expect(await evaluateAt(due + HOUR - 1)).toMatchObject({ skipped: 'paused', nextAt: due + HOUR })
    expect(await states()).toEqual([])
    expect(await evaluateAt(due + HOUR)).toMatchObject({ notified: 1 })
    await pause(null)
    expect(await evaluateAt(due + HOUR + 1)).toMatchObject({ notified: 0, resolved: 0 })
  })

  test('concurrent processes raise each alert once', async () => {
    await makeDenials(
      endpoint.database,
      Array.from({ length: 30 }, (_, index) => ({ no: index + 1, received: monday })),
    )
    now = due
    const rounds = await Promise.all([1, 2, 3, 4].map(() => evaluateAlerts(endpoint.database, due)))
    expect(rounds.reduce((sum, round) => sum + round.notified, 0)).toBe(30)
    expect(await states()).toHaveLength(30)
  })
})
