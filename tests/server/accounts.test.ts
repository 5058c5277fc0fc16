import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountRow, ApiToken, Invitation, Me } from '../../src/shared/contract/accounts.ts'
import type { AuditEntry } from '../../src/shared/contract/audit.ts'
import type { Page } from '../../src/shared/contract/reports.ts'
import { sql } from '../../src/server/database/sql.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { DAY_MS } from '../../src/shared/time.ts'
import { ask, enrolledDevice } from './support/device.ts'
import { somebody } from './support/people.ts'
import { freshEndpoint, storesOfPlainSql } from './support/stores.ts'

let now = Date.UTC(2026, 3, 15, 15)

describe.each(storesOfPlainSql)('accounts on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => (endpoint = await freshEndpoint(store, { now: () => now })))
  beforeEach(async () => {
    await endpoint.database.query(sql`delete from access_tokens where account_id is not null`)
    await endpoint.database.query(sql`delete from accounts`)
  })
  afterAll(() => endpoint.close())

  const create = (json: object) =>
    ask<AccountRow & { code?: string }>(endpoint, '/v1/accounts', { method: 'POST', json })
  const change = (id: string, json: object) =>
    ask<AccountRow & { code?: string }>(endpoint, `/v1/accounts/${id}`, { method: 'PATCH', json })
  const dana = { email: 'Dana@example.org', name: 'Dana Cole', roles: ['admin'] }

  test('two people of one name are two accounts, and one address is one', async () => {
    expect(await create(dana)).toMatchObject({
      status: 201,
      body: { ...dana, teams: [], user: null, deactivatedAt: null },
    })
    expect((await create({ ...dana, email: 'dana.cole@example.org' })).status).toBe(201)
    expect(await create({ ...dana, email: 'dana@EXAMPLE.org' })).toMatchObject({
      status: 409,
      body: { code: 'known_email' },
    })
    const { body } = await ask<Page<AccountRow>>(endpoint, '/v1/accounts')
    expect(body.rows.map(({ email }) => email)).toEqual(['Dana@example.org', 'dana.cole@example.org'])
  })

  test.each([
    [{ ...dana, email: 'dana' }, '/email'],
    [{ ...dana, roles: [] }, '/roles'],
    [{ ...dana, roles: ['owner'] }, '/roles/0'],
    [{ ...dana, name: ' ' }, '/name'],
    [{ ...dana, name: 'Dana\u202e Cole' }, '/name'],
  ])('an account that is not one is refused: %j', async (json, pointer) => {
    expect(await create(json)).toMatchObject({ status: 400, body: { code: 'bad_body', errors: [{ pointer }] } })
  })

  test('belongs to somebody who is recorded, or to nobody', async () => {
    const { userId } = await enrolledDevice(endpoint, { user: 'Ana' })
    const { body: biller } = await create({ ...dana, roles: ['biller'], user: userId })
    expect(biller.user).toBe(userId)
    expect(await create({ ...dana, email: 'x@example.org', user: 'user_none' })).toMatchObject({
      status: 422,
      body: { code: 'unknown_user' },
    })
    expect((await change(biller.id, { user: null })).body.user).toBeNull()
    expect((await change('account_none', { name: 'X' })).status).toBe(404)
  })

  test('the last admin stays one', async () => {
    const { body: first } = await create(dana)
    for (const json of [{ roles: ['manager'] }, { deactivated: true }]) {
      expect(await change(first.id, json)).toMatchObject({ status: 409, body: { code: 'last_admin' } })
    }
    const { body: second } = await create({ ...dana, email: 'second@example.org' })
    // An invitation that nobody has accepted lets nobody in.
    expect((await change(first.id, { deactivated: true })).status).toBe(409)
    await endpoint.database.query(sql`update accounts set password_hash = 'of a test' where account_id = ${second.id}`)
    expect((await change(first.id, { deactivated: true })).body).toMatchObject({ deactivatedAt: now })
    expect((await change(second.id, { deactivated: true })).status).toBe(409)
    expect((await change(first.id, { deactivated: false })).body).toMatchObject({ deactivatedAt: null })
  })

  test('everybody learns who they are', async () => {
    const supervisor = await somebody(endpoint, { roles: ['supervisor'], teams: ['North'], name: 'Sue' })
    expect((await ask<Me>(supervisor, '/v1/me')).body).toEqual({
      ...{
        name: 'Sue',
        email: supervisor.account.email,
        roles: ['supervisor'],
        teams: ['North'],
        user: null,
        zone: 'UTC',
      },
    })
    expect((await ask<Me>(endpoint, '/v1/me')).body).toMatchObject({ name: 'admin token', email: null })
  })

  test('an invitation for an account that is in use says so in the audit log, and to its person', async () => {
    const sue = await somebody(endpoint, { roles: ['supervisor'], name: 'Sue' })
    const { body: made } = await ask<Invitation>(endpoint, `/v1/accounts/${sue.account.id}/invitation`, {
      method: 'POST',
    })
    const { expiresAt } = made
    expect((await ask<Me>(sue, '/v1/me')).body.invitedUntil).toBe(expiresAt)
    const { body } = await ask<Page<AuditEntry>>(endpoint, '/v1/audit?action=invitation_made&limit=1')
    expect(body.rows[0]).toMatchObject({ object: sue.account.id, after: { expiresAt, resetsSignIn: true } })
  })

  test('a computer that enrolls with the address of an account links it, and is named as who did', async () => {
    const { body: account } = await create({ ...dana, roles: ['biller'] })
    const device = await enrolledDevice(endpoint, { user: 'Dana Cole', email: dana.email })
    const { body } = await ask<Page<AuditEntry>>(endpoint, '/v1/audit?action=account_changed&limit=1')
    expect(body.rows[0]).toMatchObject({ object: account.id, actorKind: 'device', deviceUser: 'Dana Cole' })
    expect(body.rows[0]?.actorId).toBe(device.deviceId)
  })

  test('a token has some of the roles of its account, for as long as the account has them', async () => {
    const owner = await somebody(endpoint, { roles: ['manager', 'admin'] })
    const make = (json: object) => ask<ApiToken & { token: string }>(owner, '/v1/api-tokens', { method: 'POST', json })
    const { body: made, status } = await make({ name: 'import', roles: ['admin'], expiresInDays: 30 })
    expect([status, made.expiresAt]).toEqual([201, now + 30 * DAY_MS])
    expect(await make({ name: 'x', roles: ['auditor'], expiresInDays: 1 })).toMatchObject({
      status: 422,
      body: { code: 'bad_roles' },
    })
    expect((await make({ name: 'x', roles: ['admin'], expiresInDays: 400 })).status).toBe(400)

    const program = { url: endpoint.url, adminToken: made.token }
    expect((await ask(program, '/v1/accounts')).status).toBe(200)
    expect((await ask(program, '/v1/panel')).status).toBe(403)
    // It makes none that outlives it.
    const json = { name: 'its own', roles: ['admin'], expiresInDays: 365 }
    const child = await ask<ApiToken>(program, '/v1/api-tokens', { method: 'POST', json })
    expect([child.status, child.body.expiresAt]).toEqual([201, made.expiresAt])
    await somebody(endpoint, { roles: ['admin'] })
    await change(owner.account.id, { roles: ['manager'] })
    expect((await ask(program, '/v1/accounts')).status).toBe(403)
    await change(owner.account.id, { roles: ['manager', 'admin'] })
    expect((await ask(program, '/v1/accounts')).status).toBe(403)
    await change(owner.account.id, { roles: ['admin'] })
    now += 30 * DAY_MS
    expect(await ask(program, '/v1/accounts')).toMatchObject({ status: 401, body: { code: 'expired_token' } })
  })

  test('a supervisor who moves sees the new team from that day, and the old one until then', async () => {
    await endpoint.database.query(sql`update tenant set zone = 'America/New_York'`)
    for (const [user, team] of [
      ['Ann', 'North'],
      ['Bea', 'South'],
    ] as const) {
      await enrolledDevice(endpoint, { user, team })
    }
    now = Date.UTC(2026, 3, 15, 15)
    const mover = await somebody(endpoint, { roles: ['supervisor'], teams: ['North'] })
    const { id } = mover.account
    const seen = async () => (await ask<Page<{ name: string }>>(mover, '/v1/people')).body.rows.map(({ name }) => name)
    for (const teamsFrom of ['2026-04-15', '2026-04-01']) {
      expect(await change(id, { teams: ['South'], teamsFrom })).toMatchObject({
        status: 422,
        body: { code: 'past_date' },
      })
    }
    expect((await change(id, { teams: ['South'], teamsFrom: '15 April' })).status).toBe(400)

    const { body: planned } = await change(id, { teams: ['South', 'West'], teamsFrom: '2026-04-20' })
    // Midnight in New York.
    const begin = Date.UTC(2026, 3, 20, 4)
    expect(planned).toMatchObject({
      teams: ['North'],
      teamTimes: [
        { team: 'North', from: Date.UTC(2026, 3, 15, 15), to: begin },
        { team: 'South', from: begin, to: null },
        { team: 'West', from: begin, to: null },
      ],
    })
    now = begin - 1
    expect(await seen()).toEqual(['Ann'])
    now = begin
    expect(await seen()).toEqual(['Bea'])
    expect((await ask<Me>(mover, '/v1/me')).body.teams).toEqual(['South', 'West'])

    // Another plan takes the place of the first; what was stays written down.
    await change(id, { teams: ['North'], teamsFrom: '2026-05-01' })
    now += DAY_MS
    const { body: changed } = await change(id, { teams: ['South', 'North', 'South'] })
    expect(changed).toMatchObject({
      teams: ['North', 'South'],
      teamTimes: [
        { team: 'North', to: begin },
        { team: 'South', from: begin, to: null },
        { team: 'West', from: begin, to: now },
        { team: 'North', from: now, to: null },
      ],
    })
    expect(await seen()).toEqual(['Ann', 'Bea'])
  })

  test('whoever leaves is out at the next request, with every token', async () => {
    const leaver = await somebody(endpoint, { roles: ['manager'] })
    const json = { name: 'import', roles: ['manager'], expiresInDays: 30 }
    const { body: made } = await ask<ApiToken & { token: string }>(leaver, '/v1/api-tokens', { method: 'POST', json })
    const program = { url: endpoint.url, adminToken: made.token }
    expect((await ask(program, '/v1/panel')).status).toBe(200)
    await change(leaver.account.id, { deactivated: true })
    for (const asking of [program, leaver]) {
      expect(await ask(asking, '/v1/panel')).toMatchObject({ status: 401, body: { code: 'deactivated' } })
    }
  })

  test('a token is ended by its owner alone, and is answered once', async () => {
    const [owner, other] = [
      await somebody(endpoint, { roles: ['admin'] }),
      await somebody(endpoint, { roles: ['admin'] }),
    ]
    const json = { name: 'import', roles: ['admin'], expiresInDays: 1 }
    const { body: made } = await ask<ApiToken & { token: string }>(owner, '/v1/api-tokens', { method: 'POST', json })
    const listed = await ask<Page<ApiToken>>(owner, '/v1/api-tokens')
    expect(JSON.stringify(listed.body)).not.toContain(made.token)
    const end = (who: typeof owner) => ask(who, `/v1/api-tokens/${made.id}`, { method: 'DELETE' })
    expect((await end(other)).status).toBe(404)
    expect((await end(owner)).status).toBe(204)
    expect(await ask({ url: endpoint.url, adminToken: made.token }, '/v1/accounts')).toMatchObject({ status: 401 })
    // The endpoint's own token has no account that a token could belong to.
    const { status } = await ask(endpoint, '/v1/api-tokens', { method: 'POST', json })
    expect(status).toBe(409)
  })
})
