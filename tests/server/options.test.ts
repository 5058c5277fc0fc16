import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endpointOptions, secretVariables, variableOf } from '../../src/server/option-list.ts'
import { readOptions, usage } from '../../src/server/options.ts'
import { withOptions } from '../../src/tools/describe-options.ts'

const TOKEN = 'a-token-of-sixteen-characters'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'touchledger-options-'))))
afterAll(() => rm(folder, { recursive: true, force: true }))

function fileOf(name: string, content: unknown): string {
  const file = join(folder, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}
const read = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  readOptions(args, environment)?.options
const secret = (name: string, text: string) => fileOf(name, `${text}\n`)

describe('what the endpoint is started with', () => {
  test('the environment overrides the file, and the command line both', () => {
    const file = fileOf('three.json', {
      data: '/of-file',
      port: 1,
      host: '10.0.0.1',
      'security-contact': 'mailto:a@b.example',
    })
    const environment = { TOUCHLEDGER_CONFIG: file, TOUCHLEDGER_PORT: '2', TOUCHLEDGER_HOST: '10.0.0.2' }
    expect(read(['--config', file])).toMatchObject({ dataFolder: '/of-file', port: 1, host: '10.0.0.1' })
    expect(read([], environment)).toMatchObject({ dataFolder: '/of-file', port: 2, host: '10.0.0.2' })
    expect(read(['--port', '3'], environment)).toMatchObject({
      ...{ dataFolder: '/of-file', port: 3, host: '10.0.0.2', securityContact: 'mailto:a@b.example' },
    })
  })

  test('every option but the file itself can be said in the file and in the environment', () => {
    const said = {
      data: '/d',
      tenants: ['north', 'south'],
      'trust-proxy': ['10.0.0.5', '10.1.0.0/16'],
      'check-answers': true,
    }
    const addressFile = secret('address', 'postgres://a:b@db.example/c')
    const file = fileOf('lists.json', { ...said, 'database-url-file': addressFile })
    const expected = {
      ...{ dataFolder: '/d', checkAnswers: true, databaseUrl: 'postgres://a:b@db.example/c', port: 4780 },
      trustProxy: ['10.0.0.5', '10.1.0.0/16'],
      tenants: [expect.objectContaining({ id: 'north' }), expect.objectContaining({ id: 'south' })],
    }
    expect(read(['--config', file])).toMatchObject(expected)
    const environment = {
      ...{ TOUCHLEDGER_DATA: '/d', TOUCHLEDGER_TENANTS: 'north,south', TOUCHLEDGER_CHECK_ANSWERS: 'true' },
      ...{ TOUCHLEDGER_TRUST_PROXY: '10.0.0.5,10.1.0.0/16', DATABASE_URL_FILE: addressFile },
    }
    expect(read([], environment)).toMatchObject(expected)
  })

  test('a secret of a later place replaces one of an earlier, in whatever form', () => {
    const [ofFile, ofVariable] = [secret('one', `${TOKEN}-of-file`), secret('two', `${TOKEN}-of-variable`)]
    const args = ['--data', 'x', '--config', fileOf('token.json', { 'admin-token-file': ofFile })]
    expect(read(args)?.adminToken).toBe(`${TOKEN}-of-file`)
    expect(read(args, { TOUCHLEDGER_ADMIN_TOKEN: TOKEN })?.adminToken).toBe(TOKEN)
    expect(read(args, { TOUCHLEDGER_ADMIN_TOKEN_FILE: ofVariable })?.adminToken).toBe(`${TOKEN}-of-variable`)
    expect(read([...args, '--admin-token', 'said'], { TOUCHLEDGER_ADMIN_TOKEN: TOKEN })?.adminToken).toBe('said')
  })

  test('a tenant has a secret of its own, and the others that of the environment', () => {
    const issuer = 'https://id.example.org/realms/north'
    const args = ['--tenants', 'north,south', '--oidc-issuer', issuer, '--oidc-client-id', 'touchledger']
    const own = ['--oidc-client-secret-file', `north=${secret('north', 'of-north')}`]
    const environment = { DATABASE_URL: 'postgres://a@b.example/c', TOUCHLEDGER_OIDC_CLIENT_SECRET: 'of-all' }
    expect(read([...args, ...own], environment)?.identityProviders).toMatchObject({
      ...{ north: { clientSecret: 'of-north' }, south: { clientSecret: 'of-all' } },
    })
  })
})

describe('a fault names the place, the field and the remedy', () => {
  test.each<[string, unknown, string]>([
    ['typo.json', { prot: 4780 }, '/prot is no option. The keys are the options without their dashes'],
    ['nested.json', { config: 'x' }, '/config is no option'],
    ['type.json', { data: 'x', port: true }, '/port: expected a text, a number or a list of texts'],
    ['switch.json', { data: 'x', 'oidc-only': 'yes' }, '/oidc-only: expected true or false'],
    ['range.json', { data: 'x', port: 70_000 }, '/port is a number from 0 to 65535'],
    ['proxy.json', { data: 'x', 'trust-proxy': 'all' }, '/trust-proxy: all is no address or network'],
    ['secret.json', { data: 'x', 'admin-token-file': '/none' }, '/admin-token-file cannot be read (ENOENT)'],
    ['broken.json', '{"port": ', 'not valid JSON'],
    ['list.json', [4780], 'expected an object, as {"port": 4780}'],
  ])('%s', (name, content, words) => {
    const file = fileOf(name, content)
    expect(() => read(['--config', file])).toThrow(words)
    expect(() => read(['--config', file])).toThrow(file)
  })

  test.each<[readonly string[], Readonly<Record<string, string>>, string]>([
    [['--config', '/none.json'], {}, '/none.json: the configuration file cannot be read (ENOENT)'],
    [[], {}, '--data is missing'],
    [['--data', 'x'], { TOUCHLEDGER_PORT: 'high' }, 'TOUCHLEDGER_PORT is a number from 0 to 65535'],
    [['--data', 'x'], { TOUCHLEDGER_OIDC_ONLY: 'yes' }, 'TOUCHLEDGER_OIDC_ONLY is true or false'],
    [['--data', 'x'], { DATABASE_URL: 'a', DATABASE_URL_FILE: 'b' }, 'DATABASE_URL and DATABASE_URL_FILE are both set'],
    [[], { DATABASE_URL: 'mysql://a:b@c/d' }, 'DATABASE_URL begins with postgres://'],
    [['--data', 'x', '--color'], {}, "Unknown option '--color'"],
  ])('%j with %j', (args, environment, words) => {
    expect(() => read(args, environment)).toThrow(words)
  })
})

test('the usage and the page of deployment have every option', () => {
  expect(readOptions(['--help'], {})).toBeNull()
  for (const option of endpointOptions) expect(usage).toContain(`--${option.name}`)
  const page = readFileSync(new URL('../../docs/deployment.md', import.meta.url), 'utf8')
  expect(withOptions(page), 'run `npm run docs:options`').toBe(page)
  expect(page).toContain('`TOUCHLEDGER_TRUST_PROXY`')
  // A file of a secret is named by the variable of the secret with _FILE.
  const byName = new Map<string, (typeof endpointOptions)[number]>(
    endpointOptions.map((option) => [option.name, option]),
  )
  for (const [variable, name] of Object.entries(secretVariables)) {
    expect(variableOf(byName.get(name)!)).toBe(`${variable}_FILE`)
  }
})
