import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tenantPrefix } from '../../src/renderer/bridge/tenant-prefix.ts'
import { type AppUnderTest, startApp } from './app-under-test.ts'
import { TOKEN } from './fake-endpoint.ts'

let app: AppUnderTest
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

test('finds the prefix of a tenant’s address, and none elsewhere', () => {
  const paths = ['/t/north', '/t/north/', '/t/north-2/team', '/', '/team', '/t/', '/t/North/team', '/t/a_b', '/time/x']
  expect(paths.map(tenantPrefix)).toEqual(['/t/north', '/t/north', '/t/north-2', '', '', '', '', '', ''])
})

test('works under a tenant’s path: pages, links, requests and storage', async () => {
  const before = app.endpoint.asked.length
  const page = await app.open('/t/north/', { signedIn: false })
  const at = () => pathOf(page)
  await page.getByRole('button', { name: 'Use an access token' }).click()
  await page.getByLabel('Access token').fill(TOKEN)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Needs attention' }).waitFor()
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual(['touchledger.token/t/north'])

  const link = page.getByRole('link', { name: 'Worklist', exact: true })
  expect(await link.getAttribute('href')).toBe('/t/north/worklist')
  await link.click()
  await page.getByRole('table').waitFor()
  expect(at()).toBe('/t/north/worklist')
  await page.getByRole('link', { name: /^Overdue/ }).click()
  await expect.poll(at).toBe('/t/north/worklist?due=overdue')
  await page.reload()
  await expect.poll(() => page.getByRole('link', { name: /^Overdue/ }).getAttribute('aria-current')).toBe('true')
  await page.goBack()
  await expect.poll(at).toBe('/t/north/worklist')

  const asked = app.endpoint.asked.slice(before)
  expect(asked.length).toBeGreaterThan(5)
  expect(asked.filter((path) => !path.startsWith('/t/north/v1/'))).toEqual([])
  await page.context().close()
  expect(app.complaints).toEqual([])
})

function pathOf(page: Page): string {
  const { pathname, search } = new URL(page.url())
  return pathname + search
}
