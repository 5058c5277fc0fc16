import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { byEndpoint } from '../../../src/server/audit/append.ts'
import { snoozeAlert } from '../../../src/server/alerts/alert-rows.ts'
import { KEEP_RESOLVED_MS } from '../../../src/server/alerts/forget-old.ts'
import { runAlertRound } from '../../../src/server/alerts/run-alerting.ts'
import { tryLock } from '../../../src/server/database/locks.ts'
import { sql } from '../../../src/server/database/sql.ts'
import { writeSettings } from '../../../src/server/settings/settings-store.ts'
import { at, author, forgetAll, makeDenials, makeTouch, setCalendar, setSlas } from '../deadlines/world.ts'
import { storesOfPlainSql } from '../support/store-names.ts'
import { freshTenant, type TestTenant } from '../support/tenant.ts'
import { thisMachine, webhookReceiver } from './receivers.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const monday = at('2026-11-16T00:00:00-05:00')
const due = at('2026-11-17T08:00:00-05:00')
const alertId = `first.1.${due}`

describe.each(storesOfPlainSql)('the time of the next alert round on the %s store', (store) => {
  let tenant: TestTenant
  beforeAll(async () => {
    tenant = await freshTenant(store)
    await setCalendar(tenant.database, {})
    await setSlas(tenant.database, [{ id: 'first' }])
  })
  afterEach(async () => {
    await forgetAll(tenant.database)
    await writeSettings(tenant.database, 'alerting', {}, author)
  })
  afterAll(() => tenant.close())

  const roundAt = (now: number) =>
    runAlertRound({ database: tenant.database, now: () => now, smtpUrl: undefined, networks: thisMachine })
  const oneDenial = () => makeDenials(tenant.database, [{ no: 1, received: monday }])

  test('is never while nothing is due', async () => {
    expect(await roundAt(monday)).toBeNull()
  })

  test('is when a denial turns at risk, then when it turns overdue', async () => {
    await oneDenial()
    expect(await roundAt(monday)).toBe(due - 4 * HOUR)
    expect(await roundAt(due - 4 * HOUR)).toBe(due)
    expect(await roundAt(due)).toBeNull()
  })

  test('is the end of a snooze', async () => {
    await oneDenial()
    await roundAt(due)
    await snoozeAlert(tenant.scope, alertId, { until: due + 3 * HOUR, by: 'Ana', now: due, record: byEndpoint(due) })
    expect(await roundAt(due + HOUR)).toBe(due + 3 * HOUR)
    expect(await roundAt(due + 3 * HOUR)).toBeNull()
  })

  test('is the end of a pause', async () => {
    await oneDenial()
    const pausedUntil = new Date(due + HOUR).toISOString()
    await writeSettings(tenant.database, 'alerting', { pausedUntil }, author)
    expect(await roundAt(due)).toBe(due + HOUR)
    expect(await roundAt(due + HOUR)).toBeNull()
  })

  test('is the next attempt of a message', async () => {
    const hook = await webhookReceiver([500])
    await writeSettings(
      tenant.database,
      'alerting',
      { webhooks: [{ id: 'pager', url: hook.url, secret: 'a-secret-of-sixteen' }] },
      author,
    )
    await oneDenial()
    const retryAt = (await roundAt(due)) ?? 0
    expect(retryAt).toBeGreaterThanOrEqual(due + 15_000)
    expect(retryAt).toBeLessThanOrEqual(due + 30_000)
    await roundAt(retryAt)
    expect(hook.received).toHaveLength(2)
    await hook.close()
  })

  test('is when a resolved alert may be deleted, but not before tomorrow', async () => {
    await oneDenial()
    await roundAt(due)
    await makeTouch(tenant.database, 1, { at: due + HOUR })
    expect(await roundAt(due + DAY)).toBe(due + DAY + KEEP_RESOLVED_MS)
    // Its due time is too recent for deletion, although it was resolved long ago.
    await tenant.database.query(sql`update alerts set resolved_at = 0`)
    expect(await roundAt(due + 2 * DAY)).toBe(due + 3 * DAY)
  })
})

test('a round during another one is repeated soon', async () => {
  const tenant = await freshTenant('postgres')
  await tenant.database.transaction(async (queries) => {
    expect(await tryLock(queries, 'alerts')).toBe(true)
    const next = await runAlertRound({ database: tenant.database, now: () => monday, smtpUrl: undefined })
    expect(next).toBe(monday + 5_000)
  })
  await tenant.close()
})
