import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { alertChannels, deliverDue } from '../../../src/server/alerts/deliver.ts'
import { evaluateAlerts } from '../../../src/server/alerts/evaluate.ts'
import { takeDeliveries } from '../../../src/server/delivery/outbox.ts'
import { createMailer } from '../../../src/server/delivery/send-email.ts'
import { webhookSignature } from '../../../src/server/alerts/send-webhook.ts'
import { writeSettings } from '../../../src/server/settings/settings-store.ts'
import type { Endpoint } from '../../../src/server/start-endpoint.ts'
import type { DeliveryHealth } from '../../../src/shared/contract/alerts.ts'
import type { Page } from '../../../src/shared/contract/reports.ts'
import { at, author, forgetAll, makeDenials, setCalendar, setSlas } from '../deadlines/world.ts'
import { ask } from '../support/device.ts'
import { freshEndpoint, storesOfPlainSql } from '../support/stores.ts'
import { mailReceiver, thisMachine, webhookReceiver, type Behavior } from './receivers.ts'

const monday = at('2026-11-16T00:00:00-05:00')
const due = at('2026-11-17T08:00:00-05:00')
const MINUTE = 60_000
const DAY = 86_400_000
const secret = 'a-secret-of-sixteen'
const email = { to: ['lead@example.org', 'two@example.org'], from: 'touchledger@example.org' }

