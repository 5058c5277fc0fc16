import { generate } from 'otplib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type {
  AccountRow,
  Invitation,
  Me,
  OpenedInvitation,
  Session,
  SignedIn,
} from '../../src/shared/contract/accounts.ts'
import type { Problem } from '../../src/shared/contract/reports.ts'
import { IDLE_SIGN_OUT_MS, LONGEST_SESSION_MS } from '../../src/server/identity/sessions.ts'
import { waitAfter } from '../../src/server/identity/sign-in.ts'
import { sql } from '../../src/server/database/sql.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { answerOf, ask, type Answer } from './support/device.ts'
import { tokenOf } from './support/people.ts'
import { freshEndpoint, storesOfPlainSql } from './support/stores.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 3, 15, 15)
const PASSWORD = 'seven quiet lanterns'
let now = START

/** A browser: it keeps the cookie and the CSRF token. */
function browserAt(url: string) {
  let cookie = ''
  let csrf = ''
  const call = async <Body = Problem>(
    method: string,
    path: string,
    { json, headers = {} }: { json?: object; headers?: Record<string, string> } = {},
  ): Promise<Answer<Body>> => {
    const response = await fetch(url + path, {
      method,
      ...(json && { body: JSON.stringify(json) }),
      headers: {
        ...(cookie !== '' && { cookie }),
        ...(csrf !== '' && { 'x-csrf-token': csrf }),
        ...(json && { 'content-type': 'application/json' }),
        ...headers,
      },
    })
    const [set] = response.headers.getSetCookie()
    if (set !== undefined) cookie = set.split(';')[0] ?? ''
    const answer = await answerOf<Body & { csrfToken?: string }>(response)
    csrf = answer.body.csrfToken ?? csrf
    return answer
  }
  return { call }
}

