import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AppUnderTest, startApp } from './app-under-test.ts'
import { shellData } from './fake-shell.ts'

let app: AppUnderTest
let page: Page
beforeEach(async () => {
  app = await startApp()
})
afterEach(async () => {
  const complaints = [...app.complaints]
  await app.close()
  expect(complaints).toEqual([])
})

const choose = (name: string, text: string) =>
  page.getByLabel('choose a file').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
const posts = () => app.endpoint.asked.filter((path) => path.startsWith('/v1/denials/import'))

test('shows how a worklist would be read, takes the columns that are named, and imports it', async () => {
  page = await app.open('/imports')
  await choose('aging.csv', 'Acct,payer,amount\nPCN-1,Aetna,120.00\nPCN-2,Cigna,80.00\n')
  await page.getByText('no column for the claim').waitFor()
  const run = page.getByRole('button', { name: 'Import aging.csv' })
  expect(await run.isDisabled()).toBe(true)
  await page.getByLabel('claim', { exact: true }).fill('Acct')
  await page.keyboard.press('Tab')
  await page.getByText('no column for the claim').waitFor({ state: 'detached' })
  const first = page.getByRole('region', { name: 'Table of first rows of aging.csv' })
  await expect.poll(() => first.getByRole('row').count()).toBe(3)
  expect(posts().every((path) => path.includes('preview=1'))).toBe(true)
  await run.click()
  await page.getByText('aging.csv is imported.').waitFor()
  expect(new URLSearchParams(posts().at(-1)?.split('?')[1]).get('map')).toBe('{"claim":"Acct"}')
  await page.getByRole('rowheader', { name: 'aging.csv' }).nth(1).waitFor()
})

test('keeps columns under a name', async () => {
  page = await app.open('/imports')
  await choose('a.csv', 'claim,payer\nPCN-1,Aetna\n')
  await page.getByText('Columns:').click()
  await page.getByLabel('Save these columns as').fill('Epic aging')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved as Epic aging.').waitFor()
  expect(await page.getByLabel('Saved mapping').locator('option').allInnerTexts()).toEqual(['none', 'Epic aging'])
})

test('names the rows that cannot be read, and imports nothing of such a file', async () => {
  page = await app.open('/imports')
  await choose('bad.csv', 'claim,payer,amount\nPCN-1,Aetna,lots\n')
  await page.getByText('row 2, amount: not an amount').waitFor()
  expect(await page.getByRole('button', { name: 'Import bad.csv' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Another file' }).click()
  await page.getByText('Drop an 835 file').waitFor()
})

test('lists what came in, with what somebody should look at', async () => {
  page = await app.open('/imports')
  const row = page.getByRole('row', { name: /remit-20261119/ })
  await row.waitFor()
  expect((await row.innerText()).replace(/\s+/g, ' ')).toContain('1 sum does not agree 2 reversals of nothing known')
})

test('says on the desktop where files are imported', async () => {
  page = await app.open('/imports', { shell: shellData() })
  await page.getByText('Files are imported in the browser').waitFor()
  expect(await page.getByLabel('choose a file').count()).toBe(0)
})
