import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, startApp } from './app-under-test.ts'
import { shellData, supervisor } from './fake-shell.ts'
import { sampleDenials } from './sample-denials.ts'
import { sampleWork } from './sample-team.ts'

let app: AppUnderTest
let page: Page
beforeAll(async () => {
  app = await startApp()
})
afterEach(async () => {
  app.endpoint.failWith(null)
  await page.context().close()
  expect(app.complaints.splice(0)).toEqual([])
})
afterAll(() => app.close())

const [denial] = sampleDenials(sampleWork()).filter(({ state }) => state === 'in_progress')
if (!denial) throw new Error('nobody works on a denial of the made-up world')
const field = () => page.getByRole('combobox', { name: 'Search a claim by PCN or ICN', includeHidden: true })
const hits = () => page.getByRole('listbox', { name: 'Claims found' }).getByRole('option')
const opened = () => page.getByRole('dialog', { name: `Denial ${denial.claimRef}` })
const isFocused = () => field().evaluate((input) => input === document.activeElement)

test.each([
  '/team',
  '/performance',
  '/worklist',
  '/root-causes',
  '/imports',
  '/rules',
  '/policy',
  '/settings',
  '/devices',
])('from %s: a slash goes to the field, and Enter opens the denial if it is the only one found', async (path) => {
  page = await app.open(path)
  await field().waitFor()
  await page.keyboard.press('/')
  await expect.poll(isFocused).toBe(true)
  await page.keyboard.type(denial.claimRef.toLowerCase().replaceAll('-', ''))
  await page.keyboard.press('Enter')
  await opened().getByText('Activity log').waitFor()
  const { pathname, search } = new URL(page.url())
  expect(`${pathname}${search}`).toBe(`${path}?denial=${denial.id}`)
  await page.keyboard.press('Escape')
  await opened().waitFor({ state: 'detached' })
  expect(await field().inputValue()).toBe('')
  await expect.poll(isFocused).toBe(true)
})

test('first characters are enough; arrows choose, and each hit has payer, status and amount', async () => {
  page = await app.open('/worklist')
  await field().fill('ICN8800')
  await expect.poll(() => hits().count()).toBe(10)
  await page.getByText('The first 10. Type more of the number').waitFor()
  await field().press('ArrowUp')
  expect(await hits().last().getAttribute('aria-selected')).toBe('true')
  await field().press('ArrowDown')
  expect(await hits().first().getAttribute('aria-selected')).toBe('true')
  expect(await field().getAttribute('aria-activedescendant')).toBe(await hits().first().getAttribute('id'))
  expect(await hits().first().innerText()).toMatch(/^PCN-\d+ ICN \S+\s+\$[\d,.]+ left\s+\S.*\s+\S+/)
  const [name] = (await hits().first().innerText()).split(' ')
  await field().press('Enter')
  await page.getByRole('dialog', { name: `Denial ${name}` }).waitFor()
})

test('a click opens a denial; Escape closes the list and forgets what was typed', async () => {
  page = await app.open('/worklist')
  await field().fill(denial.payerClaimRef)
  await hits().first().click()
  await opened().waitFor()
  await page.keyboard.press('Escape')
  await field().fill('ICN8800')
  await hits().first().waitFor()
  await field().press('Escape')
  await hits().first().waitFor({ state: 'detached' })
  expect(await field().inputValue()).toBe('')
  expect(new URL(page.url()).search).toBe('')
})

test('says what was looked for when there is nothing, what is too short, and which claims have no denial', async () => {
  page = await app.open('/worklist')
  await field().fill('PC')
  await page.getByText('Type at least 3 characters').waitFor()
  await field().press('Enter')
  await page.getByText('No PCN or ICN is “PC”.').waitFor()
  await field().fill(' ZZ-904 ')
  await page
    .getByText('No PCN or ICN begins with “ZZ-904”. Dashes, spaces, case and leading zeros do not matter.')
    .waitFor()
  await field().fill('paid7001')
  await hits().first().waitFor()
  expect((await hits().first().innerText()).replaceAll(/\s+/g, ' ')).toBe(
    'PAID-7001 ICN ICN990001 $125.00 paid Cigna No denial on file',
  )
  await field().press('Enter')
  await hits().first().click({ force: true })
  expect(await page.getByRole('dialog').count()).toBe(0)
  app.expectStatus(503)
  app.endpoint.failWith({ status: 503, code: 'busy', detail: 'The store is being upgraded.' })
  await field().fill('PCN-203')
  await page.getByText('The search did not work. The store is being upgraded.').waitFor()
})

test('what is typed is in no address, no history and no storage', async () => {
  page = await app.open('/worklist')
  const steps = await page.evaluate(() => history.length)
  await field().fill('ZZ904ZZ')
  await page.getByText('No PCN or ICN begins').waitFor()
  await field().fill(denial.claimRef)
  await field().press('Enter')
  await opened().waitFor()
  const kept = await page.evaluate(() =>
    JSON.stringify([location.href, history.state, { ...localStorage }, { ...sessionStorage }]),
  )
  expect(kept).not.toContain('ZZ904')
  expect(kept).not.toContain(denial.claimRef)
  expect(await page.evaluate(() => history.length)).toBe(steps + 1)
  expect(await field().getAttribute('autocomplete')).toBe('off')
})

test('a slash in a field is a slash, and a dialog keeps the keyboard', async () => {
  page = await app.open(`/worklist?denial=${denial.id}`)
  const reason = opened().getByLabel('Reason for the change')
  await reason.focus()
  await page.keyboard.type('1/2')
  expect(await reason.inputValue()).toBe('1/2')
  await opened().getByRole('button', { name: 'Close', exact: true }).focus()
  await page.keyboard.press('/')
  expect(await isFocused()).toBe(false)
})

test('at 390 px and on the desktop a button opens the field, and the page does not scroll sideways', async () => {
  for (const options of [{ viewport: { width: 390, height: 800 } }, { shell: { ...shellData(), me: supervisor } }]) {
    page = await app.open('/performance', options)
    const button = page.getByRole('button', { name: 'Search a claim' })
    await button.waitFor()
    expect(await field().isVisible()).toBe(false)
    await button.click()
    await expect.poll(isFocused).toBe(true)
    await field().fill('ICN8800')
    if (!('shell' in options)) {
      await hits().first().waitFor()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
    }
    await field().press('Escape')
    expect(await field().isVisible()).toBe(false)
    expect(await button.evaluate((one) => one === document.activeElement)).toBe(true)
    await page.context().close()
  }
})