describe.each(storesOfPlainSql)('messages on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  let now = due
  const closing: (() => Promise<void>)[] = []
  beforeAll(async () => {
    endpoint = await freshEndpoint(store, { now: () => now, smtpUrl: 'smtp://127.0.0.1:1' })
    await setCalendar(endpoint.database, {})
    await setSlas(endpoint.database, [{ id: 'first' }])
  })
  afterEach(async () => {
    now = due
    await forgetAll(endpoint.database)
    for (const close of closing.splice(0)) await close()
  })
  afterAll(() => endpoint.close())

  const setAlerting = (body: object) => writeSettings(endpoint.database, 'alerting', body, author)
  const receiver = async (behaviors: Behavior[] = []) => {
    const server = await webhookReceiver(behaviors)
    closing.push(server.close)
    return server
  }
  const mailServer = async (refusals: number[] = []) => {
    const server = await mailReceiver(refusals)
    closing.push(server.close)
    return server
  }
  /** Raises alerts about so many denials. */
  const raise = async (denials: number) => {
    await makeDenials(
      endpoint.database,
      Array.from({ length: denials }, (_, index) => ({ no: index + 1, received: monday })),
    )
    return evaluateAlerts(endpoint.database, now)
  }
  const deliver = (smtpUrl?: string, timeoutMs = 60_000, stop = new AbortController().signal) =>
    deliverDue(endpoint.database, {
      mailer: smtpUrl === undefined ? null : createMailer(smtpUrl, timeoutMs),
      timeoutMs,
      networks: thisMachine,
      now: () => now,
      random: () => 0,
      stop,
    })
  const health = async () => (await ask<Page<DeliveryHealth>>(endpoint, '/v1/alerts/delivery')).body.rows

  test('a webhook is posted once, signed, without the claim reference', async () => {
    const hook = await receiver()
    await setAlerting({ webhooks: [{ id: 'pager', url: hook.url, secret }] })
    expect(await raise(1)).toMatchObject({ notified: 1, resolved: 0, deliveries: 1 })
    expect(hook.received).toEqual([])
    expect(await deliver()).toBe(1)
    expect(await deliver()).toBe(0)
    expect(hook.received).toHaveLength(1)
    const [{ headers, body } = { headers: {}, body: '' }] = hook.received
    const seconds = Math.floor(due / 1000)
    expect(headers).toMatchObject({
      'content-type': 'application/json',
      'webhook-timestamp': String(seconds),
      'webhook-signature': webhookSignature(secret, String(headers['webhook-id']), seconds, body),
    })
    expect(JSON.parse(body)).toMatchObject({
      type: 'sla.alert',
      alert: { denialId: '1', level: 'overdue', dueAt: due },
    })
    expect(body).not.toContain('CLM')
    expect(await health()).toEqual([
      {
        channel: 'webhook',
        target: 'pager',
        configured: true,
        waiting: 0,
        givenUp: 0,
        delivered: 1,
        lastDeliveredAt: due,
        nextAttemptAt: null,
        lastError: null,
      },
    ])
  })

  test('500, then a redirect, then 200: it is retried with the same id, not before its time', async () => {
    const hook = await receiver([500, 302])
    await setAlerting({ webhooks: [{ id: 'pager', url: hook.url, secret }] })
    await raise(1)
    expect(await deliver()).toBe(0)
    expect(await health()).toMatchObject([{ waiting: 1, lastError: 'responded 500', nextAttemptAt: due + MINUTE / 2 }])
    now += MINUTE / 2 - 1
    expect(await deliver()).toBe(0)
    expect(hook.received).toHaveLength(1)
    now += 1
    expect(await deliver()).toBe(0)
    expect(await health()).toMatchObject([
      { waiting: 1, lastError: 'responded 302; redirects are not followed', nextAttemptAt: now + MINUTE },
    ])
    now += MINUTE
    expect(await deliver()).toBe(1)
    expect(await health()).toMatchObject([{ waiting: 0, delivered: 1, lastError: null }])
    expect(new Set(hook.received.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(new Set(hook.received.map(({ body }) => body)).size).toBe(1)
    expect(hook.received).toHaveLength(3)
  })

  test('a receiver that hangs does not delay another one', async () => {
    const well = await receiver()
    const hanging = await receiver(['hang'])
    await setAlerting({
      webhooks: [
        { id: 'hanging', url: hanging.url, secret },
        { id: 'well', url: well.url, secret },
      ],
    })
    await raise(1)
    const stopping = new AbortController()
    const under = deliver(undefined, 600_000, stopping.signal)
    await vi.waitUntil(async () => (await health()).find(({ target }) => target === 'well')?.delivered === 1, 60_000)
    await vi.waitUntil(() => hanging.received.length === 1, 60_000)
    stopping.abort()
    expect(await under).toBe(1)
    expect((await health()).find(({ target }) => target === 'hanging')).toMatchObject({
      waiting: 1,
      lastError: 'no answer',
    })
  })

  test('a message to a receiver that is slow or down is given up after days, visibly', async () => {
    const hanging = await receiver(['hang', 'hang'])
    const down = await webhookReceiver()
    await down.close()
    await setAlerting({
      webhooks: [
        { id: 'hanging', url: hanging.url, secret },
        { id: 'down', url: down.url, secret },
      ],
    })
    await raise(1)
    const byTarget = async () => new Map((await health()).map((row) => [row.target, row]))
    expect(await deliver(undefined, 1_000)).toBe(0)
    expect((await byTarget()).get('hanging')).toMatchObject({ waiting: 1, lastError: 'no answer' })
    expect((await byTarget()).get('down')).toMatchObject({ waiting: 1, lastError: expect.stringMatching(/^no /) })
    now += 3 * DAY
    expect(await deliver(undefined, 1_000)).toBe(0)
    expect((await byTarget()).get('down')).toMatchObject({
      waiting: 0,
      givenUp: 1,
      nextAttemptAt: null,
      lastError: expect.stringMatching(/; given up after 2 attempts$/),
    })
    now += 3 * DAY
    await deliver(undefined, 1_000)
    expect(hanging.received.length).toBeLessThanOrEqual(2)
  })

  test('a receiver that is down is reported', async () => {
    const down = await webhookReceiver()
    await down.close()
    await setAlerting({ webhooks: [{ id: 'down', url: down.url, secret }] })
    await raise(1)
    expect(await deliver()).toBe(0)
    expect(await health()).toMatchObject([{ waiting: 1, lastError: 'no answer' }])
  })

  test('email reaches every address, and is retried when the server refuses it', async () => {
    const mail = await mailServer([451])
    await setAlerting({ email })
    await raise(1)
    expect(await deliver(mail.url)).toBe(0)
    expect(await health()).toMatchObject([{ channel: 'email', waiting: 1, lastError: 'the mail server answered 451' }])
    now += MINUTE
    expect(await deliver(mail.url)).toBe(1)
    expect(mail.received).toMatchObject([{ from: email.from, to: email.to }])
    const [{ text } = { text: '' }] = mail.received
    expect(text).toMatch(/^Subject: Target missed: first \(denial 1\)\r$/m)
    expect(text).toMatch(/^Message-ID: <[0-9a-f-]{36}@touchledger>\r$/m)
    expect(text).not.toContain('CLM')
  })

  test('a missing or unreachable mail server shows in the channel’s health', async () => {
    await setAlerting({ email })
    await raise(1)
    expect(await deliver()).toBe(0)
    expect(await health()).toMatchObject([{ waiting: 1, lastError: expect.stringContaining('TOUCHLEDGER_SMTP_URL') }])
    now += MINUTE
    expect(await deliver('smtp://127.0.0.1:1')).toBe(0)
    expect(await health()).toMatchObject([{ lastError: 'the mail server could not be reached (ESOCKET)' }])
  })

  test('many alerts at once are one digest for each channel', async () => {
    const hook = await receiver()
    const mail = await mailServer()
    await setAlerting({ email, webhooks: [{ id: 'pager', url: hook.url, secret }], digestAbove: 3 })
    expect(await raise(4)).toMatchObject({ notified: 4, resolved: 0, deliveries: 2 })
    expect(await deliver(mail.url)).toBe(2)
    expect(mail.received).toHaveLength(1)
    expect(hook.received.map(({ body }) => JSON.parse(body) as object)).toMatchObject([
      { type: 'sla.digest', count: 4 },
    ])
  })

  test('more messages than one batch are all sent', async () => {
    const hook = await receiver()
    await setAlerting({ webhooks: [{ id: 'pager', url: hook.url, secret }], digestAbove: 1000 })
    expect(await raise(45)).toMatchObject({ deliveries: 45 })
    expect(await deliver()).toBe(45)
    expect(new Set(hook.received.map(({ headers }) => headers['webhook-id'])).size).toBe(45)
  })

  test('concurrent processes send each message once', async () => {
    const hook = await receiver()
    await setAlerting({ webhooks: [{ id: 'pager', url: hook.url, secret }], digestAbove: 1000 })
    await raise(30)
    const arrived = await Promise.all([deliver(), deliver(), deliver()])
    expect(arrived.reduce((sum, each) => sum + each, 0)).toBe(30)
    expect(hook.received).toHaveLength(30)
  })

  test('a message of a process that died is sent by the next one, with the same id', async () => {
    const hook = await receiver()
    await setAlerting({ webhooks: [{ id: 'pager', url: hook.url, secret }] })
    await raise(1)
    const [leased] = await takeDeliveries(endpoint.database, alertChannels, now, 20)
    expect(await deliver()).toBe(0)
    now += 2 * MINUTE
    expect(await deliver()).toBe(1)
    expect(hook.received.map(({ headers }) => headers['webhook-id'])).toEqual([leased?.id])
  })

  test('a channel removed from the settings is reported until its messages are given up', async () => {
    const hook = await receiver()
    await setAlerting({ webhooks: [{ id: 'pager', url: hook.url, secret }] })
    await raise(1)
    await setAlerting({})
    expect(await deliver()).toBe(0)
    expect(await health()).toMatchObject([
      { target: 'pager', configured: false, waiting: 1, lastError: 'the webhook is no longer in the settings' },
    ])
    expect(hook.received).toEqual([])
  })
})
