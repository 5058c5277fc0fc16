/// <reference types="node" />
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, goTo, startApp, textOf } from './app-under-test.ts'
import { sampleDenials, worklistOf } from './sample-denials.ts'
import { panelOf } from './sample-panel.ts'
import { sampleWork } from './sample-team.ts'

let app: AppUnderTest
let page: Page
beforeAll(async () => {
  app = await startApp()
})
afterEach(async () => {
  await app.leave()
  expect(app.complaints.splice(0)).toEqual([])
})
afterAll(() => app.close())

const day = (name: string) => Date.parse(`${name}T00:00:00-05:00`)
const askedPanels = () => app.endpoint.asked.filter((path) => path.startsWith('/v1/panel?'))
const lastPanel = () => new URLSearchParams(askedPanels().at(-1)?.split('?')[1])

/** The title of the card, whatever its period; tables have names, too. */
const everybodysDay = /^(?!Table).*by person$/
const card = (name: string | RegExp) => page.getByRole('region', { name })
const people = () => card(everybodysDay).getByRole('rowheader')

test('shows on one screen what needs attention and what the day was', async () => {
  page = await app.visit('/team?period=today')
  const work = sampleWork()
  const { totals } = panelOf(work, { from: day('2026-11-20'), to: day('2026-11-21') })
  const open = worklistOf(work, sampleDenials(work))
  const of = (status: string) => open.filter(({ due }) => due?.status === status)
  const dollars = (rows: typeof open) =>
    `$${Math.round(rows.reduce((sum, row) => sum + row.deniedCents, 0) / 100).toLocaleString('en-US')}`
  const now = () => card('Needs attention').getByRole('list').innerText()
  await expect.poll(now).toMatch(new RegExp(`^${of('overdue').length}\\s+overdue\\s+\\${dollars(of('overdue'))}`))
  expect(await now()).toContain(dollars(of('at_risk')))
  // All four lines have a number and an amount.
  const line = (name: string) => card('Needs attention').getByRole('listitem').filter({ hasText: name }).innerText()
  for (const name of ['overdue', 'due soon', 'stalled', 'with a missed date'])
    await expect.poll(() => line(name)).toMatch(new RegExp(`^[\\d,]+\\s+${name}\\s+\\$[\\d,]+`))
  // Overdue says what is the payer's and what is our own.
  expect(await line('overdue')).toMatch(/(\d+|No) payer deadlines? passed, (\d+|no) in-house targets? missed/)
  expect((await card('Needs attention').getByRole('rowheader').allInnerTexts()).map((text) => text.trim())).toEqual(
    open.slice(0, 5).map(({ claimRef }) => claimRef),
  )
  const tax = ((totals.hiddenMs / totals.denialWorkMs) * 100).toFixed(1)
  await expect.poll(() => card('Hidden-work tax').innerText()).toContain(`${tax}%`)
  expect(await card('Due soon').innerText()).toContain(`${of('overdue').length} more are already overdue`)
  expect(await page.getByTitle('Age of the latest record').innerText()).toMatch(/^Live\s+· 6 sec ago$/)
  expect(await page.getByText('sample', { exact: true }).count()).toBe(7)
  await expect.poll(() => page.getByRole('slider').count()).toBe(8)
})

test('with a period that has ended, numbers of now and of its end say which they are', async () => {
  page = await app.visit('/team?period=yesterday')
  const line = (name: string) => card('Needs attention').getByRole('listitem').filter({ hasText: name }).innerText()
  await expect.poll(() => line('stalled')).toContain('as of Thu, Nov 19')
  expect(await line('with a missed date')).toContain('as of Thu, Nov 19')
  expect(await line('overdue')).not.toContain('as of')
  expect(await card('Needs attention').innerText()).toContain('are of now')
  expect(await card('Due soon').innerText()).toContain('as of now')
})

