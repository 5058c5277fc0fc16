/// <reference types="node" />
import { parse } from 'csv-parse/sync'
import type { Page } from 'playwright-core'
import type { WorklistRow } from '../../src/shared/contract/worklist.ts'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, goTo, startApp, textOf } from './app-under-test.ts'
import { detailOf, sampleDenials, worklistOf } from './sample-denials.ts'
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

const work = sampleWork()
const open = worklistOf(work, sampleDenials(work))
const claims = async () => (await page.getByRole('rowheader').allInnerTexts()).map((text) => text.trim())
const dollars = (rows: typeof open) =>
  `$${Math.round(rows.reduce((sum, row) => sum + row.deniedCents, 0) / 100).toLocaleString('en-US')}`

test('shows open denials in the endpoint’s order, and what is late among them', async () => {
  page = await app.visit('/worklist')
  await expect.poll(claims).toEqual(open.map(({ claimRef }) => claimRef))
  const late = open.filter(({ due }) => due?.status === 'overdue')
  const tab = page.getByRole('link', { name: /^Overdue/ })
  expect((await tab.innerText()).replace(/\s+/g, ' ')).toBe(`Overdue ${late.length} ${dollars(late)}`)
  await tab.click()
  await expect.poll(claims).toEqual(late.map(({ claimRef }) => claimRef))
  expect(new URL(page.url()).search).toBe('?due=overdue')
  // In words, not by color alone.
  const first = await page.getByRole('row').nth(1).innerText()
  expect(first).toMatch(/(Follow-up target missed|Appeal deadline passed|First touch SLA missed) \d+ (hr|days|min)/)
})

test('sorts by deadline unless expected recovery per minute is chosen, and keeps that in the address', async () => {
  const byPriority = open.toSorted((a, b) => b.priority - a.priority).map(({ claimRef }) => claimRef)
  expect(byPriority).not.toEqual(open.map(({ claimRef }) => claimRef))
  page = await app.visit('/worklist')
  const order = page.getByRole('navigation', { name: 'Sort order' })
  expect(await order.locator('[aria-current]').innerText()).toBe('Deadlines first')
  await expect.poll(claims).toEqual(open.map(({ claimRef }) => claimRef))
  await order.getByRole('link', { name: 'Expected recovery per minute' }).click()
  await expect.poll(claims).toEqual(byPriority)
  expect(new URL(page.url()).search).toBe('?sort=priority')
  await page.getByText('regardless of due dates').waitFor()
  await page.getByRole('link', { name: /^Overdue/ }).click()
  await expect.poll(() => new URL(page.url()).search).toBe('?due=overdue&sort=priority')

  await app.leave()
  page = await app.visit('/worklist?sort=priority')
  await expect.poll(claims).toEqual(byPriority)
  await page.getByRole('link', { name: 'Deadlines first' }).click()
  await expect.poll(claims).toEqual(open.map(({ claimRef }) => claimRef))
  expect(new URL(page.url()).search).toBe('')
})

test.each([1280, 1920])(
  'shows every column at %d px: nothing is cut off, nothing has to be scrolled to',
  async (width) => {
    page = await app.visit('/worklist', { viewport: { width, height: 800 } })
    await expect.poll(claims).not.toEqual([])
    const table = page.getByRole('region', { name: 'Table of open denials' })
    expect(await table.evaluate((region) => region.scrollWidth - region.clientWidth)).toBe(0)
  },
)

test('keeps its filters in the address, and a link reproduces them', async () => {
  page = await app.visit('/worklist')
  await page.getByLabel('Assigned to', { exact: true }).selectOption({ label: 'Unassigned' })
  await page.getByLabel('Reason', { exact: true }).selectOption({ label: 'Authorization' })
  await expect.poll(() => new URL(page.url()).search).toBe('?user=&category=authorization')
  const unowned = open.filter(({ owner, category }) => owner === null && category === 'authorization')
  await expect.poll(claims).toEqual(unowned.map(({ claimRef }) => claimRef))

  await app.leave()
  page = await app.open('/worklist?user=&category=authorization')
  await expect.poll(claims).toEqual(unowned.map(({ claimRef }) => claimRef))
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect.poll(claims).toHaveLength(open.length)
})

