import { request } from 'node:http'
import { generate } from 'otplib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AccountRow, Invitation, Me, OpenedInvitation, Session } from '../../src/shared/contract/accounts.ts'
import { causeOf, createIdentityProvider, emailOf, SignInRefused } from '../../src/server/identity/identity-provider.ts'
import { PROVIDER_SIGN_IN_MS } from '../../src/server/identity/provider-sign-in.ts'
import { sql } from '../../src/server/database/sql.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { ask } from './support/device.ts'
import { serveAtLocalhost, signingKey, startProvider, type TestProvider } from './support/identity-provider.ts'
import { tokenOf } from './support/people.ts'
import { freshEndpoint, storesOfPlainSql } from './support/stores.ts'

/** The provider's clock is the machine's. */
let ahead = 0
const now = () => Date.now() + ahead

/** A browser: it keeps cookies, and follows no redirect by itself. */
function browser() {
  const cookies = new Map<string, string>()
  const get = async (address: string) => {
    const cookie = [...cookies].map(([key, value]) => `${key}=${value}`).join('; ')
    const response = await fetch(address, { redirect: 'manual', headers: { cookie } })
    for (const set of response.headers.getSetCookie()) {
      const [, key = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      cookies.set(key, value)
    }
    return response
  }
  /** Where a page sends the browser. */
  const sentTo = async (address: string) => (await get(address)).headers.get('location') ?? ''
  const me = async (url: string) => (await get(`${url}/v1/me`)).json() as Promise<Me & { code?: string }>
  return { get, sentTo, me, cookies }
}

describe.each(storesOfPlainSql)('signing in at an identity provider, on the %s store', (store) => {
  let provider: TestProvider
  let endpoint: Endpoint & { adminToken: string }
  beforeAll(async () => {
    provider = await startProvider()
    endpoint = await freshEndpoint(store, { now, identityProviders: { main: provider.options } })
    provider.serve([`${endpoint.url}/v1/oidc/callback`])
  })
  beforeEach(async () => {
    ahead = 0
    provider.people.clear()
    provider.people.set('dana', { email: 'Dana@example.org', email_verified: true })
    for (const name of ['sessions', 'accounts'] as const) {
      await endpoint.database.query(name === 'accounts' ? sql`delete from accounts` : sql`delete from sessions`)
    }
  })
  afterAll(async () => {
    await endpoint.close()
    await provider.close()
  })

  const createAccount = async (fields: object = {}) => {
    const json = { email: 'dana@example.org', name: 'Dana Cole', roles: ['manager'], ...fields }
    return (await ask<AccountRow>(endpoint, '/v1/accounts', { method: 'POST', json })).body
  }
  const accountOf = async (id: string) =>
    (await ask<{ rows: AccountRow[] }>(endpoint, '/v1/accounts')).body.rows.find((row) => row.id === id)
  const change = (id: string, json: object) => ask(endpoint, `/v1/accounts/${id}`, { method: 'PATCH', json })
  const start = (to = '/team') => `${endpoint.url}/v1/oidc/start?to=${encodeURIComponent(to)}`
  /** Goes the whole way. @returns where it ends */
  const enter = async (name = 'dana', who = browser(), to = '/team') =>
    who.sentTo(await provider.signIn(await who.sentTo(start(to)), name))
  const refusalOf = (address: string) =>
    Object.fromEntries(new URLSearchParams(new URL(address).hash.slice(1))) as { refused?: string; email?: string }

  test('lets in whose verified address has an account, to the screen they wanted', async () => {
    const { id } = await createAccount()
    expect((await accountOf(id))?.hasAccepted).toBe(false)
    const dana = browser()
    const asked = new URL(await dana.sentTo(start('/worklist?due=overdue')))
    expect(Object.fromEntries(asked.searchParams)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${endpoint.url}/v1/oidc/callback`,
      scope: 'openid email',
    })
    const back = await provider.signIn(asked.href, 'dana')
    const answer = await dana.get(back)
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${endpoint.url}/worklist?due=overdue`])
    expect(answer.headers.getSetCookie().join()).toMatch(/touchledger-session=.*HttpOnly; SameSite=Strict/)
    expect(await dana.me(endpoint.url)).toMatchObject({ name: 'Dana Cole', roles: ['manager'] })
    expect(await accountOf(id)).toMatchObject({ hasAccepted: true, linkedTo: provider.options.issuer })
    const session = (await (await browser().get(`${endpoint.url}/v1/session`)).json()) as Session
    expect(session).toEqual({ person: null, provider: 'Example ID' })
  })

  test.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example/team',
    '/..//evil.example',
    'javascript:alert(1)',
  ])('leads nowhere else: %s', async (to) => {
    await createAccount()
    const { origin, hostname } = new URL(await enter('dana', browser(), to))
    expect([origin, hostname]).toEqual([endpoint.url, '127.0.0.1'])
  })

  test('an answer is taken once, by the browser that was sent away, and not for ever', async () => {
    await createAccount()
    const dana = browser()
    const back = await provider.signIn(await dana.sentTo(start()), 'dana')
    const other = browser()
    await other.sentTo(start())
    // A link to it, followed by somebody else, would sign them in as Dana.
    expect(refusalOf(await other.sentTo(back))).toEqual({ refused: 'sign_in_over' })
    expect(refusalOf(await browser().sentTo(back))).toEqual({ refused: 'sign_in_over' })
    const wrong = new URL(back)
    wrong.searchParams.set('state', 'guessed')
    expect(refusalOf(await dana.sentTo(wrong.href))).toEqual({ refused: 'sign_in_over' })
    wrong.searchParams.delete('state')
    expect(refusalOf(await dana.sentTo(wrong.href))).toEqual({ refused: 'sign_in_over' })
    expect(await dana.sentTo(back)).toBe(`${endpoint.url}/team`)
    expect(refusalOf(await dana.sentTo(back))).toEqual({ refused: 'sign_in_over' })

    const late = browser()
    const lateBack = await provider.signIn(await late.sentTo(start()), 'dana')
    ahead = PROVIDER_SIGN_IN_MS
    expect(refusalOf(await late.sentTo(lateBack))).toEqual({ refused: 'sign_in_over' })
  })

  test('a code that was used, or is another browser’s, gets nobody in', async () => {
    await createAccount()
    const [first, second] = [browser(), browser()]
    const used = new URL(await provider.signIn(await first.sentTo(start()), 'dana'))
    await first.sentTo(used.href)
    for (const fresh of [second, browser()]) {
      const back = new URL(await provider.signIn(await fresh.sentTo(start()), 'dana'))
      back.searchParams.set('code', used.searchParams.get('code') ?? '')
      expect(refusalOf(await fresh.sentTo(back.href))).toEqual({ refused: 'provider_refused' })
    }
    const [third, fourth] = [browser(), browser()]
    const stolen = new URL(await provider.signIn(await third.sentTo(start()), 'dana'))
    const back = new URL(await provider.signIn(await fourth.sentTo(start()), 'dana'))
    back.searchParams.set('code', stolen.searchParams.get('code') ?? '')
    // PKCE: the code is worth nothing without the verifier that its own browser's sign-in has.
    expect(refusalOf(await fourth.sentTo(back.href))).toEqual({ refused: 'provider_refused' })
  })

  test.each([
    [{ email: 'dana@example.org', email_verified: false }, 'unverified_email', 'dana@example.org'],
    [{ email: 'dana@example.org' }, 'unverified_email', 'dana@example.org'],
    [{}, 'unverified_email', undefined],
    [{ email: 'nobody@example.org', email_verified: true }, 'unknown_account', 'nobody@example.org'],
    // In lower case, the Kelvin sign is a k.
    [{ email: '\u212Aate@example.org', email_verified: true }, 'unknown_account', '\u212Aate@example.org'],
  ])('refuses %j: %s', async (told, refused, email) => {
    const { id } = await createAccount()
    const { id: kate } = await createAccount({ email: 'kate@example.org' })
    provider.people.set('dana', told)
    const dana = browser()
    expect(refusalOf(await enter('dana', dana))).toEqual({ refused, ...(email !== undefined && { email }) })
    expect((await dana.me(endpoint.url)).code).toBe('unauthenticated')
    for (const one of [id, kate]) expect(await accountOf(one)).toMatchObject({ hasAccepted: false, linkedTo: null })
  })

  test.each(['a b', '[', 'x:99999', '%00'])('a host that is none is refused: %s', async (host) => {
    for (const path of ['callback?state=1', 'start']) {
      // `fetch` sets the host itself.
      const status = await new Promise((resolve, reject) => {
        const sent = request(`${endpoint.url}/v1/oidc/${path}`, { headers: { host } }, ({ statusCode }) =>
          resolve(statusCode),
        )
        sent.on('error', reject).end()
      })
      expect(status).toBe(400)
    }
  })

  test('an account stays with the person who signed in first, whoever gets their address', async () => {
    const { id } = await createAccount()
    await enter()
    provider.people.set('dana', { email: 'dana.married@example.org', email_verified: true })
    provider.people.set('dina', { email: 'dana@example.org', email_verified: true })
    expect(await enter('dana')).toBe(`${endpoint.url}/team`)
    const dina = browser()
    expect(refusalOf(await enter('dina', dina))).toEqual({ refused: 'other_person', email: 'dana@example.org' })

    const dana = browser()
    await enter('dana', dana)
    const account = await accountOf(id)
    const program = await tokenOf(endpoint, account as AccountRow)
    expect((await ask(program, '/v1/me')).status).toBe(200)
    expect((await change(id, { unlink: true })).body).toMatchObject({ linkedTo: null })
    expect((await ask(program, '/v1/me')).status).toBe(401)
    expect((await dana.me(endpoint.url)).code).toBe('signed_out')
    expect(await enter('dina', dina)).toBe(`${endpoint.url}/team`)
  })

  test('whoever is deactivated is refused, before and after the first sign-in, and is out at once', async () => {
    const { id } = await createAccount()
    await change(id, { deactivated: true })
    expect(refusalOf(await enter())).toMatchObject({ refused: 'deactivated' })
    await change(id, { deactivated: false })
    const dana = browser()
    await enter('dana', dana)
    await change(id, { deactivated: true })
    expect((await dana.me(endpoint.url)).code).toBe('deactivated')
    expect(refusalOf(await enter())).toMatchObject({ refused: 'deactivated' })
  })

  test('a person who says no at the provider is told so', async () => {
    const dana = browser()
    const state = new URL(await dana.sentTo(start())).searchParams.get('state') ?? ''
    const back = new URL(`${endpoint.url}/v1/oidc/callback`)
    back.search = String(new URLSearchParams({ error: 'access_denied', state, iss: provider.options.issuer }))
    expect(refusalOf(await dana.sentTo(back.href))).toEqual({ refused: 'provider_refused' })
  })
})