test('people’s days are asked for when their rows come into view', async () => {
  const before = app.endpoint.asked.length
  const asked = () => app.endpoint.asked.slice(before).filter((path) => path.startsWith('/v1/panel/ribbons?'))
  page = await app.visit('/team?period=today', { viewport: { width: 1280, height: 120 } })
  await page.getByTitle('Age of the latest record').waitFor()
  const row = people().filter({ hasText: 'J. Kim' })
  await row.waitFor({ state: 'attached' })
  expect(asked()).toEqual([])
  await row.scrollIntoViewIfNeeded()
  await page.getByRole('slider', { name: 'Day of J. Kim' }).waitFor()
  // All eight in one request.
  expect(
    new Set(asked().map((path) => new URLSearchParams(path.split('?')[1]).get('users')?.split(',').length)),
  ).toEqual(new Set([8]))
})

test.each([1280, 1920])('shows the whole toolbar in one line at %d px', async (width) => {
  page = await app.visit('/team', { viewport: { width, height: 800 } })
  const toolbar = page.getByRole('group', { name: 'Period and filters' })
  await toolbar.getByText('Live').waitFor()
  const middles = await Promise.all(
    [
      toolbar.getByRole('navigation', { name: 'Period' }),
      toolbar.getByLabel('Person', { exact: true }),
      toolbar.getByLabel('Compare to'),
      toolbar.getByRole('button', { name: 'Saved views' }),
      page.getByTitle('Age of the latest record'),
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

test('keeps period and filters in the address, and a link reproduces them', async () => {
  page = await app.visit('/team')
  await page.getByRole('link', { name: 'Last week' }).click()
  await page.getByLabel('Team', { exact: true }).selectOption({ label: 'Texas denials' })
  await page.getByLabel('Payer', { exact: true }).selectOption({ label: 'Payer not identified' })
  await expect.poll(() => new URL(page.url()).search).toBe('?period=last-week&team=Texas+denials&payer=')
  await expect
    .poll(() => Object.fromEntries(lastPanel()))
    .toEqual({ from: `${day('2026-11-09')}`, to: `${day('2026-11-16')}`, team: 'Texas denials', payer: '' })

  await app.leave()
  page = await app.open('/team?period=last-week&team=Texas+denials&payer=')
  await page.getByRole('link', { name: 'Last week' }).and(page.locator('[aria-current]')).waitFor()
  expect(await page.getByLabel('Team', { exact: true }).locator('option:checked').innerText()).toBe('Texas denials')
  expect(await page.getByLabel('Payer', { exact: true }).locator('option:checked').innerText()).toBe(
    'Payer not identified',
  )
  expect(await people().count()).toBe(4)

  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect.poll(() => people().count()).toBe(8)
  await page.goBack()
  await expect.poll(() => people().count()).toBe(4)
})

test('takes dates as people type them, both included', async () => {
  page = await app.visit('/team?from=2026-11-10&to=2026-11-12')
  await page.getByText(/Nov 10 – .*Nov 12 by person/).waitFor()
  expect([lastPanel().get('from'), lastPanel().get('to')]).toEqual([`${day('2026-11-10')}`, `${day('2026-11-13')}`])
  await page.getByLabel('Last day', { exact: true }).fill('2026-11-11')
  await expect.poll(() => new URL(page.url()).search).toBe('?from=2026-11-10&to=2026-11-11')
  await page.getByLabel('First day', { exact: true }).fill('Nov 9, 2026')
  await expect.poll(() => new URL(page.url()).search).toBe('?from=2026-11-09&to=2026-11-11')
  await page.getByLabel('Last day', { exact: true }).focus()
  expect(await page.getByLabel('First day', { exact: true }).inputValue()).toBe('11/09/2026')
  await page.getByLabel('Last day', { exact: true }).fill('25.12.2026')
  await page.getByLabel('First day', { exact: true }).focus()
  await page.getByText('Use MM/DD/YYYY').waitFor()
  expect(new URL(page.url()).search).toBe('?from=2026-11-09&to=2026-11-11')
  // An earlier week, last day first.
  await page.getByLabel('Last day', { exact: true }).fill('11/06/2026')
  await page.getByLabel('First day', { exact: true }).fill('11/02/2026')
  await expect.poll(() => new URL(page.url()).search).toBe('?from=2026-11-02&to=2026-11-06')
})

test('opens behind every number the rows that add up to it', async () => {
  page = await app.visit('/team?user=u-kim')
  const links = page.locator('a[title$=": view details"]')
  await links.first().waitFor()
  // Due denials, metrics, the headline, the person's row, kinds, ages, payers, owners, workload, activities.
  await card('Workload and recovery').getByRole('rowheader').first().waitFor()
  await expect.poll(() => page.getByText('Calculating…').count()).toBe(0)
  expect(await links.count()).toBeGreaterThan(40)
  const hrefs = new Set(await links.evaluateAll((elements) => elements.map((link) => link.getAttribute('href') ?? '')))
  expect([...hrefs].some((href) => href.includes('rows.call=true'))).toBe(true)
  for (const href of hrefs) {
    await page.locator(`a[title$=": view details"][href="${href}"]`).first().click()
    const dialog = page.getByRole('dialog')
    await expect.poll(() => dialog.innerText(), { message: href }).toContain('✓ matches')
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  }
})

test('pages, sorts and links the rows behind a number', async () => {
  page = await app.visit('/team?rows=spans&rows.user=u-okafor&rows.presence=active')
  const dialog = page.getByRole('dialog', { name: 'Active time, D. Okafor' })
  await dialog.getByText('✓ matches').waitFor()
  expect(await dialog.getByRole('row').count()).toBe(51)
  const firstOfPage = () => dialog.getByRole('row').nth(1).innerText()
  const before = await firstOfPage()
  await dialog.getByRole('button', { name: 'Next' }).click()
  expect(await firstOfPage()).not.toBe(before)
  await dialog.getByRole('button', { name: 'Duration' }).click()
  expect(await dialog.getByRole('columnheader', { name: 'Duration' }).getAttribute('aria-sort')).toBe('descending')
  await dialog.getByRole('button', { name: 'Close' }).click()
  await expect.poll(() => new URL(page.url()).search).toBe('')

  // Beside a touch stands what its person says of it.
  await goTo(page, '/team?rows=touches')
  const touches = page.getByRole('dialog', { name: 'Touches' })
  const said = touches.getByRole('button', { name: 'What the person says' })
  await said.click()
  await said.click()
  await touches.getByText('This was another claim. “I had the wrong tab open”').waitFor()
})

test('adds up a long list only as far as asked', async () => {
  page = await app.visit('/team?period=four-weeks&rows=spans&rows.presence=active')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Total of the first 2,000 activity records').waitFor()
  await dialog.getByRole('button', { name: 'Load and add the rest' }).click()
  await dialog.getByText('✓ matches').waitFor()
})

test('says where a list begins later than its number, because retention deleted what was before', async () => {
  page = await app.visit('/my-account')
  await page.route('**/v1/metrics/query', async (route) => {
    const response = await route.fetch()
    const body = await response.text()
    await route.fulfill({ response, body: body.replaceAll('"recordsFrom":null', `"recordsFrom":${Date.now()}`) })
  })
  await goTo(page, '/team?rows=spans&rows.presence=active')
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/^Single records from before \w+ \d+, \d{4} were deleted/).waitFor()
  await dialog.getByText(/^Total of/).waitFor()
  expect(await dialog.innerText()).not.toMatch(/matches|≠/)
})

test('says what a segment was, to the pointer and to the keys, and opens its rows', async () => {
  page = await app.visit('/team')
  const ribbon = page.getByRole('slider', { name: 'Day of J. Kim' })
  await ribbon.focus()
  const first = await ribbon.getAttribute('aria-valuetext')
  expect(first).toMatch(/^\d?\d:\d\d [AP]M to \d?\d:\d\d [AP]M, .+: .+/)
  await page.keyboard.press('ArrowRight')
  expect(await ribbon.getAttribute('aria-valuetext')).not.toBe(first)
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Segment, J. Kim' })
  await dialog.getByText('✓ matches').waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })

  const box = await ribbon.boundingBox()
  if (!box) throw new Error('the ribbon is not drawn')
  await page.mouse.move(box.x + box.width * 0.3, box.y + box.height - 2)
  await expect.poll(() => ribbon.innerText()).toMatch(/\d?\d:\d\d [AP]M – \d?\d:\d\d [AP]M · /)
})

test('after a click the keys move between segments and open their rows, as they do without one', async () => {
  page = await app.visit('/team')
  const ribbon = page.getByRole('slider', { name: 'Day of J. Kim' })
  const dialog = page.getByRole('dialog', { name: 'Segment, J. Kim' })
  const clickAndClose = async () => {
    await ribbon.click({ position: { x: 120, y: 8 } })
    // By the pointer: the focus then comes back without being visible.
    await dialog.getByRole('button', { name: 'Close' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.mouse.move(0, 0)
  }
  await clickAndClose()
  const clicked = await ribbon.getAttribute('aria-valuetext')
  await page.keyboard.press('ArrowRight')
  expect(await ribbon.getAttribute('aria-valuetext')).not.toBe(clicked)
  await expect.poll(() => ribbon.innerText()).toMatch(/\d?\d:\d\d [AP]M – \d?\d:\d\d [AP]M · /)
  await page.keyboard.press('Enter')
  await dialog.getByText('✓ matches').waitFor()
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })

  // The segment that was clicked opens again without a move.
  await clickAndClose()
  expect(await ribbon.getAttribute('aria-valuetext')).toBe(clicked)
  await page.keyboard.press('Enter')
  await dialog.waitFor()
})

test('refreshes itself, and says so when it cannot, without losing what it shows', async () => {
  page = await app.visit('/team')
  await page.getByRole('heading', { name: 'by person' }).waitFor()
  const before = askedPanels().length
  await expect.poll(() => askedPanels().length).toBeGreaterThan(before + 1)
  app.expectStatus(503)
  app.endpoint.failWith({ status: 503, code: 'busy', detail: 'The store is being upgraded.' })
  await expect.poll(() => page.getByRole('alert').allInnerTexts()).toHaveLength(1)
  expect(await page.getByRole('alert').innerText()).toContain('The store is being upgraded.')
  expect(await page.getByRole('slider').count()).toBe(8)
  app.endpoint.failWith(null)
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByRole('alert').waitFor({ state: 'detached' })
})

test('sorts people by a number, in the address', async () => {
  page = await app.visit('/team?period=today&sort=hidden')
  await people().first().waitFor()
  const { people: everybody } = panelOf(sampleWork(), { from: day('2026-11-20'), to: day('2026-11-21') })
  const most = everybody.toSorted((a, b) => b.hiddenMs / b.activeMs - a.hiddenMs / a.activeMs)[0]
  expect(await people().first().innerText()).toContain(most?.name)
})

test('says what to do when there is nothing in a period', async () => {
  page = await app.visit('/team?from=2026-11-21&to=2026-11-22')
  await page.getByText('No activity recorded in this period').waitFor()
  await page.getByRole('button', { name: 'Show Friday, November 20' }).click()
  await page.getByText('Friday, November 20 by person').or(page.getByText('Today by person')).waitFor()
  expect(new URL(page.url()).search).toBe('?from=2026-11-20&to=2026-11-20')
})

test('fits a window that becomes narrower', async () => {
  page = await app.visit('/team')
  await page.getByRole('slider').first().waitFor()
  const overflow = () =>
    card(everybodysDay).evaluate((section) => {
      const table = section.querySelector('table')
      return (table?.getBoundingClientRect().right ?? 0) - section.getBoundingClientRect().right
    })
  expect(await overflow()).toBeLessThan(0)
  await page.setViewportSize({ width: 1080, height: 700 })
  await expect.poll(overflow).toBeLessThan(0)
})

test('filters denials by fields that only they have, and says which cards ignore these filters', async () => {
  page = await app.visit('/team')
  await page.getByRole('button', { name: 'More filters' }).click()
  await page.getByLabel('Reason', { exact: true }).selectOption({ label: 'Coding' })
  await page.getByLabel('Denied amount', { exact: true }).selectOption({ label: '$500–1,999' })
  await expect.poll(() => new URL(page.url()).search).toBe('?category=coding&valueBand=500_1999')
  await page.getByText('Ribbons and time by activity cover all denials').waitFor()
  const asked = () => app.endpoint.metricQuestions.findLast(({ metrics }) => metrics.includes('worked_within_sla'))
  await expect.poll(() => asked()?.filters).toEqual({ category: 'coding', valueBand: '500_1999' })
  expect(lastPanel().has('category')).toBe(false)
  await expect.poll(() => card('Queue aging').getByRole('rowheader').allInnerTexts()).toEqual(['Coding'])
})

test('says that insights and ribbons are of all payers while a payer is chosen', async () => {
  page = await app.visit('/team?period=today&payer=Aetna')
  await card('Insights').getByText('Not filtered by payer').waitFor()
  await card(everybodysDay).getByText('Ribbons show the work for all payers.').waitFor()
  await page.getByLabel('Payer', { exact: true }).selectOption({ label: 'all' })
  await expect.poll(() => page.getByText('Ribbons show the work for all payers.').count()).toBe(0)
  expect(await card('Insights').getByText('Not filtered by').count()).toBe(0)
})

test('compares with the period that is asked for', async () => {
  page = await app.visit('/team?period=today')
  const compared = () =>
    app.endpoint.metricQuestions.findLast(({ metrics }) => metrics.includes('hidden_work_tax'))?.periods[1]
  await expect.poll(compared).toEqual({ from: day('2026-11-19'), to: day('2026-11-20') })
  await page.getByLabel('Compare to').selectOption({ label: '4 weeks earlier' })
  await expect.poll(() => new URL(page.url()).search).toBe('?period=today&compare=four-weeks-earlier')
  await expect.poll(() => compared()?.from).toBe(Date.parse('2026-10-23T00:00:00-04:00'))
  await expect.poll(() => card('Hidden-work tax').innerText()).toContain('4 weeks earlier')
})

test('keeps a view under a name, and links to it', async () => {
  page = await app.visit('/team?period=last-week&team=Texas+denials')
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByLabel('View name').fill('Texas, last week')
  await page.keyboard.press('Enter')
  await page.getByRole('link', { name: 'Texas, last week' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await page.reload()
  await page.getByRole('button', { name: 'Saved views (1)' }).click()
  await page.getByRole('link', { name: 'Texas, last week' }).click()
  await expect.poll(() => new URL(page.url()).search).toBe('?period=last-week&team=Texas+denials')
  await page.getByRole('button', { name: 'Saved views (1)' }).click()
  await page.getByRole('button', { name: 'Delete Texas, last week' }).click()
  expect(await page.evaluate(() => localStorage.getItem('touchledger.views'))).toBe('[]')
})

test('saves what a card shows as CSV', async () => {
  page = await app.visit('/team')
  await card('Queue aging').getByRole('rowheader').first().waitFor()
  const saved = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `${name} as CSV` }).click(),
    ])
    return { name: download.suggestedFilename(), text: await textOf(download) }
  }
  const aging = await saved('queue aging')
  expect(aging.name).toBe('queue-aging.csv')
  const work = sampleWork()
  const open = worklistOf(work, sampleDenials(work))
  const rows: string[][] = parse(aging.text, { bom: true, from: 2 })
  expect(rows.reduce((sum, row) => sum + Number(row[2]), 0)).toBe(open.length)
  expect(Math.round(rows.reduce((sum, row) => sum + Number(row[3]), 0) * 100)).toBe(
    open.reduce((sum, row) => sum + row.deniedCents, 0),
  )
  const persons: string[][] = parse((await saved('people')).text, { bom: true })
  expect(persons).toHaveLength(9)
  expect(persons[0]?.slice(0, 3)).toEqual(['Person', 'Team', 'Active (h)'])
})

test('prints the panel without its controls', async () => {
  page = await app.visit('/team')
  await page.getByRole('heading', { name: 'by person' }).waitFor()
  await page.emulateMedia({ media: 'print' })
  expect(await page.getByRole('navigation', { name: 'Screens' }).isVisible()).toBe(false)
  expect(await page.getByRole('button', { name: 'people as CSV' }).isVisible()).toBe(false)
  expect(await card('Needs attention').isVisible()).toBe(true)
})