test('says why a denial ranks where it does, with the counts behind it', async () => {
  page = await app.visit('/worklist?due=at_risk')
  const button = page.getByRole('button', { name: 'Why this rank' }).first()
  await button.click()
  expect(await button.getAttribute('aria-expanded')).toBe('true')
  const [first] = open.filter(({ due }) => due?.status === 'at_risk')
  if (!first) throw new Error('nothing is at risk in the made-up world')
  const { overturned, resolved, worked } = first.forecast
  const why = await page.getByText('expected recovery per minute of work').locator('xpath=ancestor::td').innerText()
  expect(why).toContain(`${overturned} of ${resolved} resolved denial`)
  expect(why).toContain(`${worked} worked denial`)
})

test('opens a denial by key, with its details, its touches and its forecast', async () => {
  page = await app.visit('/worklist')
  const [first] = open
  if (!first) throw new Error('nothing is open in the made-up world')
  await page.getByRole('link', { name: first.claimRef }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: `Denial ${first.claimRef}` })
  await dialog.getByText('expected recovery per minute').waitFor()
  expect(new URL(page.url()).searchParams.get('denial')).toBe(first.id)
  expect(await dialog.innerText()).toContain(`${first.touches} touch`)
  expect(await dialog.getByRole('table').getByRole('row').count()).toBe(Math.min(10, first.touches) + 1)
  // Newest first, with what was done where, and how the claim was known.
  const touches = detailOf(work, first).touches.toSorted((a, b) => b.startedAt - a.startedAt)
  const rowOf = async (touch: (typeof touches)[number] | undefined) =>
    touch === undefined
      ? ''
      : dialog
          .getByRole('row')
          .nth(touches.indexOf(touch) + 1)
          .innerText()
  const [latest] = touches
  expect(await rowOf(latest)).toMatch(new RegExp(`^${latest?.userName}.* in ${latest?.activities[0]?.system}, `, 's'))
  expect(await rowOf(touches.find(({ inferredMs }) => inferredMs > 0))).toMatch(
    /Documentation in Excel, 2m\s+Claim seen \d+m · inferred 2m/,
  )
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  expect(new URL(page.url()).search).toBe('')
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(first.claimRef)
})

test('changes a denial only when the endpoint says so, and puts an error at its field', async () => {
  app.expectStatus(422)
  const mine = open.find(({ state }) => state === 'in_progress')
  page = await app.visit(`/worklist?denial=${mine?.id}`)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Assigned to').fill('Nobody Known')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('nobody here has this name').waitFor()
  expect(await dialog.getByLabel('Assigned to').getAttribute('aria-invalid')).toBe('true')
  await dialog.getByLabel('Assigned to').fill('M. Reyes')
  await dialog.getByLabel('Status').selectOption({ label: 'Appealed' })
  expect(await dialog.getByLabel('Status').locator('option').allInnerTexts()).not.toContain('Reversed')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.getByText('Saved.').waitFor()
  expect(await dialog.getByLabel('Status').locator('option:checked').innerText()).toBe('Appealed')
  expect(await dialog.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
})

test('saves the list as CSV, whole and in order', async () => {
  page = await app.visit('/worklist?payer=Cigna')
  const cigna = open.filter(({ payer }) => payer === 'Cigna')
  await expect.poll(claims).toHaveLength(cigna.length)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'open denials as CSV' }).click(),
  ])
  const rows: Record<string, string>[] = parse(await textOf(download), {
    bom: true,
    columns: true,
  })
  expect(rows.map((row) => row['PCN'])).toEqual(cigna.map(({ claimRef }) => claimRef))
  expect(Math.round(rows.reduce((sum, row) => sum + Number(row['Denied ($)']), 0) * 100)).toBe(
    cigna.reduce((sum, { deniedCents }) => sum + deniedCents, 0),
  )
})

