import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, startApp } from './app-under-test.ts'
import { TOKEN } from './fake-endpoint.ts'

let app: AppUnderTest
let page: Page
beforeAll(async () => {
  app = await startApp()
})
afterEach(() => page.context().close())
afterAll(() => app.close())

const stored = () => page.evaluate(() => sessionStorage.getItem('touchledger.token'))

test('takes the token from the fragment and wipes it from the address', async () => {
  page = await app.open(`/team?period=this-week#token=${TOKEN}`, { signedIn: false })
  await page.getByRole('heading', { name: 'by person' }).waitFor()
  expect(new URL(page.url()).hash).toBe('')
  expect(new URL(page.url()).search).toBe('?period=this-week')
  expect(await stored()).toBe(TOKEN)
  expect(app.endpoint.asked.join()).not.toContain(TOKEN)
})

test('a link with a token does not sign out who is signed in', async () => {
  page = await app.open('/team')
  await page.getByRole('heading', { name: 'by person' }).waitFor()
  await page.evaluate(() => {
    window.location.hash = '#token=of-somebody-else'
  })
  await page.waitForFunction(() => window.location.hash === '')
  expect(await stored()).toBe(TOKEN)
  // It asks with its own token, and goes on showing what it shows.
  const screens = page.getByRole('navigation', { name: 'Screens' })
  await screens.getByRole('link', { name: 'Worklist' }).click()
  await screens.getByRole('link', { name: 'Team' }).click()
  await page.getByRole('heading', { name: 'by person' }).waitFor()
  expect(await page.getByLabel('Access token').count()).toBe(0)
})

test('a link with a token signs in who is no longer let in', async () => {
  page = await app.open(`/team#token=expired`, { signedIn: false })
  await page.evaluate((token) => {
    window.location.hash = `#token=${token}`
  }, TOKEN)
  await page.getByRole('heading', { name: 'by person' }).waitFor()
  expect(await stored()).toBe(TOKEN)
})

test('asks for a token where there is none, refuses a wrong one in words, and forgets it on signing out', async () => {
  page = await app.open('/team', { signedIn: false })
  const field = page.getByLabel('Access token')
  const byToken = page.getByRole('button', { name: 'Use an access token' })
  await byToken.click()
  await field.fill('guessed')
  await page.getByRole('button', { name: 'Open team panel' }).click()
  await page.getByRole('alert').waitFor()
  expect(await page.getByRole('alert').innerText()).toContain('This access token is not valid')
  expect(await stored()).toBeNull()

  await field.fill(TOKEN)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'by person' }).waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await byToken.click()
  expect(await stored()).toBeNull()
  expect(await page.getByRole('alert').count()).toBe(0)

  // The next person does not see what was loaded for the one before.
  await page.route('**/v1/panel?*', () => {})
  await field.fill(TOKEN)
  await page.keyboard.press('Enter')
  await page.getByText('Loading team panel…').waitFor()
})

test('keeps a biller’s own day off the browser', async () => {
  page = await app.open('/my-day')
  await page.getByText('My Day is only available in the desktop app').waitFor()
  expect(await page.getByRole('navigation', { name: 'Screens' }).getByRole('link').allInnerTexts()).toEqual([
    'Team',
    'Performance',
    'Worklist',
    'Root causes',
    'Imports',
    'Rules',
    'Settings',
    'Audit',
  ])
})
