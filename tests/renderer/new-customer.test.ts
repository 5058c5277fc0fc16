/// <reference types="node" />
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { generate } from 'otplib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { batchOf, deviceWithCode, token } from '../server/support/device.ts'
import { startProvider, type TestProvider } from '../server/support/identity-provider.ts'
import { spanRecord, timesBefore, touchRecord } from '../server/support/records.ts'
import { findNothingNow } from './accessibility/support.ts'
import { type RealEndpoint, startRealEndpoint } from './real-endpoint.ts'

// A new customer's first day, in browsers alone: no admin token, no call that a person could not make by clicking.
// TOUCHLEDGER_PICTURES=DIR keeps a picture of each step.

const MINUTE = 60_000
const people = {
  fay: 'Fay Ray',
  sue: 'Sue Park',
  ana: 'Ana Ortiz',
  ben: 'Ben Ruiz',
  dee: 'Dee Lund',
} as const
type Name = keyof typeof people
const addressOf = (name: Name) => `${name}@clinic.example`

let provider: TestProvider
let real: RealEndpoint
const pages = new Map<Name, Page>()
const devices = new Map<Name, Awaited<ReturnType<typeof deviceWithCode>>>()
beforeAll(async () => {
  provider = await startProvider()
  real = await startRealEndpoint({ adminToken: undefined, identityProviders: { main: provider.options } })
  provider.serve([`${real.endpoint.url}/v1/oidc/callback`])
  for (const name of ['fay', 'sue', 'ana', 'ben'] as const) {
    provider.people.set(name, { email: addressOf(name), email_verified: true })
  }
})
afterAll(async () => {
  await real.close()
  await provider.close()
})

const pageOf = (name: Name): Page => {
  const page = pages.get(name)
  if (!page) throw new Error(`${name} has no browser`)
  return page
}

