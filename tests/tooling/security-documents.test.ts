import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const root = new URL('../../', import.meta.url)
const folder = new URL('docs/security/', root)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const testsIn = (text: string) => [...text.matchAll(/`(tests\/[^`]+)`/g)].map(([, path = '']) => path)

test('every test that a security document names is there', () => {
  const named = readdirSync(folder).flatMap((name) => testsIn(read(name)))
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([])
})

test('every protection of the threat model names a test, or says that it has none', () => {
  const [, guards = ''] = read('threat-model.md').split(/^## Boundaries.*$/m)
  const [within = ''] = guards.split(/^## /m)
  const protections = within.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  expect(protections.length).toBeGreaterThan(20)
  expect(protections.filter((line) => testsIn(line).length === 0 && !/\bno test\b/i.test(line))).toEqual([])
})

test('the table of sign-in has every refusal that the endpoint makes', () => {
  const provider = ['identity-provider.ts', 'provider-sign-in.ts']
  const code = provider.map((name) => readFileSync(new URL(`src/server/identity/${name}`, root), 'utf8')).join('\n')
  const refusals = [...code.matchAll(/SignInRefused\('([a-z_]+)'/g)].map(([, refusal = '']) => refusal)
  expect(refusals.length).toBeGreaterThan(5)
  expect(refusals.filter((refusal) => !read('sign-in.md').includes(`\`${refusal}\``))).toEqual([])
})
