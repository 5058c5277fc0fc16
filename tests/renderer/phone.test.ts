import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, startApp } from './app-under-test.ts'

let app: AppUnderTest
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const screens: readonly (readonly [path: string, ready: string])[] = [
  ['/team', 'by person'],
  ['/team?alerts=open', 'Acknowledge'],
  ['/worklist', 'Why this rank'],
  ['/worklist?proposed=1', 'Close as recovered'],
  ['/worklist?denial=denial-149', 'Activity log'],
  ['/root-causes?period=four-weeks', 'Cumulative %'],
  ['/imports', 'remit-20261119'],
  ['/settings?document=slas', 'Warn before'],
  ['/settings?document=economics', 'Worked within SLA'],
]

/** Controls of an open drawer that are cut off at its side. */
const cutOff = (page: Page) =>
  page.evaluate(
    () =>
      [...document.querySelectorAll('[role="dialog"] :is(button, select, input)')].filter((control) => {
        const inTable = control.closest('table') !== null
        return !inTable && control.getBoundingClientRect().right > innerWidth
      }).length,
  )

/** Sticky cells that lie over a text beside them, where the table has not been scrolled. */
const covered = (page: Page) =>
  page.evaluate(
    () =>
      [...document.querySelectorAll('td, th')].filter((cell) => {
        if (getComputedStyle(cell).position !== 'sticky') return false
        const { left } = cell.getBoundingClientRect()
        const before = cell.previousElementSibling
        return before !== null && before.getBoundingClientRect().right > left + 1
      }).length,
  )

test.each(screens)('%s fits a phone, a tablet and a small desktop; no cell covers another', async (path, ready) => {
  const page = await app.open(path, { viewport: { width: 390, height: 900 } })
  for (const width of [390, 768, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    // What follows the width by script has been drawn in the second frame.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    await page.getByText(ready).first().waitFor({ state: 'attached' })
    await expect.poll(() => page.getByText('Calculating…').count()).toBe(0)
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `${width} px`).toBe(width)
    expect(await covered(page), `${width} px`).toBe(0)
    expect(await cutOff(page), `${width} px`).toBe(0)
  }
  await page.context().close()
})

test('the preview of a worklist fits a phone, with its columns open', async () => {
  const page = await app.open('/imports', { viewport: { width: 390, height: 900 } })
  const buffer = Buffer.from('Acct,payer,amount\nPCN-1,Aetna,120.00\n')
  await page.getByLabel('choose a file').setInputFiles({ name: 'aging.csv', mimeType: 'text/csv', buffer })
  await page.getByText('no column for the claim').waitFor()
  const beyond = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('main *')]
        .filter((one) => one.closest('table') === null && one.getBoundingClientRect().right > innerWidth)
        .map((one) => `${one.tagName} ${one.textContent?.slice(0, 40)}`),
    )
  expect(await beyond()).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
  await page.context().close()
})
