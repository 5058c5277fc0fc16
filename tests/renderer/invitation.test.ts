/// <reference types="node" />
import { generate } from 'otplib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AccountRow, Invitation } from '../../src/shared/contract/accounts.ts'
import { inviteFirstAdmin } from '../../src/server/identity/invitations.ts'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { ask, batchOf, enrolledDevice } from '../server/support/device.ts'
import { spanRecord, timesBefore } from '../server/support/records.ts'
import { startRealEndpoint } from './real-endpoint.ts'

// A real endpoint: the cookie, its attributes and the CSRF token are the browser's and the endpoint's affair alone.

let endpoint: Endpoint & { readonly adminToken: string }
let page: Page
let close: () => Promise<void>
let now = Date.now()
beforeAll(async () => {
  const real = await startRealEndpoint({ now: () => now })
  ;({ endpoint, close } = real)
  page = await real.newPage()
})
afterAll(() => close())

const MINUTE = 60_000
const PASSWORD = 'seven quiet lanterns'
let secret = ''
const code = () => generate({ secret, epoch: Math.floor(now / 1000) })

test('the first admin sets up an account by the endpoint’s own link, and is led to the setup', async () => {
  const { token: first } = await inviteFirstAdmin(endpoint.database, now)
  await page.goto(`${endpoint.url}/accounts#invitation=${first}`)
  await page.getByRole('heading', { name: 'Welcome to TouchLedger' }).waitFor()
  secret = (await page.locator('code').innerText()).replaceAll(' ', '')
  await page.getByLabel('6-digit code').fill(await code())
  await page.getByLabel('New password').fill(PASSWORD)
  const accept = page.getByRole('button', { name: 'Set password and sign in' })
  expect(await accept.isDisabled()).toBe(true)
  await page.getByLabel('Your name').fill('Fay Ray')
  await page.getByLabel('Your e-mail address').fill('fay@example.org')
  await accept.click()
  await page.getByRole('heading', { level: 1, name: 'Setup' }).waitFor()

  await page.getByRole('link', { name: 'Fay Ray Admin' }).click()
  await page.getByRole('heading', { name: 'My account', exact: true }).waitFor()
  await page.getByText('You have no access tokens.').waitFor()
  await page.getByLabel('Name', { exact: true }).fill('import')
  await page.getByRole('button', { name: 'Make the token' }).click()
  const token = await page.getByLabel('Access token', { exact: true }).inputValue()
  const program = { url: endpoint.url, adminToken: token }
  expect((await ask(program, '/v1/accounts')).status).toBe(200)
  await page.getByRole('button', { name: 'Revoke import' }).click()
  await page.getByText('You have no access tokens.').waitFor()
  expect((await ask(program, '/v1/accounts')).status).toBe(401)
  await page.getByRole('button', { name: 'Sign out everywhere' }).click()
  await page.getByLabel('E-mail address').waitFor()
})

test('a supervisor accepts an invitation, sees their own team alone, and stays signed in', async () => {
  for (const [user, team] of [
    ['Ana Ortiz', 'North'],
    ['Ben Ruiz', 'South'],
  ] as const) {
    const device = await enrolledDevice(endpoint, { user, team })
    const sent = await device.send(batchOf([spanRecord(timesBefore(now, MINUTE))]))
    expect(sent).toMatchObject({ status: 200, body: { rejected: [] } })
  }
  const json = { email: 'sue@example.org', name: 'Sue Park', roles: ['supervisor'], teams: ['North'] }
  const { body: account } = await ask<AccountRow>(endpoint, '/v1/accounts', { method: 'POST', json })
  const path = `/v1/accounts/${account.id}/invitation`
  const { body: invitation } = await ask<Invitation>(endpoint, path, { method: 'POST' })

  await page.goto(`${endpoint.url}/team#invitation=${invitation.token}`)
  await page.getByRole('heading', { name: 'Welcome, Sue Park' }).waitFor()
  expect(page.url()).not.toContain(invitation.token)
  await page.getByRole('img', { name: 'QR code' }).waitFor()
  secret = (await page.locator('code').innerText()).replaceAll(' ', '')
  await page.getByLabel('6-digit code').fill('000000')
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Set password and sign in' }).click()
  expect(await page.getByRole('alert').innerText()).toContain('is not the present code')
  await page.getByLabel('6-digit code').fill(await code())
  await page.getByRole('button', { name: 'Set password and sign in' }).click()

  await page.getByRole('heading', { name: 'by person' }).waitFor()
  await page.getByRole('rowheader', { name: 'Ana Ortiz' }).waitFor()
  expect(await page.getByText('Ben Ruiz').count()).toBe(0)
  const screens = page.getByRole('navigation', { name: 'Screens' }).getByRole('link')
  await expect
    .poll(() => screens.allInnerTexts())
    .toEqual(['Team', 'Performance', 'Worklist', 'Root causes', 'Devices'])
  await page.goto(`${endpoint.url}/imports`)
  await page.getByRole('heading', { name: 'Your account has no access to this screen' }).waitFor()
  await page.goto(`${endpoint.url}/team`)
  await page.getByRole('rowheader', { name: 'Ana Ortiz' }).waitFor()
  expect(
    await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }) + document.cookie),
  ).not.toMatch(/tl_|touchledger-session/)
})