test('saves days as dates, whatever the screen says of them', async () => {
  page = await app.visit('/worklist')
  await expect.poll(claims).not.toEqual([])
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'open denials as CSV' }).click(),
  ])
  const rows: Record<string, string>[] = parse(await textOf(download), { bom: true, columns: true })
  expect(rows).toHaveLength(open.length)
  for (const row of rows) {
    expect(`${row['Due date']} ${row['Remittance date']}`).toMatch(/^(?:\d{4}-\d\d-\d\d)? \d{4}-\d\d-\d\d$/)
  }
})

test('says so when it cannot be shown, and comes back', async () => {
  page = await app.visit('/worklist')
  await expect.poll(claims).not.toEqual([])
  app.expectStatus(503)
  app.endpoint.failWith({ status: 503, code: 'busy', detail: 'The store is being upgraded.' })
  await page.reload()
  await page.getByText('The worklist could not be loaded').waitFor()
  app.endpoint.failWith(null)
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect.poll(claims).not.toEqual([])
})

test('denials proposed to close have a tab of their own, and are closed or kept open one by one or together', async () => {
  page = await app.visit('/worklist')
  const tab = page.getByRole('link', { name: /^Proposed to close/ })
  await expect.poll(async () => (await tab.innerText()).replace(/\s+/g, ' ').trim()).toBe('Proposed to close 4')
  await tab.click()
  expect(new URL(page.url()).search).toBe('?proposed=1')
  await expect.poll(claims).toEqual(['PAID-5100', 'PAID-5101', 'PAID-5102', 'PAID-5103'])
  const bulk = page.getByRole('group', { name: 'Selected denials' })
  expect(await bulk.getByRole('button').evaluateAll((all) => all.map((one) => one.hasAttribute('disabled')))).toEqual([
    true,
    true,
  ])

  // One by one: a new denial that is kept open is in progress.
  const changed = page.waitForRequest((request) => request.method() === 'PATCH')
  await page.getByRole('button', { name: 'Keep open: PAID-5101' }).click()
  expect((await changed).postDataJSON()).toEqual({ state: 'in_progress' })
  await expect.poll(claims).toEqual(['PAID-5100', 'PAID-5102', 'PAID-5103'])
  await page.getByText('1 denial saved.').waitFor()

  // Together, by key: what is refused stays, and says why.
  app.expectStatus(409)
  await bulk.getByLabel('Select all 3').focus()
  await page.keyboard.press('Space')
  await bulk.getByRole('button', { name: 'Close 3 denials as proposed' }).click()
  await page.getByText('1 of 3 not saved. Somebody else has closed it.').waitFor()
  await expect.poll(claims).toEqual(['PAID-5102'])
  await expect.poll(async () => (await tab.innerText()).replace(/\s+/g, ' ').trim()).toBe('Proposed to close 1')
  await page.getByRole('link', { name: /^All open/ }).click()
  await expect.poll(claims).toEqual(open.map(({ claimRef }) => claimRef))
})

test('all columns fit a screen of 1280 px where rows have two flags, with long names and large amounts', async () => {
  page = await app.visit('/nowhere')
  await page.route('**/v1/worklist?**', async (route) => {
    const response = await route.fetch()
    const answer = (await response.json()) as { readonly rows: readonly WorklistRow[] }
    const rows = answer.rows.map((row, index) =>
      index % 3 === 0
        ? {
            ...row,
            rechecks: 12,
            people: 3,
            payer: 'Blue Cross Blue Shield of Massachusetts',
            owner: 'Christopher Montgomery',
          }
        : row,
    )
    await route.fulfill({ response, json: { ...answer, rows } })
  })
  await goTo(page, '/worklist')
  await page.getByText('12 repeat checks').first().waitFor()
  const table = page.getByRole('region', { name: 'Table of open denials' })
  expect(await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0)
})
