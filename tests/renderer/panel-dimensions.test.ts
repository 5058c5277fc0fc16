import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, startApp } from './app-under-test.ts'
import { sampleDenials, worklistOf } from './sample-denials.ts'
import { sampleWork } from './sample-team.ts'

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

const card = (name: string) => page.getByRole('region', { name, exact: true })

test('offers every filter of the registry, and says on each card which of them do not apply to it', async () => {
  page = await app.open('/team?shift=day')
  await page.getByRole('button', { name: 'More filters' }).click()
  for (const name of ['RARC', 'Procedure', 'Plan type', 'Practice', 'Provider', 'Age', 'Status'])
    await page.getByLabel(name, { exact: true }).waitFor()
  for (const name of ['Needs attention', 'Due soon'])
    await card(name).getByText('Not filtered by shift', { exact: true }).waitFor()

  await page.getByLabel('Plan type', { exact: true }).selectOption({ label: 'MB' })
  await page.getByLabel('Location', { exact: true }).selectOption({ label: 'Dayton' })
  const summaries = () => app.endpoint.asked.filter((path) => path.startsWith('/v1/worklist/summary'))
  await expect.poll(() => summaries().at(-1)).toBe('/v1/worklist/summary?claimFilingIndicator=MB&location=Dayton')
  const work = sampleWork()
  const open = worklistOf(work, sampleDenials(work)).filter(
    ({ claimFilingIndicator, location, due }) =>
      claimFilingIndicator === 'MB' && location === 'Dayton' && due?.status === 'overdue',
  )
  await expect.poll(() => card('Needs attention').innerText()).toContain(`${open.length}\noverdue`)
})

test('shows workload and time by any dimension that their metrics have', async () => {
  page = await app.open('/team')
  await page.getByLabel('Workload by', { exact: true }).selectOption({ label: 'Procedure' })
  await expect.poll(() => new URL(page.url()).search).toBe('?workload=procedure')
  const workload = card('Workload and recovery')
  await workload.getByRole('rowheader', { name: '70551' }).waitFor()
  // Denials worked per FTE have no procedure.
  expect(await workload.getByRole('columnheader', { name: 'Denials worked per FTE' }).count()).toBe(0)
  await page.getByLabel('Workload by', { exact: true }).selectOption({ label: 'Month' })
  await workload.getByRole('rowheader', { name: 'November 2026' }).waitFor()
  await page.getByLabel('Time by', { exact: true }).selectOption({ label: 'Reason' })
  await card('Time on task').getByText('Authorization', { exact: true }).waitFor()
})

test('minutes per denial open their touches; numbers without a list of rows are no links', async () => {
  page = await app.open('/team?period=last-week')
  const row = card('Workload and recovery')
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name: 'A. Brandt' }) })
  await row.getByRole('link', { name: 'Min per denial, A. Brandt: view details' }).click()
  await page.getByRole('dialog', { name: 'Touches, A. Brandt' }).getByText('✓ matches').waitFor()
  await page.keyboard.press('Escape')
  expect(await row.getByRole('link').count()).toBeGreaterThan(1)
  expect(await row.getByRole('link', { name: /Recovered|FTE/ }).count()).toBe(0)
  await card('Minutes per denial').getByRole('link', { name: 'Minutes per denial: view details' }).click()
  await page.getByRole('dialog', { name: 'Touches' }).getByText('✓ matches').waitFor()
})

test('asks for the numbers of all cards in a few requests', async () => {
  const before = app.endpoint.asked.length
  page = await app.open('/team')
  await expect.poll(() => page.getByText('Calculating…').count()).toBe(0)
  const metrics = app.endpoint.asked.slice(before).filter((path) => path.startsWith('/v1/metrics/'))
  expect(metrics.length).toBeLessThan(10)
})

test('a workload opens the open denials with their expected minutes, which add up to it', async () => {
  page = await app.open('/team')
  const row = card('Workload and recovery').getByRole('row').filter({ hasText: 'A. Brandt' })
  await row.getByRole('link', { name: /^[\d.]+ days/ }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('✓ matches').waitFor()
  expect(await dialog.innerText()).toMatch(/[\d.,]+ (min|h)/)
  await page.goto(page.url().replace(/\?.*/, '?rows=denials&rows.metric=workload'))
  await dialog.getByText('✓ matches').waitFor()
})
