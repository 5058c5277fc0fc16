import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get, type RequestOptions } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { closedOptions, secretOf, warningsOf } from '../../src/server/closed-options.ts'
import { ask } from './support/device.ts'
import { freshEndpoint } from './support/stores.ts'

const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url))
const TOKEN = 'a-token-of-sixteen-characters'

let folder: string
let tokenFile: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchledger-closed-'))
  tokenFile = join(folder, 'token')
  await writeFile(tokenFile, `${TOKEN}\n`)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('secrets', () => {
  test('come from a file, the environment or, for a trial, the command line', () => {
    const tokens = [
      closedOptions({ 'admin-token': TOKEN }, {}, undefined),
      closedOptions({ 'admin-token-file': tokenFile }, {}, '0.0.0.0'),
      closedOptions({}, { TOUCHLEDGER_ADMIN_TOKEN: TOKEN }, '0.0.0.0'),
      closedOptions({}, { TOUCHLEDGER_ADMIN_TOKEN_FILE: tokenFile }, '0.0.0.0'),
    ].map(({ adminToken }) => adminToken)
    expect(tokens).toEqual(Array(4).fill(TOKEN))
    expect(secretOf({ DATABASE_URL_FILE: tokenFile }, 'DATABASE_URL')).toBe(TOKEN)
    expect(closedOptions({}, {}, undefined).adminToken).toBeUndefined()
  })

  test.each([
    [{ 'admin-token': 'a', 'admin-token-file': '/none' }, {}, undefined, 'cannot be read (ENOENT)'],
    [{ 'admin-token': TOKEN }, { TOUCHLEDGER_ADMIN_TOKEN: TOKEN }, undefined, 'only one of them'],
    [{}, { TOUCHLEDGER_ADMIN_TOKEN: TOKEN, TOUCHLEDGER_ADMIN_TOKEN_FILE: '/none' }, undefined, 'both set'],
    [{ 'admin-token': 'short' }, {}, '0.0.0.0', '16 characters or more'],
    [{}, { TOUCHLEDGER_ADMIN_TOKEN: 'short' }, '10.0.0.1', '16 characters or more'],
    [{}, { TOUCHLEDGER_METRICS_TOKEN: 'short' }, undefined, '16 to 200'],
    [{ 'tls-cert': fixture('cert.pem') }, {}, undefined, 'needed together'],
    [{ 'tls-cert': fixture('key.pem'), 'tls-key': fixture('key.pem') }, {}, undefined, 'no PEM certificate'],
    [{ 'tls-cert': '/none', 'tls-key': fixture('key.pem') }, {}, undefined, '--tls-cert cannot be read'],
    [{ 'trust-proxy': 'true' }, {}, undefined, 'no address or network'],
    [{ 'trust-proxy': '1' }, {}, undefined, 'no address or network'],
    [{ 'metrics-port': '99999' }, {}, undefined, '--metrics-port is a number'],
    [{ 'security-contact': 'security@example.org' }, {}, undefined, '--security-contact is an address'],
    [{ 'security-contact': 'https://x\nContact: https://y' }, {}, undefined, '--security-contact is an address'],
    [{ 'webhook-networks': 'all' }, {}, undefined, '--webhook-networks: all is no network'],
  ])('%j with %j at %s is refused', (values, environment, host, reason) => {
    expect(() => closedOptions(values, environment, host)).toThrow(reason)
    expect(() => closedOptions(values, environment, host)).not.toThrow(TOKEN)
  })

  test('a token among the arguments is warned of where other machines reach the endpoint', () => {
    const warned = (host?: string) => warningsOf({ 'admin-token': TOKEN }, { adminToken: TOKEN, host }).join('\n')
    expect(warned()).toBe('')
    expect(warned('127.0.0.1')).toBe('')
    expect(warned('0.0.0.0')).toMatch(/can read --admin-token[^]*without TLS/)
    expect(warned('::')).toMatch(/can read --admin-token/)
    expect(warningsOf({}, { adminToken: TOKEN, host: '0.0.0.0', trustProxy: ['10.0.0.1'] })).toEqual([])
    expect(warningsOf({}, { adminToken: 'a', host: undefined })).toEqual([expect.stringContaining('guessed')])
  })
})

