import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, startApp } from './app-under-test.ts'
import { shellData } from './fake-shell.ts'

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

const notice = (title: string) => page.getByRole('alert').filter({ has: page.getByRole('heading', { name: title }) })
const again = (title: string) => notice(title).getByRole('button', { name: 'Try again' })

test.each([
  ['/team', 'The team panel could not be loaded', 'by person'],
  ['/devices', 'The devices could not be loaded', 'Windows not visible'],
  ['/worklist', 'The worklist could not be loaded', 'Why this rank'],
  ['/imports', 'The import history could not be loaded', 'remit-20261119'],
  ['/settings', 'Settings could not be loaded', 'Payer name contains'],
  ['/rules', 'Rules could not be loaded', 'Test a window'],
  ['/worklist?denial=denial-149', 'The denial could not be loaded', 'expected recovery per minute'],
  ['/team?rows=denials&rows.metric=open_denials', 'The team panel could not be loaded', '✓ matches'],
])('%s says why it cannot be shown, and comes back when asked again', async (path, title, ready) => {
  app.expectStatus(503)
  app.endpoint.failWith({ status: 503, code: 'busy', detail: 'The store is being upgraded.' })
  page = await app.open(path)
  await notice(title).getByText('The store is being upgraded.').waitFor()
  // By the keyboard. Should a poll be first, the key meets nothing, and the screen is there all the same.
  await again(title).focus()
  app.endpoint.failWith(null)
  await page.keyboard.press('Enter')
  await page.getByText(ready).first().waitFor()
})

test.each([
  ['/my-day', 'Your day could not be loaded', 'Touches'],
  ['/my-day/sent', 'The records could not be loaded', '! Rejected'],
  ['/my-day/health', 'The agent is not responding', 'Save support bundle'],
])('%s says why it cannot be shown, and comes back when asked again', async (path, title, ready) => {
  page = await app.open(path, { shell: { ...shellData(), silent: true } })
  await notice(title).getByText('The journal is being opened.').waitFor()
  await again(title).focus()
  await page.evaluate(() => (window as unknown as { shellWakes: () => void }).shellWakes())
  await page.keyboard.press('Enter')
  await page.getByText(ready).first().waitFor()
})
