/// <reference types="node" />
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Browser, Page as BrowserPage } from 'playwright-core'
import type { Page } from '../../src/shared/contract/reports.ts'
import type { WorklistRow } from '../../src/shared/contract/worklist.ts'
import { launchBrowser } from './browser.ts'
import { startAnsweringEndpoint, TOKEN } from './fake-endpoint.ts'
import { installRememberingShell, shellData } from './fake-shell.ts'
import { NOW, ZONE } from './sample-team.ts'

// Takes the pictures of docs/screens from a running endpoint, and those of the desktop app with the samples of the tests:
//   npm run build && node tests/renderer/take-screens.ts --endpoint URL --token T [--out DIR] [--only team,worklist]

interface Screen {
  readonly name: string
  readonly path: string
  /** A text that stands there when it is drawn. */
  readonly ready: string
  /** Fills in a form, or scrolls to what the picture is of. Nothing is saved. */
  readonly prepare?: (page: BrowserPage) => Promise<void>
}

const sizes = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const
const schemes = ['light', 'dark'] as const

const screensOf = (denialId: string | undefined): readonly Screen[] => [
  { name: 'team-panel', path: '/team', ready: 'Needs attention' },
  { name: 'rows-behind-a-number', path: '/team?rows=denials&rows.metric=stalled_denials', ready: '✓ matches' },
  { name: 'performance', path: '/performance', ready: 'Is it worth it?' },
  {
    name: 'performance-of-a-metric',
    path: '/performance?metric=appeal_overturn_rate&split=category',
    ready: 'on one scale',
  },
  { name: 'worklist', path: '/worklist', ready: 'Why this rank' },
  ...(denialId === undefined
    ? []
    : [{ name: 'denial', path: `/worklist?denial=${encodeURIComponent(denialId)}`, ready: 'Activity log' }]),
  { name: 'root-causes', path: '/root-causes?period=four-weeks', ready: 'Cumulative %' },
  { name: 'alerts', path: '/team?alerts=open', ready: 'Acknowledged' },
  { name: 'imports', path: '/imports', ready: 'Import history' },
  { name: 'accounts', path: '/accounts', ready: 'Add a person' },
  { name: 'settings', path: '/settings?document=slas', ready: 'Service-level targets' },
  {
    name: 'team-calendar',
    path: '/policy',
    ready: 'Time zone',
    prepare: async (page) => {
      await page.getByLabel('Team', { exact: true }).fill('Ohio denials')
      await page.keyboard.press('Enter')
      const team = page.getByRole('group', { name: 'Ohio denials', exact: true })
      await team.getByLabel('Time zone').fill('America/Chicago')
      await team.getByLabel('Team-specific business hours').check()
      await team.getByLabel('Friday').fill('7 am – 1 pm')
      await team.getByLabel('Team-specific shifts').check()
      await page.getByRole('region', { name: 'Teams' }).evaluate((card) => card.scrollIntoView())
    },
  },
  {
    name: 'alerting',
    path: '/settings?document=alerting',
    ready: 'Webhooks',
    prepare: async (page) => {
      await page.getByLabel('To address').fill('denials-lead@example.org')
      await page.getByLabel('From address').fill('touchledger@example.org')
      await page.getByRole('button', { name: 'Add webhook' }).click()
      await page.getByLabel('URL').fill('https://hooks.example.org/denials')
    },
  },
  {
    name: 'insights',
    path: '/settings?document=economics',
    ready: 'Worked within SLA',
    prepare: async (page) => {
      await page.getByLabel('Fewer denials worked within SLA').uncheck()
      await page.getByRole('region', { name: 'Insights' }).evaluate((card) => card.scrollIntoView())
    },
  },
  { name: 'rules', path: '/rules', ready: 'first match wins' },
  {
    name: 'remote-windows',
    path: '/rules?pane=remote',
    ready: 'Citrix',
    prepare: async (page) => {
      const tester = page.getByRole('region', { name: 'Test a window' })
      await tester.getByLabel('Application').fill('wfica32')
      await tester.getByLabel('Window title').fill('Denials.xlsx - Excel - \\\\Remote')
    },
  },
  { name: 'devices', path: '/devices', ready: 'Last check-in' },
]

/** The desktop app's own screens. */
const desktopScreens: readonly Screen[] = [
  { name: 'my-day', path: '/my-day', ready: 'Denials worked' },
  { name: 'data-sent', path: '/my-day/sent', ready: '! Rejected' },
  { name: 'health', path: '/my-day/health', ready: 'Save support bundle' },
]

const options = parseArgs({
  options: {
    endpoint: { type: 'string' },
    token: { type: 'string' },
    out: { type: 'string', default: 'docs/screens' },
    only: { type: 'string' },
  },
}).values
const { endpoint, token, out, only } = options
if (!endpoint || !token) throw new Error('--endpoint URL and --token T are needed')

const answer = await fetch(new URL('/v1/worklist?limit=1', endpoint), { headers: { authorization: `Bearer ${token}` } })
const first = answer.ok ? ((await answer.json()) as Page<WorklistRow>).rows[0] : undefined
const wanted = only?.split(',')
await mkdir(out, { recursive: true })
const browser = await launchBrowser()
const isWanted = ({ name }: Screen) => !wanted || wanted.includes(name)
for (const screen of screensOf(first?.id).filter(isWanted))
  for (const colorScheme of schemes)
    for (const viewport of sizes) await take(browser, screen, colorScheme, viewport, { url: endpoint, secret: token })
const samples = await startAnsweringEndpoint('out/renderer')
for (const screen of desktopScreens.filter(isWanted))
  for (const colorScheme of schemes)
    await take(browser, screen, colorScheme, sizes[0], { url: samples.url, secret: TOKEN, desktop: true })
await samples.close()
await browser.close()

async function take(
  from: Browser,
  { name, path, ready, prepare }: Screen,
  colorScheme: (typeof schemes)[number],
  viewport: (typeof sizes)[number],
  { url, secret, desktop = false }: { readonly url: string; readonly secret: string; readonly desktop?: boolean },
): Promise<void> {
  const context = await from.newContext({
    colorScheme,
    viewport: { ...viewport },
    reducedMotion: 'reduce',
    locale: 'en-US',
    ...(desktop && { timezoneId: ZONE }),
  })
  const page = await context.newPage()
  if (desktop) {
    await page.clock.setFixedTime(NOW)
    await page.addInitScript(installRememberingShell, shellData())
  } else await page.addInitScript((bearer) => sessionStorage.setItem('touchledger.token', bearer), secret)
  await page.goto(new URL(path, url).href)
  await page.getByText(ready).first().waitFor()
  // Cards fill in one by one; a picture of a quiet screen is wanted.
  await page.getByText('Calculating…').first().waitFor({ state: 'detached' })
  await page.waitForLoadState('networkidle')
  await prepare?.(page)
  await page.screenshot({ path: join(out, `${name}-${colorScheme}-${viewport.width}.png`) })
  await context.close()
}