test('signs out, and in again with password and code', async () => {
  await page.getByRole('button', { name: 'Sign out' }).click()
  await page.getByLabel('E-mail address').waitFor()
  await page.reload()
  now += MINUTE
  await page.getByLabel('E-mail address').fill('sue@example.org')
  await page.getByLabel('Password').fill('not this one at all')
  await page.getByLabel('6-digit code').fill(await code())
  await page.keyboard.press('Enter')
  expect(await page.getByRole('alert').innerText()).toContain('is wrong')
  await page.getByLabel('Password').fill(PASSWORD)
  await page.keyboard.press('Enter')
  await page.getByRole('rowheader', { name: 'Ana Ortiz' }).waitFor()
})

test('is told when the session has ended, and when an invitation was used', async () => {
  now += 31 * MINUTE
  // The panel asks by itself.
  await page.getByText('You were signed out. Sign in again.').waitFor()
  await page.goto('about:blank')
  await page.goto(`${endpoint.url}/team#invitation=tl_used`)
  await page.getByText('This invitation has been used or has expired').waitFor()
})

test('an admin adds somebody, gives them a link, and takes the access away', async () => {
  await page.goto('about:blank')
  await page.goto(`${endpoint.url}/settings#token=${endpoint.adminToken}`)
  await page.getByRole('link', { name: 'People with access' }).click()
  await page.getByRole('rowheader', { name: 'Sue Park' }).waitFor()
  await page.getByLabel('Name', { exact: true }).fill('Bo Lind')
  await page.getByLabel('E-mail address').fill('sue@example.org')
  await page.getByLabel('Biller').check()
  await page.getByLabel('Recorded person').selectOption({ label: 'Ben Ruiz' })
  // A team that was typed for a role that was unchecked again is nobody's.
  await page.getByLabel('Supervisor').check()
  await page.getByLabel('Teams').fill('North')
  await page.getByLabel('Supervisor').uncheck()
  const add = page.getByRole('button', { name: 'Add and make an invitation' })
  await add.click()
  await page.getByText('belongs to an account already').waitFor()
  await page.getByLabel('E-mail address').fill('bo@example.org')
  await add.click()
  const link = await page.getByLabel('Invitation link', { exact: true }).inputValue()
  expect(link).toMatch(new RegExp(`^${endpoint.url}/team#invitation=tl_`))
  await page.getByRole('button', { name: 'Copy: Invitation link' }).click()
  await page.getByText(/^(Copied|Selected, ready to copy)$/).waitFor()
  const row = page.getByRole('row', { name: /Bo Lind/ })
  expect(await row.innerText()).toContain('Has not signed in yet')
  expect(await row.innerText()).not.toContain('North')

  // One for an account in use asks first, and is marked in the log.
  await page.getByRole('button', { name: 'Invite Fay Ray again' }).click()
  const question = page.getByRole('group', { name: 'New invitation for Fay Ray' })
  await question.getByText('This account is an admin’s.').waitFor()
  await question.getByRole('button', { name: 'Make the invitation' }).click()
  await page.getByText('Send this link to Fay Ray.').waitFor()
  expect(await page.getByLabel('Invitation link', { exact: true }).inputValue()).not.toBe(link)

  await page.getByRole('button', { name: 'Deactivate Bo Lind' }).click()
  const leaving = page.getByRole('group', { name: 'Deactivate Bo Lind' })
  await leaving.getByText('Their computers go on recording').waitFor()
  await leaving.getByRole('button', { name: 'Deactivate', exact: true }).click()
  await row.getByText('Deactivated').waitFor()
  await page.getByRole('button', { name: 'Change Sue Park' }).click()
  await page.getByLabel('Manager').check()
  await page.getByLabel('Teams').fill('Suoth')
  await page.getByText('“Suoth” is a new team: nobody is in it yet.').waitFor()
  await page.getByLabel('Teams').fill('South')
  await page.getByRole('textbox', { name: 'From (at once if empty)' }).fill('1/31/2099')
  await page.getByRole('button', { name: 'Save' }).click()
  const sue = page.getByRole('row', { name: /Sue Park/ })
  await sue.getByText('North now; South from Jan 31, 2099').waitFor()
  // A change of something else leaves the plan alone.
  await page.getByRole('button', { name: 'Change Sue Park' }).click()
  await page.getByLabel('Auditor').check()
  await page.getByRole('button', { name: 'Save' }).click()
  await sue.getByText('Auditor').waitFor()
  expect(await sue.innerText()).toContain('South from Jan 31, 2099')
  await page
    .getByRole('row', { name: /Sue Park/ })
    .getByText('Manager')
    .waitFor()
})
