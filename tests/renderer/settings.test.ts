import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AppUnderTest, startApp } from './app-under-test.ts'

let app: AppUnderTest
let page: Page
beforeEach(async () => {
  app = await startApp()
})
afterEach(async () => {
  // Chromium itself reports refused requests.
  const complaints = app.complaints.filter((line) => !/status of (412|422)/.test(line))
  await app.close()
  expect(complaints).toEqual([])
})

const save = () => page.getByRole('button', { name: 'Save', exact: true })

test('saves hours as they are typed, and says which version that made', async () => {
  page = await app.open('/settings')
  const monday = page.getByLabel('Monday')
  await expect.poll(() => monday.inputValue()).toBe('08:00–17:00')
  await monday.fill('eight to noon')
  await page.getByText('hours such as 08:00–12:00').waitFor()
  expect(await save().isDisabled()).toBe(true)
  await monday.fill('08:00-12:00, 13:00-18:00')
  await page.getByLabel('One date a line').fill('2026-12-25\n2027-01-01')
  await page.getByRole('button', { name: 'Add shift' }).click()
  await page.getByLabel('Name').fill('Early')
  await save().click()
  await page.getByText('Saved as version 1.').waitFor()
  await page.reload()
  await expect.poll(() => page.getByLabel('Monday').inputValue()).toBe('08:00–12:00, 13:00–18:00')
  expect(await page.getByLabel('One date a line').inputValue()).toBe('2026-12-25\n2027-01-01')
  expect(await page.getByLabel('Name').inputValue()).toBe('Early')
})

test('puts the endpoint’s errors at their fields', async () => {
  page = await app.open('/settings')
  await page.getByLabel('Time zone').fill('Mars/Olympus')
  await page.getByLabel('One date a line').fill('soon')
  await save().click()
  await page.getByText('Not saved.').waitFor()
  for (const name of ['Time zone', 'One date a line'])
    expect(await page.getByLabel(name).getAttribute('aria-invalid')).toBe('true')
  await page.getByText('an IANA time zone such as').waitFor()
  await page.getByRole('button', { name: 'Discard' }).click()
  expect(await page.getByLabel('Time zone').inputValue()).toBe('America/New_York')
})

test('adds, orders and removes rules', async () => {
  page = await app.open('/settings?document=contracts')
  const names = () => page.locator('legend').allInnerTexts()
  await expect.poll(names).toEqual(['1. medicare-ffs', '2. aetna', '3. cigna', '4. blue-cross'])
  await page.getByRole('button', { name: 'Move rule 3 up' }).click()
  await page.getByRole('button', { name: 'Remove rule 4' }).click()
  await page.getByRole('button', { name: 'Add rule' }).click()
  await page.getByLabel('Payer contains').last().fill('Humana')
  await page.getByLabel('Appeal within, days').last().fill('60')
  await save().click()
  await page.getByText('Saved as version 1.').waitFor()
  await page.reload()
  await expect.poll(names).toEqual(['1. medicare-ffs', '2. cigna', '3. aetna', '4. rule-4'])
  expect(await page.getByLabel('Appeal within, days').last().inputValue()).toBe('60')
})

test('shows a promise’s conditions on demand, and the states of a custom one only', async () => {
  page = await app.open('/settings?document=slas')
  await page.getByText('For all denials').first().click()
  await page.getByLabel('From $').first().fill('500')
  await page.getByText('Only for some denials (1 condition)').waitFor()
  expect(await page.getByLabel('Until it is').count()).toBe(0)
  await page.getByLabel('Promise').first().selectOption({ label: 'custom' })
  await page.getByLabel('Until it is').fill('appealed, written_off')
  await save().click()
  await page.getByText('Saved as version 1.').waitFor()
})

test('takes money in dollars and shares in percent, and loses nobody’s change to another’s', async () => {
  page = await app.open('/settings?document=economics')
  await page.getByLabel('Dollars an hour').fill('31.50')
  await page.getByLabel('Worked within SLA, %').fill('92.5')
  await save().click()
  await page.getByText('Saved as version 1.').waitFor()
  const second = await app.open('/settings?document=economics')
  await expect.poll(() => second.getByLabel('Dollars an hour').inputValue()).toBe('31.5')
  await second.getByLabel('Dollars an hour').fill('40')
  await page.getByLabel('Dollars an hour').fill('33')
  await save().click()
  await page.getByText('Saved as version 2.').waitFor()
  await second.getByRole('button', { name: 'Save', exact: true }).click()
  await second.getByText('are at version 2 now').waitFor()
  await second.getByRole('button', { name: 'Load the newer ones' }).click()
  await expect.poll(() => second.getByLabel('Dollars an hour').inputValue()).toBe('33')
  expect(await second.getByLabel('Worked within SLA, %').inputValue()).toBe('92.5')
})