describe('an identity provider', () => {
  const withProvider = async (options: Partial<TestProvider['options']>, fields: object = {}) => {
    const provider = await startProvider()
    const endpoint = await freshEndpoint('postgres', {
      identityProviders: { main: { ...provider.options, ...options } },
      ...fields,
    })
    provider.serve([`${endpoint.url}/v1/oidc/callback`])
    provider.people.set('dana', { email: 'dana@example.org', email_verified: true })
    const json = { email: 'dana@example.org', name: 'Dana Cole', roles: ['manager'] }
    const { body: account } = await ask<AccountRow>(endpoint, '/v1/accounts', { method: 'POST', json })
    const who = browser()
    return {
      ...{ provider, endpoint, who, account },
      begin: async () => who.sentTo(`${endpoint.url}/v1/oidc/start`),
      refusalAt: (address: string) => new URLSearchParams(new URL(address).hash.slice(1)).get('refused'),
      close: async () => {
        await endpoint.close()
        await provider.close()
      },
    }
  }

  /** Goes the way to a provider and back without an endpoint. @returns why the answer is not believed, for an operator */
  const causeWith = async (
    issuer: string,
    through: TestProvider,
    change: (address: URL) => void = () => {},
  ): Promise<readonly unknown[]> => {
    const asking = createIdentityProvider({ ...through.options, issuer })
    const { address, ...question } = await asking.ask(RETURN)
    const back = new URL(await through.signIn(address, 'dana'))
    change(back)
    const answered = await asking.readAnswer(back, question).catch((error: unknown) => error)
    return answered instanceof SignInRefused ? [answered.reason, causeOf(answered)] : [answered]
  }
  const RETURN = 'http://127.0.0.1:9/v1/oidc/callback'

  test('whose token names another issuer, or is signed by another, is not believed', async () => {
    const [one, other] = [await startProvider(), await startProvider()]
    for (const each of [one, other]) each.serve([RETURN])
    expect(await causeWith(one.options.issuer, one)).toEqual([
      { issuer: one.options.issuer, subject: 'dana', email: null, isVerified: false },
    ])
    // It says that it is one issuer, and has another's tokens made.
    const front = await serveAtLocalhost((_request, response) => {
      const { issuer } = one.options
      const metadata = {
        ...{ issuer: front.url, authorization_endpoint: `${issuer}/auth`, token_endpoint: `${issuer}/token` },
        ...{ jwks_uri: `${issuer}/jwks`, id_token_signing_alg_values_supported: ['RS256'] },
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(metadata))
    })
    const dropIssuer = (address: URL) => address.searchParams.delete('iss')
    expect(await causeWith(front.url, one, dropIssuer)).toEqual([
      'bad_provider_answer',
      'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
    ])
    // RFC 9207: the browser comes back with the issuer's name, which is read before the code is sent anywhere.
    const nameOther = (address: URL) => address.searchParams.set('iss', other.options.issuer)
    expect(await causeWith(one.options.issuer, one, nameOther)).toEqual([
      'bad_provider_answer',
      'OAUTH_INVALID_RESPONSE',
    ])
    one.serve([RETURN], { keys: [signingKey()] })
    expect((await causeWith(one.options.issuer, one))[0]).toBe('bad_provider_answer')
    for (const each of [one, other, front]) await each.close()
  })

  test('that is down or slow is said in time, and the endpoint works on', async () => {
    const slow = await serveAtLocalhost(() => {})
    const waiting = await withProvider({ issuer: slow.url, timeoutMs: 200 })
    expect(waiting.refusalAt(await waiting.begin())).toBe('provider_unavailable')
    await waiting.close()
    await slow.close()

    const { provider, endpoint, who, begin, refusalAt } = await withProvider({})
    const back = await provider.signIn(await begin(), 'dana')
    await provider.close()
    expect(refusalAt(await who.sentTo(back))).toBe('provider_unavailable')
    expect((await ask(endpoint, '/v1/accounts')).status).toBe(200)
    await endpoint.close()
    const down = await withProvider({ issuer: slow.url })
    expect(down.refusalAt(await down.begin())).toBe('provider_unavailable')
    await down.close()
  })

  test('may let in some domains alone', async () => {
    const { provider, endpoint, who, begin, refusalAt, close } = await withProvider({
      domains: ['north.example.org', 'kent.example.org'],
    })
    const json = { email: 'sue@north.example.org', name: 'Sue', roles: ['manager'] }
    await ask(endpoint, '/v1/accounts', { method: 'POST', json })
    provider.people.set('sue', { email: 'sue@North.example.org', email_verified: true })
    expect(refusalAt(await who.sentTo(await provider.signIn(await begin(), 'dana')))).toBe('other_domain')
    expect(await who.sentTo(await provider.signIn(await begin(), 'sue'))).toBe(`${endpoint.url}/team`)
    // Also of people who have been here before. In lower case, the Kelvin sign is a k.
    for (const domain of ['north.example.org.evil.example', '\u212Aent.example.org']) {
      provider.people.set('sue', { email: `sue@${domain}`, email_verified: true })
      expect(refusalAt(await who.sentTo(await provider.signIn(await begin(), 'sue')))).toBe('other_domain')
    }
    await close()
  })

  test('may be the only way in for those who have used it; nobody else learns who that is', async () => {
    const { provider, endpoint, who, begin, account, close } = await withProvider({ endsPasswords: true })
    const post = async (path: string, json: object) =>
      ask<OpenedInvitation & { code?: string }>(endpoint, path, {
        method: 'POST',
        json,
        headers: { authorization: '' },
      })
    const { body: invitation } = await ask<Invitation>(endpoint, `/v1/accounts/${account.id}/invitation`, {
      method: 'POST',
    })
    const { body: opened } = await post('/v1/invitations/open', { token: invitation.token })
    const password = 'seven quiet lanterns'
    let at = Date.now()
    const code = () => generate({ secret: opened.totpSecret, epoch: Math.floor(at / 1000) })
    await post('/v1/invitations/accept', { token: invitation.token, password, code: await code() })
    at += 30_000
    const signIn = async (given = password) => {
      const { status, body } = await post('/v1/sign-in', { email: account.email, password: given, code: await code() })
      return [status, body.code]
    }
    expect(await signIn()).toEqual([200, undefined])
    await who.sentTo(await provider.signIn(await begin(), 'dana'))
    await endpoint.database.query(sql`update accounts set totp_step = null`)
    expect(await signIn('guessed')).toEqual([401, 'bad_sign_in'])
    expect(await signIn()).toEqual([403, 'use_provider'])
    // Nor does an invitation let them in.
    const { body: again } = await ask<Invitation>(endpoint, `/v1/accounts/${account.id}/invitation`, { method: 'POST' })
    for (const [path, more] of [
      ['open', {}],
      ['accept', { password, code: '123456' }],
    ] as const) {
      const answer = await post(`/v1/invitations/${path}`, { token: again.token, ...more })
      expect([answer.status, answer.body.code]).toEqual([403, 'use_provider'])
    }
    await close()
  })

  test.each([
    [{ email: 'a@b.org', email_verified: true }, true],
    [{ email: 'a@b.org', email_verified: 'true' }, true],
    [{ email: 'a@b.org', xms_edov: true }, true],
    [{ email: 'a@b.org', xms_edov: '1' }, true],
    [{ email: 'a@b.org', xms_edov: false }, false],
    [{ email: 'a@b.org', email_verified: 'yes' }, false],
    [{ email: 'a@b.org' }, false],
  ])('says of an address whether it is verified: %j', (claims, isVerified) => {
    expect(emailOf(claims)).toEqual({ email: 'a@b.org', isVerified })
  })
})

