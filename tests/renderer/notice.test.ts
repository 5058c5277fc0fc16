import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { NOTICE_VERSION } from '../../src/shared/notice/index.ts'
import { type AppUnderTest, startApp } from './app-under-test.ts'
import { shellData } from './fake-shell.ts'

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

const data = shellData()
const due = { ...data, status: { ...data.status, state: 'notice_due' as const, noticeDue: true } }
const asked = () =>
  page.evaluate(() => (window as unknown as { shellAsked: { channel: string; argument: unknown }[] }).shellAsked)

test('My Day shows the notice until it was read, and says which one was', async () => {
  page = await app.open('/my-day', { shell: due })
  await page.getByRole('heading', { name: 'What TouchLedger records on this computer' }).waitFor()
  const text = await page.getByRole('main').innerText()
  for (const { heading, lines } of data.notice.text.sections)
    for (const line of [heading, ...lines]) expect(text).toContain(line)
  expect(text).toContain(`Version ${NOTICE_VERSION} of this notice, with version 7 of the policy in force.`)
  expect(await page.getByRole('button', { name: 'Read later' }).count()).toBe(0)
  await page.getByRole('button', { name: 'I have read this' }).click()
  await page.getByRole('heading', { name: 'Today, Friday, November 20' }).waitFor()
  expect((await asked()).filter(({ channel }) => channel === 'myDay.acknowledgeNotice')).toEqual([
    { channel: 'myDay.acknowledgeNotice', argument: { version: NOTICE_VERSION, textHash: data.notice.textHash } },
  ])
})

test('whoever came for another screen may read it later; then nothing is acknowledged', async () => {
  page = await app.open('/my-day/health', { shell: due })
  await page.getByRole('button', { name: 'Read later, record nothing' }).click()
  await page.getByRole('button', { name: 'Save support bundle' }).waitFor()
  expect((await asked()).map(({ channel }) => channel)).not.toContain('myDay.acknowledgeNotice')
  await page.getByRole('link', { name: 'My Day', exact: true }).click()
  await page.getByRole('button', { name: 'I have read this' }).waitFor()
})

test('the notice can be read again, and says when it was read', async () => {
  page = await app.open('/my-day', { shell: data })
  await page.getByRole('link', { name: 'Read the notice again →' }).click()
  await page.getByText('You read it Oct 21, 2026').waitFor()
  expect(await page.getByRole('button', { name: 'I have read this' }).count()).toBe(0)
})