test('the endpoint serves https by itself, TLS 1.2 and later, and nothing else there', async () => {
  const { tls } = closedOptions({ 'tls-cert': fixture('cert.pem'), 'tls-key': fixture('key.pem') }, {}, undefined)
  const endpoint = await freshEndpoint('postgres', { tls })
  const overTls = (options: RequestOptions) =>
    new Promise<readonly [number | undefined, string | undefined]>((resolve, reject) => {
      get(`${endpoint.url}/healthz`, { ca: readFileSync(fixture('cert.pem')), ...options }, (response) => {
        response.resume()
        resolve([response.statusCode, response.headers['strict-transport-security']])
      }).on('error', reject)
    })
  expect(endpoint.url).toMatch(/^https:/)
  expect(await overTls({})).toEqual([200, 'max-age=31536000'])
  await expect(overTls({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' })).rejects.toThrow()
  await expect(fetch(endpoint.url.replace('https:', 'http:'))).rejects.toThrow()
  await endpoint.close()
})

test.each([
  ['a named proxy says who asks', ['127.0.0.1'], [403, 403, 429, 403]],
  ['of others the header says nothing', [], [403, 403, 429, 429]],
])('rate limits: %s', async (_what, trustProxy, expected) => {
  const endpoint = await freshEndpoint('postgres', { enrollmentsPerMinute: 2, trustProxy })
  const json = { code: 'GUESSED-CODE', publicKey: 'A'.repeat(43), platform: 'linux', agentVersion: '1' }
  const statuses = []
  for (const client of ['198.51.100.1', '198.51.100.1', '198.51.100.1', '198.51.100.2']) {
    const headers = { 'x-forwarded-for': client }
    statuses.push((await ask(endpoint, '/v1/enrollments', { method: 'POST', json, headers })).status)
  }
  expect(statuses).toEqual(expected)
  await endpoint.close()
})

test('metrics are read with their token, or on their own port, and not otherwise', async () => {
  const closed = await freshEndpoint('postgres')
  const open = await freshEndpoint('postgres', { metricsToken: TOKEN, metricsPort: 0 })
  const read = async (url: string | null, token?: string) => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const response = await fetch(url ?? '', { headers })
    return [response.status, (await response.text()).includes('touchledger_')]
  }
  expect(closed.metricsUrl).toBeNull()
  for (const token of [undefined, 'guessed', closed.adminToken]) {
    expect(await read(`${closed.url}/metrics`, token)).toEqual([401, false])
    expect(await read(`${open.url}/metrics`, token)).toEqual([401, false])
  }
  expect(await read(`${open.url}/metrics`, TOKEN)).toEqual([200, true])
  expect(await read(open.metricsUrl)).toEqual([200, true])
  expect((await fetch((open.metricsUrl ?? '').replace('/metrics', '/v1/people'))).status).toBe(404)
  await closed.close()
  await open.close()
})

test('security.txt names whom the operator names, and is none otherwise', async () => {
  const now = Date.UTC(2026, 11, 1)
  const endpoint = await freshEndpoint('postgres', { now: () => now, securityContact: 'mailto:security@example.org' })
  const answer = await fetch(`${endpoint.url}/.well-known/security.txt`)
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'text/plain; charset=utf-8',
    'Contact: mailto:security@example.org\r\nExpires: 2027-05-30T00:00:00.000Z\r\nPreferred-Languages: en\r\n',
  ])
  await endpoint.close()
  const without = await freshEndpoint('postgres')
  expect((await fetch(`${without.url}/.well-known/security.txt`)).status).toBe(404)
  await without.close()
})
