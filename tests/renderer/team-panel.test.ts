import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, startApp } from './app-under-test.ts'
import { panelOf } from './sample-panel.ts'
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

const day = (name: string) => Date.parse(`${name}T00:00:00-05:00`)
const askedPanels = () => app.endpoint.asked.filter((path) => path.startsWith('/v1/panel'))
const lastPanel = () => new URLSearchParams(askedPanels().at(-1)?.split('?')[1])

test('says in one screen what the day was', async () => {
  page = await app.open('/team?period=today')
  const { totals } = panelOf(sampleWork(), { from: day('2026-11-20'), to: day('2026-11-21') })
  const tax = ((totals.hiddenMs / totals.denialWorkMs) * 100).toFixed(1)
  const card = (name: string) => page.getByRole('region', { name })
  await expect.poll(() => card('Hidden-work tax').innerText()).toContain(`${tax} %`)
  expect(await card('Denials worked').innerText()).toContain(`${totals.denials}`)
  expect(await card('Active time').innerText()).toContain(`${(totals.activeMs / 3_600_000).toFixed(1)} h`)
  expect(await page.getByText('newest record').innerText()).toContain('6 s ago')
  expect(await page.getByText('sample', { exact: true }).count()).toBe(7)
  expect(await page.getByRole('slider').count()).toBe(8)
})

test('keeps period and slice in the address, and a link reproduces them', async () => {
  page = await app.open('/team')
  await page.getByRole('link', { name: 'Last week' }).click()
  await page.getByLabel('Team', { exact: true }).selectOption({ label: 'Texas denials' })
  await page.getByLabel('Payer', { exact: true }).selectOption({ label: 'no payer named' })
  await expect.poll(() => new URL(page.url()).search).toBe('?period=last-week&team=Texas+denials&payer=')
  await expect
    .poll(() => Object.fromEntries(lastPanel()))
    .toEqual({ from: `${day('2026-11-09')}`, to: `${day('2026-11-16')}`, team: 'Texas denials', payer: '' })

  await page.context().close()
  page = await app.open('/team?period=last-week&team=Texas+denials&payer=')
  await page.getByRole('link', { name: 'Last week' }).and(page.locator('[aria-current]')).waitFor()
  expect(await page.getByLabel('Team', { exact: true }).locator('option:checked').innerText()).toBe('Texas denials')
  expect(await page.getByLabel('Payer', { exact: true }).locator('option:checked').innerText()).toBe('no payer named')
  expect(await page.getByRole('rowheader').count()).toBe(4)

  await page.getByRole('button', { name: 'Clear' }).click()
  await expect.poll(() => page.getByRole('rowheader').count()).toBe(8)
  await page.goBack()
  await expect.poll(() => page.getByRole('rowheader').count()).toBe(4)
})

test('takes days by name, both included', async () => {
  page = await app.open('/team?from=2026-11-10&to=2026-11-12')
  await page.getByText('Thursday, 12 November, person by person').waitFor()
  expect([lastPanel().get('from'), lastPanel().get('to')]).toEqual([`${day('2026-11-10')}`, `${day('2026-11-13')}`])
  await page.getByLabel('Last day').fill('2026-11-11')
  await expect.poll(() => new URL(page.url()).search).toBe('?from=2026-11-10&to=2026-11-11')
})

test('opens behind every number the rows that add up to it', async () => {
  page = await app.open('/team?user=u-kim')
  const figures = page.locator('a[aria-haspopup="dialog"]')
  await figures.first().waitFor()
  const number = await figures.count()
  // Headline, cards, the person's row, kinds, payers, activities.
  expect(number).toBeGreaterThan(25)
  const hrefs = new Set(await figures.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? '')))
  for (const href of hrefs) {
    await page.locator(`a[aria-haspopup="dialog"][href="${href}"]`).first().click()
    const dialog = page.getByRole('dialog')
    await expect.poll(() => dialog.innerText(), { message: href, timeout: 10_000 }).toContain('✓ the same')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  }
})

