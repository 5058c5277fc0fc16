/// <reference types="node" />
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, startApp, textOf } from './app-under-test.ts'
import { sampleDenials, worklistOf } from './sample-denials.ts'
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

const card = (name: string | RegExp) => page.getByRole('region', { name })
const people = () => card(/person by person/).getByRole('rowheader')

test('says in one screen what needs somebody, and what the day was', async () => {
  page = await app.open('/team?period=today')
  const work = sampleWork()
  const { totals } = panelOf(work, { from: day('2026-11-20'), to: day('2026-11-21') })
  const open = worklistOf(work, sampleDenials(work))
  const of = (standing: string) => open.filter(({ due }) => due?.standing === standing)
  const dollars = (rows: typeof open) =>
    `$${Math.round(rows.reduce((sum, row) => sum + row.deniedCents, 0) / 100).toLocaleString('en-US')}`
  const now = () => card('What needs you now').getByRole('list').innerText()
  await expect.poll(now).toMatch(new RegExp(`^${of('late').length}\\s+late\\s+\\${dollars(of('late'))}`))
  expect(await now()).toContain(dollars(of('risk')))
  // All four lines say how many and what they are worth.
  const line = (name: string) => card('What needs you now').getByRole('listitem').filter({ hasText: name }).innerText()
  for (const name of ['late', 'at risk', 'stalled', 'overdue'])
    await expect.poll(() => line(name)).toMatch(new RegExp(`^[\\d,]+\\s+${name}\\s+\\$[\\d,]+`))
  expect((await card('What needs you now').getByRole('rowheader').allInnerTexts()).map((text) => text.trim())).toEqual(
    open.slice(0, 5).map(({ claimRef }) => claimRef),
  )
  const tax = ((totals.hiddenMs / totals.denialWorkMs) * 100).toFixed(1)
  await expect.poll(() => card('Hidden-work tax').innerText()).toContain(`${tax}\u00A0%`.replace('\u00A0', ' '))
  expect(await card('At risk now').innerText()).toContain(`${of('late').length} more are late already`)
  expect(await page.getByTitle('how old the newest record is').innerText()).toMatch(/^Live\s+· 6 s ago$/)
  expect(await page.getByText('sample', { exact: true }).count()).toBe(7)
  expect(await page.getByRole('slider').count()).toBe(8)
})

test.each([1280, 1920])('shows the whole toolbar in one line at %d px', async (width) => {
  page = await app.open('/team', { viewport: { width, height: 800 } })
  const toolbar = page.getByRole('group', { name: 'What is shown' })
  await toolbar.getByText('Live').waitFor()
  const middles = await Promise.all(
    [
      toolbar.getByRole('navigation', { name: 'Period' }),
      toolbar.getByLabel('Person', { exact: true }),
      toolbar.getByLabel('Compare with'),
      toolbar.getByRole('button', { name: 'Views' }),
      page.getByTitle('how old the newest record is'),
    ].map(async (part) => {
      const box = await part.boundingBox()
      return box === null ? null : Math.round(box.y + box.height / 2)
    }),
  )
  const [first = 0] = middles
  expect(
    middles.every((middle) => middle !== null && Math.abs(middle - (first ?? 0)) <= 4),
    middles.join(),
  ).toBe(true)
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
  expect(await people().count()).toBe(4)

  await page.getByRole('button', { name: 'Clear' }).click()
  await expect.poll(() => people().count()).toBe(8)
  await page.goBack()
  await expect.poll(() => people().count()).toBe(4)
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
  const figures = page.locator('a[title$="show the rows"]')
  await figures.first().waitFor()
  // What waits, figures, the headline, the person's row, kinds, ages, payers, owners, workload, activities.
  await card('Workload and recovery').getByRole('rowheader').first().waitFor()
  await expect.poll(() => page.getByText('Adding up…').count()).toBe(0)
  expect(await figures.count()).toBeGreaterThan(40)
  const hrefs = new Set(await figures.evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? '')))
  for (const href of hrefs) {
    await page.locator(`a[title$="show the rows"][href="${href}"]`).first().click()
    const dialog = page.getByRole('dialog')
    await expect.poll(() => dialog.innerText(), { message: href }).toContain('✓ the same')
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
  await expect.poll(() => askedPanels().length).toBeGreaterThan(before + 1)
  app.endpoint.failWith({ status: 503, code: 'busy', detail: 'The store is being upgraded.' })
  await expect.poll(() => page.getByRole('alert').allInnerTexts()).toHaveLength(1)
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
  await people().first().waitFor()
  const { people: everybody } = panelOf(sampleWork(), { from: day('2026-11-20'), to: day('2026-11-21') })
  const most = everybody.toSorted((a, b) => b.hiddenMs / b.activeMs - a.hiddenMs / a.activeMs)[0]
  expect(await people().first().innerText()).toContain(most?.name)
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
    card(/person by person/).evaluate((section) => {
      const table = section.querySelector('table')
      return (table?.getBoundingClientRect().right ?? 0) - section.getBoundingClientRect().right
    })
  expect(await overflow()).toBeLessThan(0)
  await page.setViewportSize({ width: 1080, height: 700 })
  await expect.poll(overflow).toBeLessThan(0)
})

