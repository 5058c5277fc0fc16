import { afterEach, describe, expect, test, vi } from 'vitest'
import { deliverDue } from '../../../src/server/alerts/deliver.ts'
import { evaluateAlerts } from '../../../src/server/alerts/evaluate.ts'
import { startTenant } from '../../../src/server/identity/tenant.ts'
import { writeSettings } from '../../../src/server/settings/settings-store.ts'
import { at, author, makeDenials, setCalendar, setSlas } from '../deadlines/world.ts'
import { lastingPlace, openOnly, runToEnd } from '../support/killed.ts'
import { freshEndpoint, stores } from '../support/stores.ts'
import { thisMachine, webhookReceiver } from './receivers.ts'

const monday = at('2026-11-16T00:00:00-05:00')
const due = at('2026-11-17T08:00:00-05:00')
const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function receiver() {
  const hook = await webhookReceiver()
  closing.push(hook.close)
  return hook
}

const pagerAt = (url: string) => ({ webhooks: [{ id: 'pager', url, secret: 'a-secret-of-sixteen' }] })

describe.each(stores)('an endpoint that is killed, on the %s store', (store) => {
  test.each(['raised', 'sent'] as const)('once alerts are %s: each is delivered, with one id', async (when) => {
    const hook = await receiver()
    const where = await lastingPlace(store, closing)
    const { database: before, close } = await openOnly(where)
    await startTenant(before, 'main', undefined, 0)
    await setCalendar(before, {})
    await setSlas(before, [{ id: 'first' }])
    await writeSettings(before, 'alerting', pagerAt(hook.url), author)
    await makeDenials(
      before,
      [1, 2, 3].map((no) => ({ no, received: monday })),
    )
    await close()

    const script = new URL('support/raise-and-die.ts', import.meta.url)
    expect(await runToEnd(script, where, when, String(due))).toEqual([null, 'SIGKILL'])
    expect(hook.received).toHaveLength(when === 'sent' ? 3 : 0)

    const { database: after, close: closeAfter } = await openOnly(where)
    // After the lease of the process that died.
    const now = due + 5 * 60_000
    expect(await evaluateAlerts(after, now)).toMatchObject({ notified: 0, deliveries: 0 })
    expect(
      await deliverDue(after, {
        mailer: null,
        timeoutMs: 60_000,
        networks: thisMachine,
        now: () => now,
        random: () => 0,
        stop: new AbortController().signal,
      }),
    ).toBe(3)
    await closeAfter()
    const bodies = new Map(hook.received.map(({ headers, body }) => [headers['webhook-id'], body]))
    expect(bodies.size).toBe(3)
    expect(hook.received).toHaveLength(when === 'sent' ? 6 : 3)
    expect(new Set(bodies.values()).size).toBe(3)
  })
})

test('a running endpoint raises and sends by itself, and closes while a receiver hangs', async () => {
  const hook = await webhookReceiver([200, 'hang'])
  closing.push(hook.close)
  const endpoint = await freshEndpoint('postgres', {
    now: () => due,
    webhookNetworks: thisMachine,
    jobIntervals: { alerts: 10 },
  })
  await setCalendar(endpoint.database, {})
  await setSlas(endpoint.database, [{ id: 'first' }])
  await writeSettings(endpoint.database, 'alerting', pagerAt(hook.url), author)
  await makeDenials(endpoint.database, [{ no: 1, received: monday }])
  await vi.waitUntil(() => hook.received.length === 1, 60_000)
  await makeDenials(endpoint.database, [{ no: 2, received: monday }])
  await vi.waitUntil(() => hook.received.length === 2, 60_000)
  await endpoint.close()
  expect(hook.received.map(({ body }) => (JSON.parse(body) as { alert: { denialId: string } }).alert.denialId)).toEqual(
    ['1', '2'],
  )
})
