/// <reference types="node" />
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { ask } from '../server/support/device.ts'
import { startProvider, type TestProvider } from '../server/support/identity-provider.ts'
import { findNothingNow } from './accessibility/support.ts'
import { startRealEndpoint } from './real-endpoint.ts'

// A real provider and a real endpoint: which cookies a browser brings back from another site is the browser's affair.

let provider: TestProvider
let endpoint: Endpoint & { readonly adminToken: string }
let page: Page
let close: () => Promise<void>
beforeAll(async () => {
  provider = await startProvider()
  const real = await startRealEndpoint({ identityProviders: { main: provider.options } })
  ;({ endpoint, close } = real)
  provider.serve([`${endpoint.url}/v1/oidc/callback`])
  page = await real.newPage()
})
afterAll(async () => {
  await close()
  await provider.close()
})

const link = () => page.getByRole('link', { name: 'Sign in with Example ID' })

test('whoever has no account is told what to do, and gets in once an admin has added them', async () => {
  provider.people.set('sue', { email: 'Sue@example.org', email_verified: true })
  await page.goto(`${endpoint.url}/worklist?due=overdue`)
  await link().waitFor()
  await findNothingNow(page)
  await link().click()
  await page.locator('input[name=login]').fill('sue')
  await page.locator('input[name=password]').fill('any')
  await page.locator('button[type=submit]').click()
  const refusal = page.getByRole('alert')
  await refusal.waitFor()
  expect(await refusal.innerText()).toBe(
    'Nobody with the e-mail address Sue@example.org has access. Ask an admin of TouchLedger to add this address, then try again.',
  )
  expect(new URL(page.url()).hash).toBe('')

  const json = { email: 'sue@example.org', name: 'Sue Park', roles: ['manager'] }
  expect((await ask(endpoint, '/v1/accounts', { method: 'POST', json })).status).toBe(201)
  await page.goto(`${endpoint.url}/worklist?due=overdue`)
  // The provider knows the browser still, so that nobody types anything.
  await link().click()
  await page.getByRole('navigation', { name: 'Screens' }).waitFor()
  expect(page.url()).toBe(`${endpoint.url}/worklist?due=overdue`)
  const cookies = await page.context().cookies(endpoint.url)
  expect(cookies.find(({ name }) => name === 'touchledger-session')).toMatchObject({
    httpOnly: true,
    sameSite: 'Strict',
  })
  await page.reload()
  await page.getByRole('navigation', { name: 'Screens' }).waitFor()
})

test('a link with a refusal shows nothing that is none, and signs nobody out', async () => {
  await page.goto(`${endpoint.url}/team#refused=unknown_account&email=x@example.org`)
  await page.getByRole('navigation', { name: 'Screens' }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await link().waitFor()
  await page.goto('about:blank')
  await page.goto(`${endpoint.url}/team#refused=call+555-1234`)
  await link().waitFor()
  await page.goto('about:blank')
  await page.goto(`${endpoint.url}/team#refused=unknown_account&email=call+555-1234`)
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('main').innerText()).not.toContain('555')
})

test('while the provider does not answer, the page says so and has the password', async () => {
  await provider.close()
  await link().click()
  await page.getByText('No answer from Example ID. Try again in a minute, or sign in with your password.').waitFor()
  expect(await page.getByLabel('Password').isEditable()).toBe(true)
})