test('narrows denials by what only they have, and says which cards it does not narrow', async () => {
  page = await app.open('/team')
  await page.getByRole('button', { name: 'More filters' }).click()
  await page.getByLabel('Reason', { exact: true }).selectOption({ label: 'coding' })
  await page.getByLabel('Value', { exact: true }).selectOption({ label: '$500–1,999' })
  await expect.poll(() => new URL(page.url()).search).toBe('?category=coding&valueBand=500_1999')
  await page.getByText('Ribbons and time by activity are of all denials').waitFor()
  const asked = () => app.endpoint.asked.filter((path) => path.startsWith('/v1/metrics/worked_within_sla?')).at(-1)
  await expect.poll(asked).toContain('category=coding&valueBand=500_1999')
  expect(lastPanel().has('category')).toBe(false)
  await expect.poll(() => card('Queue ageing').getByRole('rowheader').allInnerTexts()).toEqual(['coding'])
})

test('compares with the period that is asked for', async () => {
  page = await app.open('/team?period=today')
  const before = () => app.endpoint.asked.filter((path) => path.startsWith('/v1/metrics/hidden_work_tax?'))
  await expect
    .poll(() => before().some((path) => path.includes(`from=${day('2026-11-19')}&to=${day('2026-11-20')}`)))
    .toBe(true)
  await page.getByLabel('Compare with').selectOption({ label: 'four weeks earlier' })
  await expect.poll(() => new URL(page.url()).search).toBe('?period=today&compare=four-weeks-earlier')
  await expect
    .poll(() => before().some((path) => path.includes(`from=${Date.parse('2026-10-23T00:00:00-04:00')}`)))
    .toBe(true)
  await expect.poll(() => card('Hidden-work tax').innerText()).toContain('four weeks earlier')
})

test('keeps a view under a name, and links to it', async () => {
  page = await app.open('/team?period=last-week&team=Texas+denials')
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByLabel('Name of what is shown').fill('Texas, last week')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Texas, last week' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.reload()
  await page.getByRole('button', { name: 'Views (1)' }).click()
  await page.getByRole('link', { name: 'Texas, last week' }).click()
  await expect.poll(() => new URL(page.url()).search).toBe('?period=last-week&team=Texas+denials')
  await page.getByRole('button', { name: 'Views (1)' }).click()
  await page.getByRole('button', { name: 'Forget Texas, last week' }).click()
  expect(await page.evaluate(() => localStorage.getItem('touchledger.views'))).toBe('[]')
})

test('saves what a card shows as CSV', async () => {
  page = await app.open('/team')
  await card('Queue ageing').getByRole('rowheader').first().waitFor()
  const saved = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `${name} as CSV` }).click(),
    ])
    return { name: download.suggestedFilename(), text: await textOf(download) }
  }
  const ageing = await saved('queue ageing')
  expect(ageing.name).toBe('queue-ageing.csv')
  const work = sampleWork()
  const open = worklistOf(work, sampleDenials(work))
  const rows: string[][] = parse(ageing.text, { bom: true, from: 2 })
  expect(rows.reduce((sum, row) => sum + Number(row[2]), 0)).toBe(open.length)
  expect(Math.round(rows.reduce((sum, row) => sum + Number(row[3]), 0) * 100)).toBe(
    open.reduce((sum, row) => sum + row.deniedCents, 0),
  )
  const persons: string[][] = parse((await saved('people')).text, { bom: true })
  expect(persons).toHaveLength(9)
  expect(persons[0]?.slice(0, 3)).toEqual(['Person', 'Team', 'Active hours'])
})

test('prints the panel without its controls', async () => {
  page = await app.open('/team')
  await page.getByText('person by person').waitFor()
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('navigation', { name: 'Screens' }).isVisible()).toBe(false)
  expect(await page.getByRole('button', { name: 'people as CSV' }).isVisible()).toBe(false)
  expect(await card('What needs you now').isVisible()).toBe(true)
})
