import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { oidcOptions } from '../../src/server/oidc-options.ts'

let folder: string
let file: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'touchledger-oidc-'))
  file = join(folder, 'secret')
  await writeFile(file, 'of-a-file\n')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const issuer = 'https://id.example.org/realms/north'
const one = { 'oidc-issuer': [issuer], 'oidc-client-id': ['touchledger'] }
const main = [{ id: 'main' }]
const SECRET = { TOUCHLEDGER_OIDC_CLIENT_SECRET: 'of-the-environment' }

test('one provider, with its secret from the environment or a file', () => {
  expect(oidcOptions({}, {}, main)).toEqual({})
  expect(oidcOptions(one, SECRET, main)).toEqual({
    main: {
      ...{ issuer, clientId: 'touchledger', clientSecret: 'of-the-environment', name: 'id.example.org' },
      ...{ domains: null, endsPasswords: false },
    },
  })
  const more = { 'oidc-name': ['North ID'], 'oidc-domains': ['North.example.org, south.example.org'] }
  const given = { ...one, ...more, 'oidc-client-secret-file': [file], 'oidc-only': [true] }
  expect(oidcOptions(given, {}, main)['main']).toMatchObject({
    ...{ clientSecret: 'of-a-file', name: 'North ID', domains: ['north.example.org', 'south.example.org'] },
    endsPasswords: true,
  })
})

test('each tenant has its own, or that of all, or none', () => {
  const tenants = [{ id: 'north' }, { id: 'south' }]
  const values = {
    'oidc-issuer': [`north=${issuer}`],
    'oidc-client-id': ['touchledger', 'north=touchledger-north'],
    'oidc-client-secret-file': [`north=${file}`],
  }
  expect(() => oidcOptions(values, {}, tenants)).toThrow('--oidc-issuer is missing')
  const { 'oidc-client-id': _, ...rest } = values
  const own = oidcOptions({ ...rest, 'oidc-client-id': ['north=touchledger-north'] }, {}, tenants)
  expect(Object.keys(own)).toEqual(['north'])
  expect(own['north']).toMatchObject({ clientId: 'touchledger-north', clientSecret: 'of-a-file' })
  const both = { ...values, 'oidc-issuer': [`north=${issuer}`, 'https://accounts.example.org'] }
  const providers = oidcOptions(both, SECRET, tenants)
  expect(providers['north']).toMatchObject({ issuer, clientId: 'touchledger-north', clientSecret: 'of-a-file' })
  expect(providers['south']).toMatchObject({ issuer: 'https://accounts.example.org', clientId: 'touchledger' })
})

test.each([
  [{ ...one, 'oidc-client-id': [] }, '--oidc-client-id is missing'],
  [{ 'oidc-client-id': ['touchledger'] }, '--oidc-issuer is missing'],
  [{ ...one, 'oidc-client-secret-file': ['/none'] }, '--oidc-client-secret-file cannot be read (ENOENT)'],
  [{ ...one, 'oidc-issuer': ['http://id.example.org'] }, 'begins with https://'],
  [{ ...one, 'oidc-issuer': ['id.example.org'] }, 'begins with https://'],
  [{ ...one, 'oidc-issuer': ['https://login.microsoftonline.com/common/v2.0'] }, 'names your own directory'],
  [{ ...one, 'oidc-issuer': [issuer, issuer] }, '--oidc-issuer is said twice'],
  [{ ...one, 'oidc-domains': ['@example.org'] }, '--oidc-domains: @example.org is no domain'],
])('%j is refused: %s', (values, reason) => {
  expect(() => oidcOptions(values, SECRET, main)).toThrow(reason)
})

test('a provider without a secret is refused', () => {
  expect(() => oidcOptions(one, {}, main)).toThrow('--oidc-client-secret-file is missing')
})