describe.each(storesOfPlainSql)('signing in on the %s store', (store) => {
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => (endpoint = await freshEndpoint(store, { now: () => now })))
  beforeEach(async () => {
    now = START
    await endpoint.database.query(sql`delete from sessions`)
    await endpoint.database.query(sql`delete from invitations`)
    await endpoint.database.query(sql`delete from accounts`)
  })
  afterAll(() => endpoint.close())

  const codeOf = (secret: string) => generate({ secret, epoch: Math.floor(now / 1000) })
  const createAccount = async (fields: object = {}) => {
    const json = { email: 'dana@example.org', name: 'Dana Cole', roles: ['manager'], ...fields }
    return (await ask<AccountRow>(endpoint, '/v1/accounts', { method: 'POST', json })).body
  }
  const invitationOf = async ({ id }: AccountRow) =>
    (await ask<Invitation>(endpoint, `/v1/accounts/${id}/invitation`, { method: 'POST' })).body
  /** An account whose person has accepted the invitation in a browser, with the secret of their authenticator app. */
  const joined = async (fields: object = {}) => {
    const account = await createAccount(fields)
    const { token } = await invitationOf(account)
    const browser = browserAt(endpoint.url)
    const { body: opened } = await browser.call<OpenedInvitation>('POST', '/v1/invitations/open', { json: { token } })
    const accepted = await browser.call<SignedIn>('POST', '/v1/invitations/accept', {
      json: { token, password: PASSWORD, code: await codeOf(opened.totpSecret) },
    })
    expect(accepted.status).toBe(200)
    now += MINUTE
    return { account, browser, token, secret: opened.totpSecret, accepted }
  }
  const signIn = async (browser: ReturnType<typeof browserAt>, secret: string, fields: object = {}) =>
    browser.call<SignedIn & { code?: string }>('POST', '/v1/sign-in', {
      json: { email: 'dana@example.org', password: PASSWORD, code: await codeOf(secret), ...fields },
    })

  test('an invitation sets password and second factor once, and signs in', async () => {
    const { browser, token, accepted, account } = await joined()
    expect(accepted.body).toMatchObject({ name: 'Dana Cole', email: 'dana@example.org', roles: ['manager'] })
    const cookie = accepted.headers.getSetCookie()[0] ?? ''
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Strict/)
    expect((await browser.call('GET', '/v1/people')).status).toBe(200)
    expect((await browser.call<Session>('GET', '/v1/session')).body.person).toEqual(accepted.body)
    expect((await browserAt(endpoint.url).call<Session>('GET', '/v1/session')).body).toEqual({
      person: null,
      provider: null,
    })
    expect((await browser.call('GET', '/v1/accounts')).status).toBe(403)
    for (const path of ['open', 'accept']) {
      const json = { token, ...(path === 'accept' && { password: PASSWORD, code: '123456' }) }
      const again = await browserAt(endpoint.url).call('POST', `/v1/invitations/${path}`, { json })
      expect(again).toMatchObject({ status: 410, body: { code: 'bad_invitation' } })
    }
    const { body: rows } = await ask<{ rows: AccountRow[] }>(endpoint, '/v1/accounts')
    expect(rows.rows.find(({ id }) => id === account.id)?.hasAccepted).toBe(true)
  })

  test('an invitation ends after a week, by a newer one, and with its account', async () => {
    const account = await createAccount()
    const open = async (token: string) =>
      (await browserAt(endpoint.url).call('POST', '/v1/invitations/open', { json: { token } })).status
    const [first, second] = [await invitationOf(account), await invitationOf(account)]
    expect([await open(first.token), await open(second.token)]).toEqual([410, 200])
    now = second.expiresAt
    expect(await open(second.token)).toBe(410)
    const third = await invitationOf(account)
    await ask(endpoint, `/v1/accounts/${account.id}`, { method: 'PATCH', json: { deactivated: true } })
    expect(await open(third.token)).toBe(410)
  })

  test.each([
    [{ password: 'short' }, 400, 'bad_body'],
    [{ password: 'my name is dana cole' }, 422, 'bad_password'],
    [{ code: '000000' }, 422, 'bad_code'],
  ])('an invitation is not accepted with %j', async (fields, status, code) => {
    const { token } = await invitationOf(await createAccount())
    const browser = browserAt(endpoint.url)
    const { body } = await browser.call<OpenedInvitation>('POST', '/v1/invitations/open', { json: { token } })
    const json = { token, password: PASSWORD, code: await codeOf(body.totpSecret), ...fields }
    expect(await browser.call('POST', '/v1/invitations/accept', { json })).toMatchObject({ status, body: { code } })
    expect((await browser.call('GET', '/v1/me')).status).toBe(401)
  })

  test('a person signs in with address, password and a code, each code once', async () => {
    const { secret } = await joined()
    const browser = browserAt(endpoint.url)
    expect((await signIn(browser, secret, { email: ' Dana@Example.org' })).status).toBe(200)
    expect((await browser.call<Me>('GET', '/v1/me')).body).toMatchObject({ name: 'Dana Cole' })
    expect(await signIn(browserAt(endpoint.url), secret)).toMatchObject({ status: 401, body: { code: 'bad_sign_in' } })
  })

  test('whatever is wrong, the answer is the same', async () => {
    const { secret } = await joined()
    const refused = [
      await signIn(browserAt(endpoint.url), secret, { email: 'nobody@example.org' }),
      await signIn(browserAt(endpoint.url), secret, { password: 'seven quiet lantern' }),
      await signIn(browserAt(endpoint.url), secret, { code: '000000' }),
    ]
    await createAccount({ email: 'invited@example.org' })
    refused.push(await signIn(browserAt(endpoint.url), secret, { email: 'invited@example.org' }))
    expect(new Set(refused.map(({ body, status }) => JSON.stringify([status, body]))).size).toBe(1)
    expect(refused[0]).toMatchObject({ status: 401, body: { code: 'bad_sign_in' } })
  })

  test('after five failures an account takes no attempt for a while, longer each time', async () => {
    expect([1, 4, 5, 6, 7, 20].map(waitAfter)).toEqual([0, 0, 15_000, 30_000, 60_000, 15 * MINUTE])
    const { secret } = await joined()
    const browser = browserAt(endpoint.url)
    for (let attempt = 0; attempt < 5; attempt += 1) await signIn(browser, secret, { password: 'wrong' })
    expect((await signIn(browser, secret)).status).toBe(401)
    now += 15_000
    expect((await signIn(browser, secret)).status).toBe(200)
  })

  test('of many attempts at once, no more are judged than one after the other', async () => {
    const { account } = await joined()
    const attempts = Array.from({ length: 20 }, () =>
      signIn(browserAt(endpoint.url), 'A'.repeat(32), { code: '000000' }),
    )
    for (const { status } of await Promise.all(attempts)) expect(status).toBe(401)
    const [row] = await endpoint.database.query(
      sql`select failures, locked_until as "lockedUntil" from accounts where account_id = ${account.id}`,
    )
    expect(row).toEqual({ failures: 5, lockedUntil: now + waitAfter(5) })
  })

  test('whoever opened the link before knows no second factor that works', async () => {
    const { token } = await invitationOf(await createAccount())
    const browser = browserAt(endpoint.url)
    const open = async () =>
      (await browser.call<OpenedInvitation>('POST', '/v1/invitations/open', { json: { token } })).body.totpSecret
    const [first, second] = [await open(), await open()]
    const accept = async (secret: string) =>
      (
        await browser.call('POST', '/v1/invitations/accept', {
          json: { token, password: PASSWORD, code: await codeOf(secret) },
        })
      ).status
    expect([await accept(first), await accept(second)]).toEqual([422, 200])
  })

  test('a change needs the token of the session, which another site cannot read', async () => {
    const { browser } = await joined({ roles: ['admin'] })
    const json = { email: 'x@example.org', name: 'X', roles: ['biller'] }
    for (const given of ['', 'x'.repeat(43)]) {
      const headers = { 'x-csrf-token': given }
      expect(await browser.call('POST', '/v1/accounts', { json, headers })).toMatchObject({
        status: 403,
        body: { code: 'bad_csrf_token' },
      })
    }
    expect((await browser.call('POST', '/v1/accounts', { json })).status).toBe(201)
  })

  test('a browser that asks nothing is signed out, and every browser is after half a day', async () => {
    const { browser } = await joined()
    for (let minute = 0; minute < 45; minute += 15) {
      now += 15 * MINUTE
      expect((await browser.call('GET', '/v1/me')).status).toBe(200)
    }
    now += IDLE_SIGN_OUT_MS
    expect(await browser.call('GET', '/v1/me')).toMatchObject({ status: 401, body: { code: 'signed_out' } })

    const { browser: left } = await joined({ email: 'left@example.org' })
    for (let minute = 1; minute < 30; minute += 1) {
      now += MINUTE
      await left.call('GET', '/v1/me', { headers: { 'x-unattended': '1' } })
    }
    expect((await left.call('GET', '/v1/me', { headers: { 'x-unattended': '1' } })).status).toBe(401)

    const { browser: busy } = await joined({ email: 'busy@example.org' })
    const since = now - MINUTE
    while (now < since + LONGEST_SESSION_MS - 20 * MINUTE) {
      now += 20 * MINUTE
      await busy.call('GET', '/v1/me')
    }
    now = since + LONGEST_SESSION_MS
    expect((await busy.call('GET', '/v1/me')).status).toBe(401)
  })

  test('signing out ends this session, or all of them', async () => {
    const { browser, secret } = await joined()
    const [other, third] = [browserAt(endpoint.url), browserAt(endpoint.url)]
    await signIn(other, secret)
    now += MINUTE
    await signIn(third, secret)
    expect((await browser.call('POST', '/v1/sign-out')).status).toBe(204)
    expect((await browser.call('GET', '/v1/me')).status).toBe(401)
    expect((await other.call('GET', '/v1/me')).status).toBe(200)
    expect((await other.call('POST', '/v1/sign-out?everywhere=1')).status).toBe(204)
    expect((await third.call('GET', '/v1/me')).status).toBe(401)
  })

  test('a deactivated account is out at the next request, and a new invitation signs everybody out', async () => {
    const { browser, account } = await joined()
    const path = `/v1/accounts/${account.id}`
    await ask(endpoint, path, { method: 'PATCH', json: { deactivated: true } })
    expect(await browser.call('GET', '/v1/me')).toMatchObject({ status: 401, body: { code: 'deactivated' } })
    await ask(endpoint, path, { method: 'PATCH', json: { deactivated: false } })
    // Whoever has the old session is not let in by it again.
    expect((await browser.call('GET', '/v1/me')).body).toMatchObject({ code: 'signed_out' })
    const program = await tokenOf(endpoint, account)
    expect((await ask(program, '/v1/me')).status).toBe(200)
    const { token } = await invitationOf(account)
    const anew = browserAt(endpoint.url)
    const { body } = await anew.call<OpenedInvitation>('POST', '/v1/invitations/open', { json: { token } })
    const json = { token, password: 'another quiet lantern', code: await codeOf(body.totpSecret) }
    expect((await anew.call('POST', '/v1/invitations/accept', { json })).status).toBe(200)
    expect((await browser.call('GET', '/v1/me')).status).toBe(401)
    expect((await ask(program, '/v1/me')).status).toBe(401)
  })
})
