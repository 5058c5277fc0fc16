import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import type { AppUnderTest, OpenOptions } from '../app-under-test.ts'

/** `ready` is a text that stands on the screen when all of it is there. */
export type ScreenToCheck = readonly [name: string, path: string, ready: string, options: OpenOptions]

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** All that a color scheme can change: it is a matter of the style sheets alone. */
const rulesOfColor = ['color-contrast', 'link-in-text-block']

/** In both color schemes. */
export async function findNothing(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: 'light' })
  await findNothingNow(page)
  await page.emulateMedia({ colorScheme: 'dark' })
  await findNothingIn('dark', page, (axe) => axe.withRules(rulesOfColor))
}

/** In the color scheme that is shown. */
export async function findNothingNow(page: Page): Promise<void> {
  await findNothingIn('as shown', page, (axe) => axe.withTags(tags))
}

async function findNothingIn(scheme: string, page: Page, choose: (axe: AxeBuilder) => AxeBuilder): Promise<void> {
  // No page here has a frame: the way that visits each frame takes four times as long.
  const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
  // Nobody works on what is behind a modal drawer's shade, and the screen behind has a test of its own.
  if ((await page.getByRole('dialog').count()) > 0) axe.exclude('#root')
  const { violations } = await choose(axe).analyze()
  expect(
    violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]),
    scheme,
  ).toEqual([])
}

export function testScreens(app: () => AppUnderTest, screens: readonly ScreenToCheck[]): void {
  test.each(screens)('%s: axe finds nothing by WCAG 2.2 AA, light and dark', async (_name, path, ready, options) => {
    const page = await app().open(path, options)
    await page.getByText(ready).first().waitFor()
    // A card that is filled while axe looks moves the others away from where axe has found them.
    await expect.poll(() => page.getByText('Calculating…').count()).toBe(0)
    await findNothing(page)
    await page.context().close()
  })
}
