import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, startApp, textOf } from './app-under-test.ts'
import { sampleDenials } from './sample-denials.ts'
import { sampleCatalog } from './sample-metrics.ts'
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

const card = (name: string) => page.getByRole('region', { name, exact: true })
const tile = (name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: new RegExp(`^${name}: trend`) }) })
/** Until all numbers are there. */
const quiet = async () => {
  await card('Targets').waitFor()
  await expect.poll(() => page.getByText('Calculating…').count()).toBe(0)
}
const address = () => new URL(page.url()).search

// The period without one in the address: four weeks up to November 20, 2026.
const from = Date.parse('2026-10-24T00:00:00-04:00')
const to = Date.parse('2026-11-21T00:00:00-05:00')
const before = from - 28 * 86_400_000
const denials = sampleDenials(sampleWork())
const receivedIn = (since: number, until: number) =>
  denials.filter(({ received }) => received >= since && received < until)

test('shows every metric of the catalog in its group, with its target, the change and a trend, in a few requests', async () => {
  const asked = app.endpoint.metricQuestions.length
  page = await app.visit('/performance')
  await page.getByText('Oct 24, 2026 – Nov 20, 2026, compared to prior 4 weeks. All teams and payers.').waitFor()
  await quiet()
  for (const { name } of sampleCatalog) await tile(name).waitFor()
  expect(
    await page.getByRole('region').evaluateAll((cards) => cards.map((one) => one.querySelector('h2')?.textContent)),
  ).toEqual(expect.arrayContaining(['Outcome', 'SLA', 'Time', 'Bottlenecks', 'Team']))

  const received = await tile('Denials received').innerText()
  expect(received).toContain(`${receivedIn(from, to).length}`)
  expect(received).toContain(`before ${receivedIn(before, from).length}`)
  expect(received).toMatch(/up \d+, worse|down \d+, better|no change/)
  expect(await tile('Worked within SLA').innerText()).toMatch(/target 90\.0% or more (✓ target met|✗ target missed)/)
  await tile('Worked within SLA')
    .getByRole('img', { name: /from .* to .*Target 90\.0%/ })
    .waitFor()
  // Metrics of denials, of work and as of an instant, each with totals and trends, and the payers.
  expect(app.endpoint.metricQuestions.length - asked).toBeLessThanOrEqual(7)
})

test('says which targets are met and which are missed', async () => {
  page = await app.visit('/performance')
  await quiet()
  const text = await card('Targets').innerText()
  expect(text).toMatch(/\d of \d targets met\.|All \d targets are met\./)
  const missed = await page.getByText('✗ target missed').count()
  expect(await card('Targets').getByRole('listitem').count()).toBe(missed)
})

test('switches to twelve months, and asks for a period of its own for each metric as of an instant', async () => {
  page = await app.visit('/performance')
  await page.getByRole('link', { name: '12 months' }).click()
  await expect.poll(address).toBe('?trend=month')
  await page.getByText('Trends: 12 months, Dec 1, 2025 – Nov 30, 2026.').waitFor()
  await expect
    .poll(() => app.endpoint.metricQuestions.filter(({ periods }) => periods.length === 12).at(-1)?.metrics)
    .toContain('open_denials')
  const counted = app.endpoint.metricQuestions.filter(({ dimensions }) => dimensions?.join() === 'month')
  expect(counted.at(-1)?.periods).toHaveLength(1)
  await page.getByText('Are we within SLA, month by month?').waitFor()
})

test('a metric opens its trend by payer, team or reason, and its value the denials behind it', async () => {
  page = await app.visit('/performance')
  await tile('Denials received')
    .getByRole('link', { name: /^Denials received: trend/ })
    .click()
  await expect.poll(address).toBe('?metric=denials_received')
  const drawer = page.getByRole('dialog', { name: 'Denials received' })
  const names = drawer.getByRole('heading', { level: 4 })
  await expect.poll(() => names.count()).toBeGreaterThan(2)
  await drawer.getByRole('link', { name: 'Reason' }).click()
  await expect.poll(address).toBe('?split=category&metric=denials_received')
  const categories = new Set(receivedIn(Date.parse('2026-08-24T00:00:00-04:00'), to).map(({ category }) => category))
  await expect.poll(() => names.count()).toBe(Math.min(8, categories.size))
  expect(await drawer.getByText('Not shown:').count()).toBe(categories.size > 8 ? 1 : 0)
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'detached' })

  await tile('Denials received').getByRole('link', { name: 'Denials received: view details' }).click()
  await page.getByRole('dialog', { name: 'Denials received' }).getByText('✓ matches').waitFor()
})

test('leads from denials received to root causes, in the same period and with the same filters', async () => {
  page = await app.visit('/performance?payer=Cigna')
  await tile('Denials received')
    .getByRole('link', { name: /Why did denials|See root causes/ })
    .click()
  await expect.poll(() => page.url()).toContain('/root-causes?period=four-weeks&payer=Cigna')
  await page.getByRole('columnheader', { name: 'Change' }).first().waitFor()
})

