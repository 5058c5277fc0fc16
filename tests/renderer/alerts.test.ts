import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AppUnderTest, startApp } from './app-under-test.ts'

let app: AppUnderTest
let page: Page
// A new app for each test, because acknowledging and dismissing change the fake endpoint.
beforeEach(async () => {
  app = await startApp()
})
afterEach(async () => {
  await app.close()
  expect(app.complaints).toEqual([])
})

const badge = () => page.getByRole('link', { name: /^Alerts \d+ ?open, \d+ overdue/ })
const PAGE = 50
/** The number in the header. Behind an open drawer it has no role, so it is found by its element. */
const number = async () => Number(await page.locator('header a', { hasText: 'Alerts' }).locator('b').innerText())

test('says in the header how many alerts are open; one acknowledged or snoozed is not', async () => {
  page = await app.open('/worklist')
  await badge().waitFor()
  const before = await number()
  await badge().click()
  const dialog = page.getByRole('dialog', { name: 'Alerts' })
  const listed = () => dialog.getByRole('listitem').count()
  await expect.poll(listed).toBe(PAGE)
  await dialog
    .getByRole('button', { name: /^Acknowledge/ })
    .first()
    .click()
  await expect.poll(number).toBe(before - 1)
  await dialog
    .getByLabel(/^Snooze/)
    .first()
    .selectOption({ label: 'Until tomorrow, 8:00 AM' })
  await expect.poll(number).toBe(before - 2)
  await dialog.getByRole('link', { name: 'Snoozed' }).click()
  await dialog.getByText('snoozed until Sat, Nov 21, 8:00 AM').waitFor()
  expect(await listed()).toBe(1)
  await dialog.getByRole('link', { name: 'Acknowledged' }).click()
  await dialog.getByText('by supervisor').waitFor()
  expect(await listed()).toBe(1)
  await page.keyboard.press('Escape')
  expect(new URL(page.url()).search).toBe('')
  expect(await number()).toBe(before - 2)
})

test('pages through the alerts: each stands on one page, and the last page is the last', async () => {
  page = await app.open('/team?alerts=open')
  const dialog = page.getByRole('dialog', { name: 'Alerts' })
  const claims = async () => dialog.getByRole('listitem').getByRole('link').allInnerTexts()
  const [previous, next] = ['Previous', 'Next'].map((name) => dialog.getByRole('button', { name }))
  if (!previous || !next) throw new Error('no pager')
  await dialog.getByText(`1 – ${PAGE}`).waitFor()
  const first = await claims()
  expect(first).toHaveLength(PAGE)
  expect(await previous.isDisabled()).toBe(true)
  const total = await number()
  await next.click()
  await dialog.getByText(`${PAGE + 1} – ${total}`).waitFor()
  const second = await claims()
  expect(new Set([...first, ...second]).size).toBe(total)
  expect(await next.isDisabled()).toBe(true)
  await previous.click()
  await dialog.getByText(`1 – ${PAGE}`).waitFor()
  expect(await claims()).toEqual(first)
})

test('leads from an alert to its denial', async () => {
  page = await app.open('/team?alerts=open')
  const link = page.getByRole('dialog').getByRole('listitem').first().getByRole('link')
  const claim = await link.innerText()
  await link.click()
  await page.getByRole('dialog', { name: `Denial ${claim}` }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/worklist')
})

test('dismisses an insight only with a reason, and restores it', async () => {
  page = await app.open('/team')
  const insights = page.getByRole('region', { name: 'Insights' })
  await insights.getByText('re-checks took').waitFor()
  expect(await insights.getByRole('listitem').count()).toBe(3)
  expect(await insights.getByRole('listitem').first().locator('b').allInnerTexts()).toEqual(['11.4 h', '62 %'])
  await insights.getByRole('button', { name: 'Dismiss…' }).first().click()
  const dismiss = insights.getByRole('button', { name: 'Dismiss', exact: true })
  expect(await dismiss.isDisabled()).toBe(true)
  await insights.getByLabel('Reason for dismissing').fill('A payer outage that week.')
  await dismiss.click()
  await expect.poll(() => insights.getByRole('listitem').count()).toBe(2)
  await insights.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => insights.getByRole('listitem').count()).toBe(3)
  await insights.getByRole('link', { name: 'The queue' }).click()
  await expect.poll(() => new URL(page.url()).pathname + new URL(page.url()).search).toBe('/worklist?queue=Auth')
})
