import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, startApp } from './app-under-test.ts'
import { suggestedFix } from '../../src/renderer/root-causes/fix.ts'
import { grouped } from '../../src/shared/grouped.ts'
import { type SampleDenial, sampleDenials } from './sample-denials.ts'
import { sampleWork } from './sample-team.ts'

let app: AppUnderTest
let page: Page
beforeAll(async () => {
  app = await startApp()
})
afterEach(async () => {
  await page.context().close()
  expect(app.complaints.splice(0)).toEqual([])
})
afterAll(() => app.close())

const from = Date.parse('2026-10-24T00:00:00-04:00')
const received = sampleDenials(sampleWork()).filter((denial) => denial.received >= from)
const deniedOf = (some: readonly SampleDenial[]) => some.reduce((sum, { deniedCents }) => sum + deniedCents, 0)
const cents = (text: string) => Number(text.replace(/[^\d.]/g, '')) * 100
const table = () => page.getByRole('region', { name: 'Table of root causes' })
const column = async (index: number) => table().locator(`tbody tr > :nth-child(${index})`).allInnerTexts()

test('adds up to all that was denied, the largest causes first', async () => {
  page = await app.open('/root-causes?period=four-weeks')
  await table().waitFor()
  const total = received.reduce((sum, { deniedCents }) => sum + deniedCents, 0)
  await page
    .getByText(`$${Math.round(total / 100).toLocaleString('en-US')} denied.`)
    .first()
    .waitFor()
  const amounts = (await column(4)).map((text) => cents(text.split('\n')[0]?.split(' ')[0] ?? ''))
  expect(amounts).toEqual(amounts.toSorted((a, b) => b - a))
  await table().page().getByRole('button', { name: 'Next' }).click()
  await expect.poll(async () => (await column(9)).at(-1)).toContain('100.0%')
})

test('says what to do next: for the largest reasons, and for each cause', async () => {
  page = await app.open('/root-causes?period=four-weeks')
  const byReason = grouped(received, ({ category, carcs }) => `${category} ${carcs[0]}`)
  const largest = [...byReason.values()].toSorted((a, b) => deniedOf(b) - deniedOf(a)).slice(0, 5)
  const steps = page.getByRole('region', { name: 'Next steps for the largest reasons' }).getByRole('listitem')
  await expect.poll(() => steps.count()).toBe(5)
  const texts = await steps.allInnerTexts()
  for (const [index, [first]] of largest.entries()) {
    expect(texts[index]).toContain(`CARC ${first?.carcs[0]}`)
    expect(texts[index]).toContain(suggestedFix(first?.category ?? null, first?.carcs[0] ?? null))
  }
  const button = table().getByRole('button', { name: 'Fix for this cause' }).first()
  const [, reason, carc] = await table().locator('tbody tr').first().locator('th, td').allInnerTexts()
  await button.click()
  expect(await button.getAttribute('aria-expanded')).toBe('true')
  const category = reason?.toLowerCase().replace(' ', '_') ?? ''
  expect(await table().locator('tbody tr').nth(1).innerText()).toBe(suggestedFix(category, carc?.slice(5) ?? null))
})

test('filters by a name, keeps it in the address, and opens the claims with their touch history', async () => {
  page = await app.open('/root-causes?period=four-weeks')
  await table().getByRole('link', { name: 'Cigna' }).first().click()
  await expect.poll(() => new URL(page.url()).search).toBe('?period=four-weeks&payer=Cigna')
  const cigna = received.filter(({ payer }) => payer === 'Cigna')
  const sum = cigna.reduce((total, { deniedCents }) => total + deniedCents, 0)
  await page
    .getByText(`$${Math.round(sum / 100).toLocaleString('en-US')} denied.`)
    .first()
    .waitFor()
  await table().getByRole('link', { name: /^\$/ }).first().click()
  const rows = page.getByRole('dialog', { name: /^Denied amount, Cigna/ })
  await rows.getByText('✓ matches').waitFor()
  await rows.getByRole('rowheader').first().getByRole('link').click()
  const claim = page.getByRole('dialog', { name: /^Denial PCN-/ })
  await claim.getByText('Touch history').waitFor()
  // Closing the claim leads back to the rows it was opened from.
  await claim.getByRole('button', { name: 'Close' }).click()
  await rows.getByText('✓ matches').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Remove filter Cigna' }).click()
  await expect.poll(() => new URL(page.url()).search).toBe('?period=four-weeks')
})

test('says so when nothing was denied', async () => {
  page = await app.open('/root-causes?from=2026-01-05&to=2026-01-06')
  await page.getByText('No denials match this period').waitFor()
})