test('answers whether a payer is worth the time, highest recovery per hour first', async () => {
  page = await app.visit('/performance')
  const effort = card('Is it worth it?')
  await effort.getByText('recovers the most for the time').waitFor()
  const table = effort.getByRole('region', { name: 'Table of effort and recovery by payer' })
  const rates = (await table.locator('tbody td:nth-child(3)').allInnerTexts()).map((text) =>
    text === '–' ? -1 : Number(text.replace(/[^\d.]/g, '')),
  )
  expect(rates.length).toBeGreaterThan(2)
  expect(rates).toEqual(rates.toSorted((a, b) => b - a))
  expect(await table.locator('tbody td:nth-child(2)').first().innerText()).toMatch(
    /^✓ Yes: \$[\d,.]+ back per \$1 of labor, without overhead$/,
  )
  await table
    .getByRole('link', { name: /^\$.*Denied amount, / })
    .first()
    .click()
  await page
    .getByRole('dialog', { name: /^Denied amount, / })
    .getByText('✓ matches')
    .waitFor()
})

test('a filter is in the address, and a metric that it does not apply to says so', async () => {
  page = await app.visit('/performance')
  await page.getByLabel('Payer', { exact: true }).selectOption({ label: 'Cigna' })
  await expect.poll(address).toBe('?payer=Cigna')
  await page.getByText('Filtered by Cigna.').waitFor()
  await tile('Denials worked per FTE').getByText('Not filtered by payer').waitFor()
  const cigna = receivedIn(from, to).filter(({ payer }) => payer === 'Cigna').length
  await expect.poll(() => tile('Denials received').innerText()).toContain(`${cigna}`)
})

test('downloads every metric with its target, change and trend', async () => {
  page = await app.visit('/performance')
  await quiet()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'performance metrics as CSV' }).click(),
  ])
  const [header = '', ...lines] = (await textOf(download))
    .replace(/^\uFEFF/, '')
    .trim()
    .split('\r\n')
  expect(header).toMatch(
    /^Group,Metric,Unit,This period,Target,Target met,Comparison period,Change,Better or worse,Not filtered by,2026-08-24,/,
  )
  expect(lines).toHaveLength(sampleCatalog.length)
  expect(lines.find((line) => line.includes('Worked within SLA'))).toMatch(
    /^SLA,Worked within SLA,ratio,0\.\d+,0\.9,(yes|no),/,
  )
})

test('saves the screen as a PDF of its period, comparison and filters, or says why not', async () => {
  page = await app.visit('/performance?payer=Cigna')
  await quiet()
  const button = page.getByRole('button', { name: 'PDF', exact: true })
  const [download] = await Promise.all([page.waitForEvent('download'), button.click()])
  expect(download.suggestedFilename()).toBe('performance-2026-10-24-to-2026-11-20.pdf')
  expect(await textOf(download)).toBe('%PDF-1.7 of the sample')
  const asked = app.endpoint.asked.filter((path) => path.startsWith('/v1/reports/performance.pdf')).at(-1)
  expect(Object.fromEntries(new URLSearchParams(asked?.split('?')[1]))).toEqual({
    ...{ payer: 'Cigna', from: String(from), to: String(to), compareFrom: String(before), compareTo: String(from) },
  })
  app.expectStatus(503)
  app.endpoint.failWith({ status: 503, code: 'busy', detail: 'The store is being upgraded.' })
  await button.click()
  await page.getByRole('alert').getByText('The store is being upgraded.').waitFor()
})

test('says what has no data, and what could not be loaded', async () => {
  page = await app.visit('/performance?from=2024-01-01&to=2024-01-07')
  await quiet()
  await expect.poll(() => tile('Worked within SLA').innerText()).toContain('No data')
  await card('Is it worth it?').getByText('No work, denials or recovery by payer').waitFor()
  app.expectStatus(503)
  app.endpoint.failWith({ status: 503, code: 'busy', detail: 'The store is being upgraded.' })
  await page.getByRole('link', { name: 'Last week' }).click()
  await card('Outcome').getByText('Could not be loaded: The store is being upgraded.').waitFor()
  await tile('Denials received').getByText('Not loaded').waitFor()
})

test('fits the width of a phone and of a tablet, and one page of paper', async () => {
  for (const width of [390, 768]) {
    page = await app.visit('/performance', { viewport: { width, height: 900 } })
    await quiet()
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width)
    await app.leave()
  }
  page = await app.visit('/performance')
  await quiet()
  const paper = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  expect(paper.match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1)
})

test('a switch leaves inferred time out of the claims, and the groups with work by claim say so', async () => {
  page = await app.visit('/performance')
  await quiet()
  expect(await card('Time').innerText()).toContain('Work on a claim: seen, stated and inferred')
  await page.getByRole('link', { name: 'Seen and stated', exact: true }).click()
  await expect.poll(address).toBe('?attribution=seen%2Cstated')
  await page.getByText('Filtered by claims seen or stated.').waitFor()
  await quiet()
  for (const group of ['Time', 'Team']) {
    expect(await card(group).innerText()).toContain('Work on a claim: only claims seen or stated.')
  }
  expect(app.endpoint.metricQuestions.at(-1)?.filters).toMatchObject({ attribution: 'seen,stated' })
  // Denials have no time that could be left out, so nothing is said of it.
  expect(await tile('Denials received').innerText()).not.toContain('Not filtered by')
  await page.getByRole('link', { name: 'Seen, stated and inferred' }).click()
  await expect.poll(address).toBe('')
})
