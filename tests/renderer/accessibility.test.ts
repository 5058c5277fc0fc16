import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, type OpenOptions, startApp } from './app-under-test.ts'
import { shellData } from './fake-shell.ts'

let app: AppUnderTest
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const shell = shellData()
const screens: readonly (readonly [name: string, path: string, ready: string, options: OpenOptions])[] = [
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
  ['performance on a phone', '/performance?payer=Cigna', 'Is it worth it?', { viewport: { width: 390, height: 800 } }],
  ['root causes', '/root-causes?period=four-weeks', 'Cumulative %', {}],
  ['imports', '/imports', 'remit-20261119', {}],
  ['imports on the desktop', '/imports', 'Import files in a browser', { shell }],
  ['calendar', '/settings', 'Time zone', {}],
  ['SLAs', '/settings?document=slas', 'Warn before', {}],
  ['contracts', '/settings?document=contracts', 'Payer name contains', {}],
  ['alert delivery', '/settings?document=alerting', 'Webhooks', {}],
  ['scheduled reports', '/settings?document=reports', 'Sent reports', {}],
  ['cost and targets', '/settings?document=economics', 'Worked within SLA', {}],
  ['rows behind a number', '/team?rows=spans&rows.kind=any', '✓ matches', {}],
  ['rows behind manual time', '/team?rows=manual_time', '✓ matches', {}],
  ['rules', '/rules?rule=epic-account', 'Claim number pattern', {}],
  ['remote windows', '/rules?pane=remote', 'Citrix: a published', {}],
  ['thresholds', '/rules?pane=thresholds', 'What counts as idle', {}],
  ['privacy', '/rules?pane=privacy', 'Whom to ask', {}],
  ['my day', '/my-day', 'Touches', { shell }],
  ['my day, empty', '/my-day?day=2026-11-15', 'Nothing was recorded', { shell }],
  [
    'my day, paused',
    '/my-day',
    'paused by policy',
    { shell: { ...shell, status: { ...shell.status, state: 'paused', reason: 'paused by policy' } } },
  ],
  [
    'the notice',
    '/my-day',
    'I have read this',
    { shell: { ...shell, status: { ...shell.status, state: 'notice_due', noticeDue: true } } },
  ],
  ['the notice, read', '/my-day/notice', 'You read it', { shell }],
  ['my week', '/my-day/week', 'Active time by activity', { shell }],
  ['policy in force', '/my-day/policy', 'When time counts as idle', { shell }],
  ['who looked, on the desktop', '/my-day/looked-at', 'Lee Barker', { shell }],
  ['data sent', '/my-day/sent', '! Rejected', { shell }],
  ['health', '/my-day/health', 'Save support bundle', { shell }],
  ['devices', '/devices', 'Windows not visible', {}],
  ['team panel that cannot be shown', '/team', 'could not be loaded', { shell }],
]

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** All that a color scheme can change: it is a matter of the style sheets alone. */
const rulesOfColor = ['color-contrast', 'link-in-text-block']

/** In both color schemes. */
async function findNothing(page: Page): Promise<void> {
  await findNothingIn('light', page, (axe) => axe.withTags(tags))
  await page.emulateMedia({ colorScheme: 'dark' })
  await findNothingIn('dark', page, (axe) => axe.withRules(rulesOfColor))
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

test.each(screens)('%s: axe finds nothing by WCAG 2.2 AA, light and dark', async (_name, path, ready, options) => {
  const page = await app.open(path, options)
  await page.getByText(ready).first().waitFor()
  // A card that is filled while axe looks moves the others away from where axe has found them.
  await expect.poll(() => page.getByText('Calculating…').count()).toBe(0)
  await findNothing(page)
  await page.context().close()
})

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

test('manual time in My Day: axe finds nothing by WCAG 2.2 AA, light and dark', async () => {
  const page = await app.open('/my-day', { shell })
  await page.getByRole('button', { name: /^Edit/ }).click()
  await page.getByRole('form').getByLabel('From').fill('nine')
  await page.getByText('Use a time such as 7:45 AM').waitFor()
  await findNothing(page)
  await page.context().close()
})

test('forms that are filled in: axe finds nothing by WCAG 2.2 AA, light and dark', async () => {
  const calendar = await app.open('/settings')
  await calendar.getByLabel('Team', { exact: true }).fill('Ohio')
  await calendar.getByRole('button', { name: 'Add team' }).click()
  const team = calendar.getByRole('group', { name: 'Ohio', exact: true })
  for (const part of ['hours', 'holidays', 'shifts']) await team.getByLabel(`Team-specific ${part}`).check()
  await team.getByRole('button', { name: 'Add shift' }).click()
  await findNothing(calendar)
  await calendar.getByLabel('Monday').first().fill('eight')
  await calendar.getByRole('button', { name: 'Save', exact: true }).click()
  await calendar.getByText('Nothing was saved.').waitFor()
  await findNothing(calendar)
  await calendar.getByRole('link', { name: 'Worklist' }).click()
  await calendar.getByRole('alertdialog').waitFor()
  await findNothing(calendar)
  await calendar.context().close()

  const alerting = await app.open('/settings?document=alerting')
  await alerting.getByLabel('To address').fill('lead@example.org')
  await alerting.getByRole('button', { name: 'Add webhook' }).click()
  await findNothing(alerting)
  await alerting.context().close()

  const remote = await app.open('/rules?pane=remote')
  await remote.getByRole('button', { name: 'Add remote type' }).click()
  await remote.getByLabel('Title', { exact: true }).last().fill('(')
  await remote.getByLabel('Window title').fill('10.0.0.5 - Remote')
  await remote.getByText('Not a valid regular expression (RE2)').waitFor()
  await findNothing(remote)
  await remote.context().close()
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