test('pages, sorts and links the rows behind a number', async () => {
  page = await app.open('/team?rows=spans&rows.user=u-okafor&rows.presence=active')
  const dialog = page.getByRole('dialog', { name: 'Active time, D. Okafor' })
  await dialog.getByText('✓ the same').waitFor()
  expect(await dialog.getByRole('row').count()).toBe(51)
  const firstOfPage = () => dialog.getByRole('row').nth(1).innerText()
  const before = await firstOfPage()
  await dialog.getByRole('button', { name: 'Next' }).click()
  expect(await firstOfPage()).not.toBe(before)
  await dialog.getByRole('button', { name: 'Length' }).click()
  expect(await dialog.getByRole('columnheader', { name: 'Length' }).getAttribute('aria-sort')).toBe('descending')
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect.poll(() => new URL(page.url()).search).toBe('')
})

test('adds up a long list only as far as asked', async () => {
  page = await app.open('/team?period=four-weeks&rows=spans&rows.presence=active')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Sum of the first 2,000 spans').waitFor()
  await dialog.getByRole('button', { name: 'Fetch and add up the rest' }).click()
  await dialog.getByText('✓ the same').waitFor()
})

test('says what a stretch was, to the pointer and to the keys, and opens its rows', async () => {
  page = await app.open('/team')
  const ribbon = page.getByRole('slider', { name: "J. Kim's day" })
  await ribbon.focus()
  const first = await ribbon.getAttribute('aria-valuetext')
  expect(first).toMatch(/^\d\d:\d\d to \d\d:\d\d, .+: .+/)
  await page.keyboard.press('ArrowRight')
  expect(await ribbon.getAttribute('aria-valuetext')).not.toBe(first)
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'What it was, J. Kim' })
  await dialog.getByText('✓ the same').waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })

  const box = await ribbon.boundingBox()
  if (!box) throw new Error('the ribbon is not drawn')
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height - 2)
  await expect.poll(() => ribbon.innerText()).toMatch(/\d\d:\d\d – \d\d:\d\d · /)
})

test('refreshes itself, and says so when it cannot, without losing what it shows', async () => {
  page = await app.open('/team')
  await page.getByText('person by person').waitFor()
  const before = askedPanels().length
  await expect.poll(() => askedPanels().length, { timeout: 15_000 }).toBeGreaterThan(before + 1)
  app.endpoint.failWith({ status: 503, code: 'busy', detail: 'The store is being upgraded.' })
  await expect.poll(() => page.getByRole('alert').allInnerTexts(), { timeout: 15_000 }).toHaveLength(1)
  expect(await page.getByRole('alert').innerText()).toContain('The store is being upgraded.')
  expect(await page.getByRole('slider').count()).toBe(8)
  app.endpoint.failWith(null)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('alert').waitFor({ state: 'detached' })
  // Chromium itself reports the refused requests.
  app.complaints.splice(0, Infinity, ...app.complaints.filter((line) => !line.includes('503')))
})

test('sorts people by a figure, in the address', async () => {
  page = await app.open('/team?period=today&sort=hidden')
  await page.getByRole('rowheader').first().waitFor()
  const { people } = panelOf(sampleWork(), { from: day('2026-11-20'), to: day('2026-11-21') })
  const most = people.toSorted((a, b) => b.hiddenMs / b.activeMs - a.hiddenMs / a.activeMs)[0]
  expect(await page.getByRole('rowheader').first().innerText()).toContain(most?.name)
})

test('says what to do when there is nothing in a period', async () => {
  page = await app.open('/team?from=2026-11-21&to=2026-11-22')
  await page.getByText('Nothing was recorded in this period').waitFor()
  await page.getByRole('button', { name: 'Show Friday, 20 November' }).click()
  await page.getByText('Friday, 20 November, person by person').or(page.getByText('Today, person by person')).waitFor()
  expect(new URL(page.url()).search).toBe('?from=2026-11-20&to=2026-11-20')
})

test('fits a window that becomes narrower', async () => {
  page = await app.open('/team')
  await page.getByRole('slider').first().waitFor()
  const overflow = () =>
    page.evaluate(() => {
      const table = document.querySelector('table')
      const card = table?.closest('section')
      return (table?.getBoundingClientRect().right ?? 0) - (card?.getBoundingClientRect().right ?? 0)
    })
  expect(await overflow()).toBeLessThan(0)
  await page.setViewportSize({ width: 1080, height: 700 })
  await expect.poll(overflow).toBeLessThan(0)
})
