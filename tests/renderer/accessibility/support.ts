/// <reference types="node" />
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { AxeResults, RunOptions } from 'axe-core'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { type AppUnderTest, goTo, type OpenOptions } from '../app-under-test.ts'

/** `ready` is a text that stands on the screen when all of it is there. */
export type ScreenToCheck = readonly [name: string, path: string, ready: string, options: OpenOptions]

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** All that a color scheme can change: it is a matter of the style sheets alone. */
const rulesOfColor = ['color-contrast', 'link-in-text-block']

/** In both color schemes. */
export async function findNothing(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  await findNothingNow(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await findNothingIn('dark', page, { type: 'rule', values: rulesOfColor })
}

/** In the color scheme that is shown. */
export async function findNothingNow(page: Page): Promise<void> {
  await findNothingIn('as shown', page, { type: 'tag', values: tags })
}

type AxeWindow = typeof globalThis & { readonly axe?: { run(context: object, options: object): Promise<AxeResults> } }

async function findNothingIn(scheme: string, page: Page, runOnly: NonNullable<RunOptions['runOnly']>): Promise<void> {
  // Once a page: most of what axe costs is its first run in it.
  if (!(await page.evaluate(() => (globalThis as AxeWindow).axe !== undefined))) await page.evaluate(axe)
  // Nobody works on what is behind a modal drawer's shade, and the screen behind has a test of its own.
  const exclude = (await page.getByRole('dialog').count()) > 0 ? [['#root']] : []
  const violations = await page.evaluate(
    async ([context, options]) => {
      const found = await (globalThis as AxeWindow).axe?.run(context, options)
      return found?.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))])
    },
    [{ exclude }, { runOnly, resultTypes: ['violations'], iframes: false }] as const,
  )
  expect(violations, scheme).toEqual([])
}

export function testScreens(app: () => AppUnderTest, screens: readonly ScreenToCheck[]): void {
  /** Screens of one kind of visit share a page, as a person's do. */
  const pages = new Map<string, Page>()
  test.each(screens)('%s: axe finds nothing by WCAG 2.2 AA, light and dark', async (_name, path, ready, options) => {
    const visit = JSON.stringify(options)
    const kept = pages.get(visit)
    const page = kept ?? (await app().open(path, options))
    pages.set(visit, page)
    if (kept !== undefined) {
      // From a screen without the text that says that this one is there.
      const health = '/my-day/health'
      const between = options.shell === undefined ? '/my-account' : path === health ? '/my-day/policy' : health
      await goTo(page, between)
      await expect.poll(() => page.getByText(ready).count()).toBe(0)
      await goTo(page, path)
    }
    await page.getByText(ready).first().waitFor()
    // A card that is filled while axe looks moves the others away from where axe has found them.
    await expect.poll(() => page.getByText('Calculating…').count()).toBe(0)
    await findNothing(page)
  })
}
