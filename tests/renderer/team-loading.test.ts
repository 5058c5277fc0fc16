import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, startApp } from './app-under-test.ts'

let app: AppUnderTest
let page: Page
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const card = (name: string) => page.getByRole('region', { name, exact: true })

test('shows no number of the filters before while the answers for the new filters are missing', async () => {
  page = await app.open('/team')
  const cards = ['Needs attention', 'Due soon', 'Worked within SLA', 'Minutes per denial', 'Hidden-work tax']
  const numbers = async (name: string) => (await card(name).innerText()).match(/\$?\d[\d,.]*%?/g) ?? []
  const allHaveNumbers = async () => {
    for (const name of cards)
      await expect.poll(async () => (await numbers(name)).length, { message: name }).toBeGreaterThan(0)
  }
  await allHaveNumbers()

  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(/\/v1\//, async (route) => {
    const asked = route.request().url() + (route.request().postData() ?? '')
    if (/[?&]user=|"user":/.test(asked)) await held
    await route.continue()
  })
  await page.getByLabel('Person', { exact: true }).selectOption({ label: 'J. Kim' })
  await page.getByText('Loading team panel…').waitFor()
  for (const name of cards) {
    expect(await card(name).getByRole('status').count(), name).toBeGreaterThan(0)
    // "10 business days" is part of a text, not a number of the team.
    expect(
      (await numbers(name)).filter((number) => number !== '10'),
      name,
    ).toEqual([])
  }
  for (const name of ['Backlog by payer', 'Queue aging', 'Repeat touches'])
    expect(await card(name).getByText('Calculating…').count(), name).toBe(1)
  expect(await page.getByRole('slider').count()).toBe(0)

  release()
  await expect.poll(() => page.getByRole('slider').count()).toBe(1)
  await expect.poll(() => page.getByText('Calculating…').count()).toBe(0)
  await allHaveNumbers()
  await page.context().close()
  expect(app.complaints).toEqual([])
})
