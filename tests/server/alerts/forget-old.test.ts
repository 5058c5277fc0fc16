import { byEndpoint } from '../../../src/server/audit/append.ts'
import { alertChannels } from '../../../src/server/alerts/deliver.ts'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { acknowledgeAlert, snoozeAlert } from '../../../src/server/alerts/alert-rows.ts'
import { evaluateAlerts } from '../../../src/server/alerts/evaluate.ts'
import { KEEP_DELIVERIES_MS, KEEP_RESOLVED_MS, forgetOldAlerts } from '../../../src/server/alerts/forget-old.ts'
import { markDelivered, markFailed, takeDeliveries } from '../../../src/server/delivery/outbox.ts'
import { sql } from '../../../src/server/database/sql.ts'
import { everything } from '../../../src/server/identity/scope.ts'
import { writeSettings } from '../../../src/server/settings/settings-store.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import { at, author, forgetAll, makeDenials, makeTouch, setCalendar, setSlas } from '../deadlines/world.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const monday = at('2026-11-16T00:00:00-05:00')
/** When the first touch of a denial received on Monday is overdue. */
const due = at('2026-11-17T08:00:00-05:00')

describe.each(storesOfPlainSql)('old alerts on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => {
    endpoint = await freshEndpoint(store)
    await setCalendar(endpoint.database, {})
    await setSlas(endpoint.database, [{ id: 'first' }])
    const webhooks = [{ id: 'pager', url: 'http://127.0.0.1:1/', secret: 'a-secret-of-sixteen' }]
    await writeSettings(endpoint.database, 'alerting', { webhooks }, author)
  })
  afterEach(() => forgetAll(endpoint.database))
  afterAll(() => endpoint.close())

  const make = (count: number) =>
    makeDenials(
      endpoint.database,
      Array.from({ length: count }, (_, index) => ({ no: index + 1, received: monday })),
    )
  const evaluate = (now: number) => evaluateAlerts(endpoint.database, now)
  const forget = (now: number, atOnce?: number) => forgetOldAlerts(endpoint.database, now, atOnce)
  const states = () =>
    endpoint.database.query<{ no: number; state: string }>(
      sql`select denial_no as no, state from alerts order by denial_no`,
    )
  const close = (no: number) =>
    endpoint.database.query(sql`update denials set state = 'written_off', resolved_at = ${due} where denial_no = ${no}`)

  test('only alerts resolved long ago are deleted, up to a limit', async () => {
    await make(6)
    await evaluate(due)
    const id = (no: number) => `first.${no}.${due}`
    await acknowledgeAlert(everything(endpoint.database), id(1), { by: 'Ana', now: due, record: byEndpoint(due) })
    await snoozeAlert(everything(endpoint.database), id(2), {
      until: due + 2 * KEEP_RESOLVED_MS,
      by: 'Ana',
      now: due,
      record: byEndpoint(due),
    })
    for (const no of [4, 5]) await makeTouch(endpoint.database, no, { at: due + HOUR })
    await close(6)
    await evaluate(due + DAY)
    expect((await states()).map(({ state }) => state)).toEqual([
      'acknowledged',
      'snoozed',
      'open',
      'resolved',
      'resolved',
      'resolved',
    ])
    expect(await forget(due + DAY + KEEP_RESOLVED_MS)).toMatchObject({ alerts: 0 })
    expect(await forget(due + DAY + KEEP_RESOLVED_MS + 1, 2)).toMatchObject({ alerts: 2 })
    expect(await forget(due + DAY + KEEP_RESOLVED_MS + 1, 2)).toMatchObject({ alerts: 1 })
    expect((await states()).map(({ no, state }) => [no, state])).toEqual([
      [1, 'acknowledged'],
      [2, 'snoozed'],
      [3, 'open'],
    ])
  })

  test('one that applies again is opened without a message', async () => {
    await make(1)
    expect(await evaluate(due)).toMatchObject({ notified: 1 })
    await close(1)
    await evaluate(due + DAY)
    const later = due + DAY + KEEP_RESOLVED_MS + 1
    expect(await forget(later)).toMatchObject({ alerts: 1 })
    await endpoint.database.query(sql`update denials set state = 'reopened', resolved_at = null`)
    expect(await evaluate(later)).toMatchObject({ notified: 0, resolved: 0, deliveries: 0 })
    expect(await states()).toEqual([{ no: 1, state: 'open' }])
  })

  test('one resolved again is kept from then on; one due recently is kept too', async () => {
    await make(1)
    await evaluate(due)
    await close(1)
    await evaluate(due + DAY)
    await endpoint.database.query(sql`update denials set state = 'reopened', resolved_at = null`)
    await evaluate(due + 300 * DAY)
    await close(1)
    await evaluate(due + 301 * DAY)
    expect(await forget(due + DAY + KEEP_RESOLVED_MS + 1)).toMatchObject({ alerts: 0 })
    expect(await forget(due + 301 * DAY + KEEP_RESOLVED_MS + 1)).toMatchObject({ alerts: 1 })
    // Met before it was due: it was resolved before its due time.
    await forgetAll(endpoint.database)
    await make(1)
    await evaluate(due - 4 * HOUR)
    await close(1)
    await evaluate(due - 3 * HOUR)
    expect(await forget(due + KEEP_RESOLVED_MS)).toMatchObject({ alerts: 0 })
    expect(await forget(due + KEEP_RESOLVED_MS + 1)).toMatchObject({ alerts: 1 })
  })

  test('delivered and given-up messages are deleted after a while, waiting ones never', async () => {
    await make(4)
    for (const no of [1, 2, 3, 4]) await close(no)
    for (const no of [1, 2, 3]) {
      await endpoint.database.query(sql`update denials set state = 'new', resolved_at = null where denial_no = ${no}`)
      await evaluate(due + no)
    }
    const [arrived, givenUp] = await takeDeliveries(endpoint.database, alertChannels, due + 2, 20)
    await markDelivered(endpoint.database, arrived?.id ?? '', due + DAY)
    await markFailed(endpoint.database, givenUp?.id ?? '', { error: 'nobody there', retryAt: null })
    const left = () => endpoint.database.query(sql`select delivery_id from deliveries`)
    expect(await left()).toHaveLength(3)
    expect(await forget(due + KEEP_DELIVERIES_MS)).toMatchObject({ deliveries: 0 })
    expect(await forget(due + KEEP_DELIVERIES_MS + 3, 1)).toMatchObject({ deliveries: 1 })
    expect(await forget(due + KEEP_DELIVERIES_MS + 3, 1)).toMatchObject({ deliveries: 1 })
    expect(await forget(due + 9 * KEEP_DELIVERIES_MS)).toMatchObject({ deliveries: 0 })
    expect(await left()).toHaveLength(1)
  })
})