let pictures = 0
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['TOUCHLEDGER_PICTURES']
  if (folder === undefined) return
  pictures += 1
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${pictures}-${name}.png`), fullPage: true })
}

/** Signs in at the provider in a browser of one's own, as on any working day. @param path where the person was going */
async function signIn(name: Name, path: string): Promise<Page> {
  const page = pages.get(name) ?? (await real.newPage())
  pages.set(name, page)
  await page.goto(real.endpoint.url + path)
  await page.getByRole('link', { name: 'Sign in with Example ID' }).click()
  await page.locator('input[name=login]').fill(name)
  await page.locator('input[name=password]').fill('any')
  await page.locator('button[type=submit]').click()
  await page.getByRole('navigation', { name: 'Screens' }).waitFor()
  return page
}

const screensOf = (page: Page) => page.getByRole('navigation', { name: 'Screens' }).getByRole('link').allInnerTexts()

test('the first admin opens the endpoint’s link, and signs in at the provider from then on', async () => {
  const link = real.endpoint.tenants[0]?.firstAdmin?.link ?? ''
  const page = await real.newPage()
  pages.set('fay', page)
  await page.goto(link)
  await page.getByRole('heading', { name: 'Welcome to TouchLedger' }).waitFor()
  const secret = (await page.locator('code').innerText()).replaceAll(' ', '')
  await page.getByLabel('Your name').fill(people.fay)
  await page.getByLabel('Your e-mail address').fill(addressOf('fay'))
  await page.getByLabel('6-digit code').fill(await generate({ secret }))
  await page.getByLabel('New password').fill('seven quiet lanterns')
  await picture(page, 'first-admin')
  await page.getByRole('button', { name: 'Set password and sign in' }).click()
  await page.getByRole('heading', { level: 1, name: 'Setup' }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByRole('link', { name: 'Sign in with Example ID' }).waitFor()
  await picture(page, 'sign-in')
  await findNothingNow(page)
  await signIn('fay', '/accounts')
  await page.getByRole('rowheader', { name: people.fay }).waitFor()
})

test('makes a code for each biller, and their computers enroll and send', async () => {
  const page = pageOf('fay')
  await page.goto(`${real.endpoint.url}/devices`)
  for (const [name, team] of [
    ['ana', 'North'],
    ['ben', 'North'],
    ['dee', 'South'],
  ] as const) {
    await page.getByRole('button', { name: 'New code' }).click()
    const form = page.getByRole('form', { name: 'New enrollment code' })
    await form.getByLabel('E-mail address').fill(addressOf(name))
    await form.getByLabel('Name').fill(people[name])
    await form.getByLabel('Team').fill(team)
    await form.getByRole('button', { name: 'Make the code' }).click()
    await page.getByText(`This code lets one computer in, for ${people[name]} (${addressOf(name)}).`).waitFor()
    if (name === 'ana') await picture(page, 'code')
    const device = await deviceWithCode(real.endpoint, await page.getByLabel('Code', { exact: true }).inputValue())
    devices.set(name, device)
    await page.getByRole('button', { name: 'Done' }).click()
    const times = { ...timesBefore(Date.now(), 5 * MINUTE), claimToken: token('1') }
    const records = [
      spanRecord({ ...times, seq: 1, app: `program of ${name}` }),
      touchRecord({ ...times, seq: 2, touchId: `touch-of-${name}`, activeMs: 5 * MINUTE }),
    ]
    expect(await device.send(batchOf(records))).toMatchObject({ status: 200, body: { rejected: [] } })
  }
})

test('gives access to a supervisor and two billers, who are known by their addresses', async () => {
  const page = pageOf('fay')
  await page.goto(`${real.endpoint.url}/accounts`)
  for (const [name, role] of [
    ['sue', 'Supervisor'],
    ['ana', 'Biller'],
    ['ben', 'Biller'],
  ] as const) {
    await page.getByLabel('Name', { exact: true }).fill(people[name])
    await page.getByLabel('E-mail address').fill(addressOf(name))
    await page.getByLabel(role).check()
    if (role === 'Supervisor') await page.getByLabel('Teams').fill('North')
    await page.getByRole('button', { name: 'Add and make an invitation' }).click()
    await page.getByText(`Send this link to ${people[name]}.`).waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
  }
  await picture(page, 'accounts')
})

test('each sees what is theirs, and no more', async () => {
  const sue = await signIn('sue', '/team')
  await sue.getByRole('rowheader', { name: people.ana }).waitFor()
  await sue.getByRole('rowheader', { name: people.ben }).waitFor()
  expect(await sue.getByText(people.dee).count()).toBe(0)
  expect(await screensOf(sue)).toEqual(['Team', 'Performance', 'Worklist', 'Root causes', 'Devices'])
  await picture(sue, 'supervisor')

  for (const [name, other] of [
    ['ana', 'ben'],
    ['ben', 'ana'],
  ] as const) {
    const page = await signIn(name, '/team')
    await page.getByRole('rowheader', { name: people[name] }).waitFor()
    expect(await page.getByText(people[other]).count()).toBe(0)
    expect(await page.getByText(people.dee).count()).toBe(0)
    expect(await screensOf(page)).toEqual(['My work', 'Worklist', 'Who looked'])
    expect(await page.title()).toBe('My work · TouchLedger')
    // No card is there that could only say that it has nothing to show.
    await page.getByRole('region', { name: 'Time on task' }).getByText('5m').waitFor()
    await expect.poll(() => page.getByRole('main').innerText()).not.toMatch(/have access|^…$/m)
    // What is asked for by hand is answered as if it were not there.
    const asked = await page.evaluate(async (user) => {
      const answers = [`/v1/spans?user=${user}`, `/v1/touches?user=${user}`, '/v1/people', '/v1/devices']
      return (await Promise.all(answers.map(async (path) => (await fetch(path)).text()))).join('\n')
    }, encodeURIComponent(people[other]))
    expect(asked).toContain(people[name])
    expect(asked).not.toContain(people[other])
    for (const path of ['/v1/audit', '/v1/accounts', '/v1/enrollment-codes']) {
      expect([path, await page.evaluate(async (each) => (await fetch(each)).status, path)]).toEqual([path, 403])
    }
    if (name === 'ana') await picture(page, 'biller')
  }
  const ana = pageOf('ana')
  await ana.goto(`${real.endpoint.url}/looked-at`)
  await ana
    .getByRole('row', { name: /Sue Park/ })
    .first()
    .waitFor()
  await picture(ana, 'who-looked')
})

test('who leaves is shut out at once, on the screen and with the computer', async () => {
  const page = pageOf('fay')
  await page.goto(`${real.endpoint.url}/accounts`)
  const recorded = page.getByRole('region', { name: '3 recorded people' })
  await recorded.getByRole('button', { name: `Change ${people.ben}` }).click()
  await recorded.getByLabel('Has left').check()
  await recorded.getByRole('button', { name: 'Save' }).click()
  await recorded.getByText(/^Their computer is revoked/).waitFor()
  await recorded.getByText(/^Their account .* is deactivated/).waitFor()
  await picture(page, 'leaver')
  await recorded.getByRole('button', { name: `Yes, ${people.ben} has left` }).click()
  await recorded.getByText(/^Left /).waitFor()

  const ben = pageOf('ben')
  await ben.goto(`${real.endpoint.url}/team`)
  await ben.getByRole('link', { name: 'Sign in with Example ID' }).click()
  const refusal = ben.getByRole('alert')
  await refusal.waitFor()
  await picture(ben, 'shut-out')
  expect(await refusal.innerText()).toContain('deactivated')
  const device = devices.get('ben')
  const startedAt = Date.now() - MINUTE
  const sent = await device?.send(batchOf([spanRecord({ seq: 3, startedAt, endedAt: startedAt + 1000 })]))
  expect(sent).toMatchObject({ status: 403, body: { code: 'revoked' } })

  // What was done stays with the team; the others go on.
  const sue = pageOf('sue')
  await sue.reload()
  await sue.getByRole('rowheader', { name: people.ben }).waitFor()
  await pageOf('ana').reload()
  await pageOf('ana')
    .getByRole('row', { name: /Sue Park/ })
    .first()
    .waitFor()

  await page.goto(`${real.endpoint.url}/audit`)
  await page.getByText('Ben Ruiz').first().waitFor()
  await picture(page, 'audit')
})
