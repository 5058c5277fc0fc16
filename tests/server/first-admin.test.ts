import { generate } from 'otplib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountRow, OpenedInvitation, SignedIn } from '../../src/shared/contract/accounts.ts'
import { FIRST_ADMIN_VALID_MS, inviteFirstAdmin } from '../../src/server/identity/invitations.ts'
import { startTenant } from '../../src/server/identity/tenant.ts'
import { sql } from '../../src/server/database/sql.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { ask } from './support/device.ts'
import { freshEndpoint, storesOfPlainSql } from './support/stores.ts'

const START = Date.UTC(2026, 3, 15, 15)
const PASSWORD = 'seven quiet lanterns'
let now = START

describe.each(storesOfPlainSql)('the first admin on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => (endpoint = await freshEndpoint(store, { now: () => now })))
  beforeEach(async () => {
    now = START
    await endpoint.database.query(sql`delete from access_tokens`)
    await endpoint.database.query(sql`delete from accounts`)
  })
  afterAll(() => endpoint.close())

  const post = <Body = { code: string }>(path: string, json: object) =>
    ask<Body>({ url: endpoint.url, adminToken: '' }, path, { method: 'POST', json })
  const restart = async () => (await startTenant(endpoint.database, 'main', undefined, now)).firstAdmin?.token ?? null
  const open = async (token: string) => (await post<OpenedInvitation>('/v1/invitations/open', { token })).body
  const accept = async (token: string, fields: object = {}) => {
    const { totpSecret } = await open(token)
    const code = await generate({ secret: totpSecret, epoch: Math.floor(now / 1000) })
    const dana = { name: 'Dana Cole', email: 'dana@example.org' }
    return post<SignedIn & { code?: string }>('/v1/invitations/accept', {
      token,
      password: PASSWORD,
      code,
      ...dana,
      ...fields,
    })
  }

  test('sets up an account by the link, once', async () => {
    const token = (await restart()) ?? ''
    expect(await open(token)).toMatchObject({ name: null, email: null })
    expect(await accept(token)).toMatchObject({ status: 200, body: { name: 'Dana Cole', roles: ['admin'] } })
    const rows = await endpoint.database.query(sql`select email, created_by from accounts`)
    expect(rows).toEqual([{ email: 'dana@example.org', created_by: 'first admin' }])
    const entries = await endpoint.database.query(
      sql`select actor_name from audit_entries where action = 'account_created' order by seq desc limit 1`,
    )
    expect(entries).toEqual([{ actor_name: 'first-admin link' }])
    expect(await post('/v1/invitations/open', { token })).toMatchObject({ status: 410 })
    expect(await restart()).toBeNull()
  })

  test.each([
    ['no name', { name: undefined }, 422, 'no_name'],
    ['no address', { email: undefined }, 422, 'no_name'],
    ['an address that is none', { email: 'dana' }, 400, 'bad_body'],
    ['a password with the name', { password: 'my name is dana cole' }, 422, 'bad_password'],
    ['a wrong code', { code: '000000' }, 422, 'bad_code'],
  ])('is not taken with %s, and the link goes on working', async (_what, fields, status, code) => {
    const token = (await restart()) ?? ''
    expect(await accept(token, fields)).toMatchObject({ status, body: { code } })
    expect((await accept(token)).status).toBe(200)
  })

  test('the link ends after a day, by the next start, and once there is an admin', async () => {
    const first = (await restart()) ?? ''
    const second = (await restart()) ?? ''
    expect((await post('/v1/invitations/open', { token: first })).status).toBe(410)
    now += FIRST_ADMIN_VALID_MS
    expect((await post('/v1/invitations/open', { token: second })).status).toBe(410)
    const third = (await restart()) ?? ''
    const late = await inviteFirstAdmin(endpoint.database, now)
    expect((await post('/v1/invitations/open', { token: third })).status).toBe(410)
    const { totpSecret } = await open(late.token)
    // Made meanwhile by an endpoint's own token.
    await startTenant(endpoint.database, 'main', endpoint.adminToken, now)
    const json = { email: 'x@example.org', name: 'X', roles: ['admin'] }
    expect((await ask<AccountRow>(endpoint, '/v1/accounts', { method: 'POST', json })).status).toBe(201)
    const code = await generate({ secret: totpSecret, epoch: Math.floor(now / 1000) })
    const body = { token: late.token, password: PASSWORD, code, name: 'Dana Cole', email: 'dana@example.org' }
    expect(await post('/v1/invitations/accept', body)).toMatchObject({ status: 410, body: { code: 'bad_invitation' } })
  })

  test('of two people with one link at once, one gets an account', async () => {
    const token = (await restart()) ?? ''
    const { totpSecret } = await open(token)
    const code = await generate({ secret: totpSecret, epoch: Math.floor(now / 1000) })
    const given = { token, password: PASSWORD, code, name: 'Dana Cole' }
    const answers = await Promise.all(
      ['dana@example.org', 'other@example.org'].map((email) => post('/v1/invitations/accept', { ...given, email })),
    )
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['200', '410'])
    expect(await endpoint.database.query(sql`select 1 from accounts`)).toHaveLength(1)
  })
})
