import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSettings } from '../../src/server/settings/settings-store.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import type { SettingsAnswer } from '../../src/shared/contract/settings.ts'
import type { Problem } from '../../src/shared/contract/reports.ts'
import { ask } from './support/device.ts'
import { freshEndpoint, storesOfPlainSql } from './support/stores.ts'

const path = '/v1/settings/alerting'
const secret = 'a-secret-of-sixteen'
const pager = { id: 'pager', url: 'https://example.org/hook', secret }

describe.each(storesOfPlainSql)('alerting settings on the %s store', (store) => {
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

    expect((await put({ ...read.body.body, digestAbove: 9 })).status).toBe(200)
    expect(await stored()).toMatchObject([{ url: pager.url, secret }])

    expect((await put({ webhooks: [{ ...pager, secret: 'another-secret-of-sixteen' }] })).status).toBe(200)
    expect(await stored()).toMatchObject([{ secret: 'another-secret-of-sixteen' }])
  })

  test('a secret is bound to its address: another one asks for it again', async () => {
    await put({ webhooks: [pager] })
    for (const url of ['https://example.org/new', 'https://example.com/hook', 'https://example.org:444/hook']) {
      const { status, body } = await put<Problem>({ webhooks: [{ ...pager, url, secret: '****************' }] })
      expect([status, body.errors]).toEqual([
        422,
        [{ pointer: '/webhooks/0/secret', detail: 'enter the secret again: its address has changed' }],
      ])
    }
    expect(await stored()).toEqual([{ ...pager, includeClaimRef: false }])
    expect((await put({ webhooks: [{ ...pager, url: 'https://example.org/new' }] })).status).toBe(200)
  })

  test('what cannot be kept or must not be posted to is refused, and nothing is changed', async () => {
    await put({ webhooks: [pager] })
    for (const [webhooks, pointer] of [
      [[pager, { ...pager, id: 'new', secret: '****************' }], '/webhooks/1/secret'],
      [[{ ...pager, url: 'ftp://example.org/hook' }], '/webhooks/0/url'],
      [[{ ...pager, url: 'file:///etc/passwd' }], '/webhooks/0/url'],
      [[{ ...pager, url: 'http://example.org/hook' }], '/webhooks/0/url'],
      [[{ ...pager, url: 'http://10.0.0.1/hook' }], '/webhooks/0/url'],
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
