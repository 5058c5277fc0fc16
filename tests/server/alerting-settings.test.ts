import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSettings } from '../../src/server/settings/settings-store.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import type { SettingsAnswer } from '../../src/shared/contract/settings.ts'
import { ask } from './support/device.ts'
import { freshEndpoint, stores } from './support/stores.ts'

const path = '/v1/settings/alerting'
const secret = 'a-secret-of-sixteen'
const pager = { id: 'pager', url: 'https://example.org/hook', secret }

describe.each(stores)('alerting settings on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => (endpoint = await freshEndpoint(store)))
  afterAll(() => endpoint.close())

  const put = <Body>(json: object) => ask<Body>(endpoint, path, { method: 'PUT', json })
  const stored = async () => (await readSettings(endpoint.database, 'alerting')).body.webhooks

  test('a secret is never answered; what stands for it keeps it, and a new one replaces it', async () => {
    const written = await put<SettingsAnswer<'alerting'>>({ webhooks: [pager] })
    const read = await ask<SettingsAnswer<'alerting'>>(endpoint, path)
    expect(written.body).toEqual(read.body)
    expect(JSON.stringify(read.body)).not.toContain(secret)
    expect(read.body.body.webhooks).toEqual([{ ...pager, secret: '****************', includeClaimRef: false }])

    const moved = { ...read.body.body, webhooks: [{ ...read.body.body.webhooks[0], url: 'https://example.org/new' }] }
    expect((await put(moved)).status).toBe(200)
    expect(await stored()).toMatchObject([{ url: 'https://example.org/new', secret }])

    expect((await put({ webhooks: [{ ...pager, secret: 'another-secret-of-sixteen' }] })).status).toBe(200)
    expect(await stored()).toMatchObject([{ secret: 'another-secret-of-sixteen' }])
  })

  test('what cannot be kept or must not be posted to is refused, and nothing is changed', async () => {
    await put({ webhooks: [pager] })
    for (const [webhooks, pointer] of [
      [[pager, { ...pager, id: 'new', secret: '****************' }], '/webhooks/1/secret'],
      [[{ ...pager, url: 'ftp://example.org/hook' }], '/webhooks/0/url'],
      [[{ ...pager, url: 'file:///etc/passwd' }], '/webhooks/0/url'],
      [[{ ...pager, url: 'https://user:word@example.org/' }], '/webhooks/0/url'],
      [[pager, pager], '/webhooks'],
    ] as const) {
      const { status, body } = await put<{ code: string; errors: { pointer: string }[] }>({ webhooks })
      expect([status, body.code, body.errors[0]?.pointer]).toEqual([422, 'bad_settings', pointer])
      expect(JSON.stringify(body)).not.toContain(secret)
    }
    expect(await stored()).toEqual([{ ...pager, includeClaimRef: false }])
  })

  test('an SLA may not take the id that legal limits go by', async () => {
    const sla = { id: 'appeal-limit', name: 'Mine', kind: 'appeal', within: { amount: 1, unit: 'calendar_days' } }
    const { status, body } = await ask(endpoint, '/v1/settings/slas', { method: 'PUT', json: { slas: [sla] } })
    expect([status, body.errors?.[0]?.pointer]).toEqual([422, '/slas'])
  })
})
