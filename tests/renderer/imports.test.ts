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
  await app.close()
  expect(app.complaints).toEqual([])
})

const choose = (name: string, text: string | Buffer) =>
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

test('imports a list without the rows at fault when they are left out', async () => {
  page = await app.open('/imports')
  await choose('some.csv', 'claim,payer,amount\nPCN-1,Aetna,12\nPCN-2,Aetna,lots\nPCN-3,Aetna,7\n')
  await page.getByText('1 row cannot be imported.').waitFor()
  expect(await page.getByRole('button', { name: 'Import some.csv' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Import 2 rows, leave out 1' }).click()
  await page.getByText('some.csv is imported.').waitFor()
  await page.getByText('1 row left out').first().waitFor()
  await page.getByText('Row 3, amount: not an amount').waitFor()
  expect(posts().at(-1)).toContain('leaveOutFaultyRows=1')
  const row = page.getByRole('row', { name: /some\.csv/ })
  expect(await row.innerText()).toContain('1 row left out')
})

test('an import is taken back after a confirmation that says what goes', async () => {
  page = await app.open('/imports')
  await page.getByRole('button', { name: 'Take back remit-20261120.835' }).click()
  await page.getByText('13 denials are removed, 1 other is recalculated without this file').waitFor()
  await page.getByText('2 of the removed denials have been worked on or changed by people.').waitFor()
  await page.getByRole('button', { name: 'Keep it' }).click()
  const deletions = () => app.endpoint.asked.filter((path) => path.startsWith('/v1/imports/i4'))
  expect(deletions()).toEqual(['/v1/imports/i4?preview=1'])
  await page.getByRole('button', { name: 'Take back remit-20261120.835' }).click()
  await page.getByText('Take back remit-20261120.835?').waitFor()
  await page.getByRole('button', { name: 'Take back remit-20261120.835' }).first().click()
  await page.getByText('remit-20261120.835 was taken back.').waitFor()
  expect(deletions().at(-1)).toBe('/v1/imports/i4')
  const row = page.getByRole('row', { name: /remit-20261120/ })
  await row.getByText('Taken back by supervisor').waitFor()
  expect(await row.getByRole('button').count()).toBe(0)
})

test('lists the imports so far, with the issues to review', async () => {
  page = await app.open('/imports')
  const row = page.getByRole('row', { name: /remit-20261119/ })
  await row.waitFor()
  expect((await row.innerText()).replace(/\s+/g, ' ')).toContain(
    '1 amount does not balance 2 reversals without a matching claim',
  )
})

test('a PDF or an old workbook is not sent, and the screen says what to import instead', async () => {
  page = await app.open('/imports')
  await choose('remit.pdf', '%PDF-1.7')
  await page.getByText('remit.pdf is a PDF, not an 835 file or a worklist.').waitFor()
  await page.getByRole('button', { name: 'Choose another file' }).click()
  await choose('aging.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))
  await page.getByText('Save it as .xlsx without a password, or as CSV.').waitFor()
  expect(posts()).toEqual([])
})

test('the desktop app says where files are imported', async () => {
  page = await app.open('/imports', { shell: shellData() })
  await page.getByText('Import files in a browser').waitFor()
  expect(await page.getByLabel('choose a file').count()).toBe(0)
})
