import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, startApp } from '../app-under-test.ts'
import { shellData } from '../fake-shell.ts'
import { findNothing, testScreens } from './support.ts'

let app: AppUnderTest
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const shell = shellData()
testScreens(
  () => app,
  [
    ['sign-in', '/team', 'Sign in', { signedIn: false }],
    ['team panel', '/team', 'by person', {}],
    ['team panel, filtered', '/team?period=last-week&user=u-kim&from=2026-11-18&to=2026-11-19', 'by person', {}],
    ['team panel, empty', '/team?from=2026-11-21&to=2026-11-21', 'No activity recorded', {}],
    [
      'team panel, filters',
      '/team?category=coding&valueBand=500_1999&compare=2026-10-01~2026-10-31',
      'Ribbons and time',
      {},
    ],
    ['alerts', '/team?alerts=open', 'Acknowledge', {}],
    ['denials behind a number', '/team?rows=denials&rows.metric=open_denials', '✓ matches', {}],
    ['worklist', '/worklist', 'Why this rank', {}],
    ['worklist, proposed to close', '/worklist?proposed=1', 'Close as recovered', {}],
    ['worklist, empty', '/worklist?queue=none', 'No open denials', {}],
    ['a denial', '/worklist?denial=denial-149', 'expected recovery per minute', {}],
    ['performance', '/performance', 'Is it worth it?', {}],
    ['performance of a metric', '/performance?metric=worked_within_sla', 'On one scale', {}],
    ['performance, empty', '/performance?from=2024-01-01&to=2024-01-07', 'No data', {}],
    [
      'performance on a phone',
      '/performance?payer=Cigna',
      'Is it worth it?',
      { viewport: { width: 390, height: 800 } },
    ],
    ['root causes', '/root-causes?period=four-weeks', 'Cumulative %', {}],
    ['rows behind a number', '/team?rows=spans&rows.kind=any', '✓ matches', {}],
    ['rows behind manual time', '/team?rows=manual_time', '✓ matches', {}],
    ['team panel that cannot be shown', '/team', 'could not be loaded', { shell }],
  ],
)

test.each([1280, 390])('claims found at %d px: axe finds nothing by WCAG 2.2 AA, light and dark', async (width) => {
  const page = await app.open('/worklist', { viewport: { width, height: 800 } })
  await page.getByText('Why this rank').first().waitFor({ state: 'attached' })
  await page.keyboard.press('/')
  await page.keyboard.type('PCN-203')
  await page.getByRole('option', { name: 'PCN-20300' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await findNothing(page)
  await page.keyboard.type('ZZ')
  await page.getByText('No PCN or ICN begins with').waitFor()
  await findNothing(page)
  await page.context().close()
})

test('every control of the team panel is reached by the tab key, in reading order', async () => {
  const page = await app.open('/team')
  await page.getByRole('heading', { name: 'by person' }).waitFor()
  const seen: string[] = []
  for (let step = 0; step < 260; step += 1) {
    await page.keyboard.press('Tab')
    const name = await page.evaluate(() => {
      const element = document.activeElement
      return element === null || element === document.body
        ? null
        : (element.getAttribute('aria-label') ?? element.getAttribute('title') ?? element.textContent)
    })
    if (name === null) break
    seen.push(name)
  }
  const place = (text: string) => seen.findIndex((name) => name.includes(text))
  const order = [
    'Skip to main content',
    'Rules',
    'Search a claim',
    'Alerts',
    'Yesterday',
    'Open worklist',
    'Worked within SLA',
    'Hidden-work tax',
    'Day of A. Brandt',
    'Day of T. Novak',
    'Dismiss',
    'Hidden work, portal switching',
    'Open denials, coding',
    'Backlog by payer',
    'Workload by',
  ].map(place)
  expect(order).not.toContain(-1)
  expect(order).toEqual(order.toSorted((a, b) => a - b))
  await page.context().close()
})