test('without an identity provider there is no way to one', async () => {
  const endpoint = await freshEndpoint('postgres')
  const response = await fetch(`${endpoint.url}/v1/oidc/start`, { redirect: 'manual' })
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([404, 'no_provider'])
  await endpoint.close()
})

test('each tenant has its own provider, address to come back to, and cookie', async () => {
  const provider = await startProvider()
  const tenants = ['north', 'south'].map((id) => ({ id, host: null, prefix: `/t/${id}` }))
  const endpoint = await freshEndpoint('postgres', { tenants, identityProviders: { north: provider.options } })
  provider.serve([`${endpoint.url}/t/north/v1/oidc/callback`])
  provider.people.set('dana', { email: 'dana@example.org', email_verified: true })
  const north = { url: `${endpoint.url}/t/north`, adminToken: endpoint.adminToken }
  const json = { email: 'dana@example.org', name: 'Dana Cole', roles: ['manager'] }
  expect((await ask(north, '/v1/accounts', { method: 'POST', json })).status).toBe(201)
  const dana = browser()
  const sent = await dana.get(`${north.url}/v1/oidc/start?to=/worklist`)
  expect(sent.headers.getSetCookie().join()).toMatch(/^touchledger-browser=.*Path=\/t\/north; HttpOnly; SameSite=Lax/)
  const back = await provider.signIn(sent.headers.get('location') ?? '', 'dana')
  expect(await dana.sentTo(back)).toBe(`${north.url}/worklist`)
  expect(await dana.me(north.url)).toMatchObject({ name: 'Dana Cole' })
  expect((await dana.get(`${endpoint.url}/t/south/v1/oidc/start`)).status).toBe(404)
  expect((await dana.me(`${endpoint.url}/t/south`)).code).toBe('signed_out')
  await endpoint.close()
  await provider.close()
})
