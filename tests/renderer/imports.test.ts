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

test('previews a worklist, takes the columns that are chosen, and imports it', async () => {
  page = await app.open('/imports')
  await choose('aging.csv', 'Acct,payer,amount\nPCN-1,Aetna,120.00\nPCN-2,Cigna,80.00\n')
  await page.getByText('no column for the claim').waitFor()
  const run = page.getByRole('button', { name: 'Import aging.csv' })
  expect(await run.isDisabled()).toBe(true)
  await page.getByLabel('Claim number', { exact: true }).fill('Acct')
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

test('saves a column mapping under a name', async () => {
  page = await app.open('/imports')
  await choose('a.csv', 'claim,payer\nPCN-1,Aetna\n')
  await page.getByText('Columns:').click()
  await page.getByLabel('Save this mapping as').fill('Epic aging')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Saved as Epic aging.').waitFor()
  expect(await page.getByLabel('Saved mapping').locator('option').allInnerTexts()).toEqual(['None', 'Epic aging'])
})

test('lists the rows that cannot be read, and imports nothing of such a file', async () => {
  page = await app.open('/imports')
  await choose('bad.csv', 'claim,payer,amount\nPCN-1,Aetna,lots\n')
  await page.getByText('Row 2, amount: not an amount').waitFor()
  expect(await page.getByRole('button', { name: 'Import bad.csv' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Choose another file' }).click()
  await page.getByText('Drop an 835 file').waitFor()
})

test('lists the imports so far, with the issues to review', async () => {
  page = await app.open('/imports')
  const row = page.getByRole('row', { name: /remit-20261119/ })
  await row.waitFor()
  expect((await row.innerText()).replace(/\s+/g, ' ')).toContain(
    '1 amount does not balance 2 reversals without a matching claim',
  )
})

test('a PDF or a spreadsheet is not sent, and the screen says what to import instead', async () => {
  page = await app.open('/imports')
  await choose('remit.pdf', '%PDF-1.7')
  await page.getByText('remit.pdf is a PDF, not an 835 or CSV file.').waitFor()
  await page.getByRole('button', { name: 'Choose another file' }).click()
  await choose('aging.xlsx', 'PK\u0003\u0004')
  await page.getByText('Save the spreadsheet as CSV first.').waitFor()
  expect(posts()).toEqual([])
})

test('the desktop app says where files are imported', async () => {
  page = await app.open('/imports', { shell: shellData() })
  await page.getByText('Import files in a browser').waitFor()
  expect(await page.getByLabel('choose a file').count()).toBe(0)
})
