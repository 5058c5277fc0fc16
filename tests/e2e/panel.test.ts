import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { _electron, chromium, type ElectronApplication, type Locator, type Page as Screen } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { buildIfStale } from '../../scripts/build.mjs'
import { electronRuntime } from '../../scripts/electron-runtime.mjs'
import { repository, sandboxSwitches } from '../../scripts/launch-electron.mjs'
import type {
  AgentStatus,
  AlertRow,
  DeviceRow,
  MetricAnswer,
  MyDay,
  PanelAnswer,
  RuleSet,
  SpanRow,
  WorklistRow,
} from '../../src/shared/contract/index.ts'
import type { ReadParams } from '../../src/shared/contract/team-calls.ts'
import { evaluateAlerts } from '../../src/server/alerts/evaluate.ts'
import { makeSample } from '../../src/tools/sample/index.ts'
import { ask } from '../server/support/device.ts'
import { cleanUps } from './support/clean-up.ts'
import { openTerminal, pressKey, type DeskWindow } from './support/desktop.ts'
import { runEndpoint } from './support/endpoints.ts'
import { agentArguments, allRows, artefact, enrollmentCode, freshFolder, publish } from './support/product.ts'
import { familyOf, kill } from './support/processes.ts'
import { slowness } from './support/slowness.ts'
import { until } from './support/waiting.ts'

// The screens with a sample team and this computer's own agent, in the desktop app and in a browser.

const run = promisify(execFile)
const me = 'R. Live'
const undo = cleanUps()
/** On a shared display the last key may be long ago; pressing one now prevents idle time. */
beforeEach(async () => {
  await pressKey()
})
let endpoint: Awaited<ReturnType<typeof runEndpoint>>
let app: ElectronApplication
/** The app's data directory. */
let data: string
let desktop: Screen
let browser: Screen
let statusPage: DeskWindow
let appeal: DeskWindow
const complaints: string[] = []

beforeAll(async () => {
  buildIfStale()
  endpoint = await runEndpoint(undo)
  const { body: starter } = await ask<RuleSet>(endpoint, '/v1/rules')
  await makeSample({ endpointUrl: endpoint.url, adminToken: endpoint.adminToken, workingDays: 4, weeks: 6 })
  // Added last, so that it does not match the sample's windows. X11 has no addresses, so this rule matches titles.
  const live: RuleSet['rules'] = [
    {
      id: 'live-claim-status',
      when: { title: '^Claim Status' },
      then: {
        activity: 'claim_status',
        rating: 'core',
        system: 'Live portal',
        systemKind: 'payer_portal',
        payer: 'Live payer',
      },
      claimRef: 'Claim #(?<ref>PCN-[0-9]{4,12})',
    },
  ]
  await publish(endpoint, { policy: starter.policy, rules: [...live, ...starter.rules] })

  statusPage = await openTerminal('Claim Status - Claim #PCN-77001', undo)
  appeal = await openTerminal('Letter of appeal', undo)
  const desk = spawn('dunst', { stdio: 'ignore' })
  undo.add(async () => void desk.kill())
  // One alert round before the app first polls for alerts.
  await evaluateAlerts(endpoint.database, Date.now())
  desktop = await openApp()
  browser = await openBrowser()
})
afterAll(() => undo.run())
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') {
    await picture(desktop, 'failed-desktop')
    await picture(browser, 'failed-browser')
  }
  expect(complaints.splice(0)).toEqual([])
})

/** The app as started by a supervisor who is also a biller. */
async function openApp(): Promise<Screen> {
  data = await freshFolder(undo, 'agent')
  const enroll = await enrollmentCode(endpoint, me)
  app = await _electron.launch({
    executablePath: electronRuntime().path,
    args: [...sandboxSwitches(), '.', ...agentArguments({ endpoint, data, enroll, open: 'team' })],
    cwd: repository,
    env: { ...definedOf(process.env), TOUCHLEDGER_TOKEN: endpoint.adminToken },
  })
  const family = () => familyOf(app.process().pid ?? 0)
  undo.add(async () => {
    const processes = family()
    await app.close()
    kill(processes)
  })
  const screen = await app.firstWindow()
  listen(screen)
  return screen
}

interface Notice {
  readonly summary: { readonly data: string }
  readonly body: { readonly data: string }
}

/** Desktop notifications, newest first, both shown and closed. */
async function notices(): Promise<readonly { readonly title: string; readonly body: string }[]> {
  await run('dunstctl', ['close-all'])
  const { stdout } = await run('dunstctl', ['history'])
  const [shown = []] = (JSON.parse(stdout) as { readonly data: readonly (readonly Notice[])[] }).data
  return shown.map(({ summary, body }) => ({ title: summary.data, body: body.data }))
}

/** As many as the app reads. */
const overdueAlerts = async (): Promise<readonly AlertRow[]> =>
  (await ask<{ rows: AlertRow[] }>(endpoint, '/v1/alerts?state=open&limit=500')).body.rows.filter(
    ({ level }) => level === 'overdue',
  )

async function openBrowser(): Promise<Screen> {
  const executablePath = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/google-chrome'].find(
    (path) => path !== undefined && existsSync(path),
  )
  if (executablePath === undefined) throw new Error('no Chromium found: install one, or name it in CHROMIUM')
  const instance = await chromium.launch({ executablePath, args: [...sandboxSwitches()] })
  undo.add(() => instance.close())
  const screen = await instance.newPage({ viewport: { width: 1280, height: 800 } })
  listen(screen)
  await screen.goto(`${endpoint.url}/team#token=${endpoint.adminToken}`)
  return screen
}

function listen(screen: Screen): void {
  screen.setDefaultTimeout(30_000)
  screen.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  screen.on('pageerror', (error) => complaints.push(String(error)))
}

const definedOf = (environment: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined))

const picture = (screen: Screen, name: string) => screen.screenshot({ path: artefact(`${name}.png`) })
/** Everybody's day: other cards list people, too. */
const people = (screen: Screen): Locator => screen.getByRole('region', { name: /^(?!Table).*by person$/ })
const row = (screen: Screen, name: string): Locator =>
  people(screen)
    .getByRole('row')
    .filter({ has: screen.getByRole('rowheader', { name }) })
const figure = (within: Screen | Locator, name: string): Locator =>
  within.getByRole('link', { name: `${name}: view details` })
/** A number as it stands in the panel, without what it says to those who do not see it. */
const shownOf = async (link: Locator): Promise<string> =>
  (await link.innerText()).replace(/\s+[^\n]*: view details\s*$/, '').trim()
/** Asks the agent as its own screens do. */
const invoke = <Value>(channel: string, argument: unknown) =>
  desktop.evaluate<{ value: Value }>(`window.touchledger.invoke('${channel}', ${JSON.stringify(argument)})`)

const hours = (ms: number) => `${(ms / 3_600_000).toFixed(1)}h`
const duration = (ms: number) => {
  if (ms < 60_000) return `${Math.round(ms / 1000)}s`
  const minutes = Math.round(ms / 60_000)
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m`
}

/** A period that includes the whole sample and this computer, at any hour. */
async function showFourWeeks(screen: Screen): Promise<void> {
  await screen.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Team', exact: true }).click()
  await screen.getByRole('link', { name: 'Last 4 weeks' }).click()
  await until(
    'the twelve of the sample and me',
    async () => (await people(screen).getByRole('rowheader').count()) === 13,
  )
  await upToDate(screen)
}

/** Waits until the earlier answer is off the screen. */
const upToDate = (screen: Screen) => screen.locator('[aria-busy="false"]').waitFor()

test.each(['desktop app', 'browser'])(
  'the numbers in the %s are those of the API, and their rows add up to them',
  async (place) => {
    const screen = place === 'browser' ? browser : desktop
    await showFourWeeks(screen)
    expect(await screen.getByText('sample', { exact: true }).count()).toBe(12)
    await picture(screen, `team-${place.replace(' ', '-')}`)

    const { body: whole } = await ask<PanelAnswer>(endpoint, '/v1/panel?from=0')
    const sample = whole.people.filter((person) => person.sample)
    const figuresOf = async (name: string) =>
      Promise.all(
        ['Active time', 'Idle time', 'Touches'].map((what) => shownOf(figure(row(screen, name), `${what}, ${name}`))),
      )
    for (const { name, activeMs, idleMs, touches } of sample) {
      expect(await figuresOf(name), name).toEqual([
        duration(activeMs),
        duration(idleMs),
        touches.toLocaleString('en-US'),
      ])
    }

    const kim = sample.find(({ name }) => name === 'J. Kim')
    if (!kim) throw new Error('the sample lacks J. Kim')
    const { body: answer } = await ask<PanelAnswer>(endpoint, `/v1/panel?from=0&user=${kim.id}`)
    await row(screen, 'J. Kim').getByRole('link', { name: 'J. Kim', exact: true }).click()
    await until('only J. Kim', async () => (await people(screen).getByRole('rowheader').count()) === 1)
    const card = (name: string) => screen.getByRole('region', { name })
    const tax = ((answer.totals.hiddenMs / answer.totals.denialWorkMs) * 100).toFixed(1)
    await until('the tax of J. Kim', async () => (await card('Hidden-work tax').innerText()).includes(`${tax}%`))
    expect(await shownOf(figure(screen, 'Denial work'))).toBe(hours(answer.totals.denialWorkMs))
    expect(await shownOf(figure(screen, 'Hidden work').first())).toBe(hours(answer.totals.hiddenMs))

    await figure(row(screen, 'J. Kim'), 'Idle time, J. Kim').click()
    const dialog = screen.getByRole('dialog', { name: 'Idle time, J. Kim' })
    await dialog.getByText('✓ matches').waitFor()
    expect(await dialog.innerText()).toContain(duration(kim.idleMs))
    const rows = await allRows<SpanRow>(endpoint, `/v1/spans?user=${kim.id}&presence=idle`)
    expect(rows.reduce((sum, { startedAt, endedAt }) => sum + endedAt - startedAt, 0)).toBe(kim.idleMs)
    await picture(screen, `rows-${place.replace(' ', '-')}`)
    await screen.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await screen.getByRole('button', { name: 'Clear filters' }).click()
    await until('everybody again', async () => (await people(screen).getByRole('rowheader').count()) === 13)
  },
)

test('Performance ranks payers by what the API says they recover per hour of work', async () => {
  const question = browser.waitForRequest(
    (request) =>
      request.url().endsWith('/v1/metrics/query') && request.postData()?.includes('cost_to_recover') === true,
  )
  await browser.getByRole('link', { name: 'Performance', exact: true }).click()
  const { periods } = (await question).postDataJSON() as ReadParams<'queryMetrics'>
  const card = browser.getByRole('region', { name: 'Is it worth it?', exact: true })
  await card.getByText('recovers the most for the time').waitFor()
  const period = `from=${periods[0]?.from}&to=${periods[0]?.to}`
  const { body } = await ask<MetricAnswer>(endpoint, `/v1/metrics/recovery_per_hour?${period}&by=payer`)
  const payers = body.rows
    .filter(({ key, value }) => key !== null && value !== null)
    .toSorted((a, b) => (b.value ?? 0) - (a.value ?? 0))
  expect(payers.length).toBeGreaterThan(1)
  const shown = await card.getByRole('rowheader').allInnerTexts()
  expect(shown.slice(0, payers.length)).toEqual(payers.map(({ key }) => key))
  await picture(browser, 'performance')
})

test('the desktop app announces overdue denials once and without a claim number', async () => {
  await until('a notification', async () => (await notices()).length > 0)
  const [notice, ...others] = await notices()
  expect(others).toEqual([])
  const told = JSON.parse(await readFile(join(data, 'announced-alerts.json'), 'utf8')) as readonly string[]
  const overdue = (await overdueAlerts()).filter(({ id }) => told.includes(id))
  expect(overdue).toHaveLength(told.length)
  expect(notice?.title).toBe(`${told.length} denials are now overdue`)
  const dollars = Math.round(overdue.reduce((sum, { leftCents }) => sum + leftCents, 0) / 100).toLocaleString('en-US')
  expect(notice?.body).toBe(`$${dollars} left in total. Click to open the worklist.`)
})

test('the desktop app saves a list as CSV where the user chooses', async () => {
  const path = join(await freshFolder(undo, 'saved'), 'overdue.csv')
  // Nobody can answer the system's own dialog.
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath })
  }, path)
  await desktop.getByRole('link', { name: 'Worklist', exact: true }).click()
  await desktop.getByRole('link', { name: /^Overdue/ }).click()
  await desktop.getByRole('rowheader').first().waitFor()
  await picture(desktop, 'worklist-desktop-app')
  await desktop.getByRole('button', { name: 'open denials as CSV' }).click()
  const text = await until('the whole file', async () => {
    const written = existsSync(path) ? await readFile(path, 'utf8') : ''
    return written.endsWith('\n') && written
  })
  const { rows } = (await ask<{ rows: WorklistRow[] }>(endpoint, '/v1/worklist?due=overdue&limit=200')).body
  const [header, ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  expect(header).toMatch(/^PCN,Payer,Reason,Denied \(\$\),Due/)
  expect(lines.slice(0, rows.length).map((line) => line.split(',')[0])).toEqual(rows.map(({ claimRef }) => claimRef))
})

test('a change of window on this computer appears in both panels within ten seconds', async () => {
  for (const screen of [desktop, browser]) await showFourWeeks(screen)
  const touchesIn = async (screen: Screen) => Number(await shownOf(figure(row(screen, me), `Touches, ${me}`)))
  expect(await touchesIn(browser)).toBe(0)
  const slow = slowness()
  await statusPage.show()
  await sleep(2000)
  const left = await appeal.show()
  const seen = await Promise.all(
    [desktop, browser].map((screen) =>
      until('my first touch in the panel', async () => (await touchesIn(screen)) === 1 && Date.now()),
    ),
  )
  const seconds = seen.map((at) => (at - left.notAfter) / 1000)
  const limit = 10 * Math.max(slow, slowness())
  expect(Math.max(...seconds), `desktop app and browser: ${seconds.join(' and ')}`).toBeLessThan(limit)
  expect(await browser.getByTitle('Age of the latest record').innerText()).toMatch(/^Live/)
  await picture(browser, 'team-live')
})

test('My Day shows the open span', async () => {
  await statusPage.show()
  await desktop.getByRole('link', { name: 'My Day', exact: true }).click()
  const ribbon = desktop.getByRole('slider', { name: 'Your day' })
  await until('the open segment', async () => {
    await ribbon.focus()
    await desktop.keyboard.press('End')
    return (await ribbon.getAttribute('aria-valuetext'))?.includes('claim status in Live portal')
  })
  const day = desktop.getByRole('region', { name: 'Touches', exact: true })
  await until('my touch', async () => (await day.getByRole('row').count()) === 2)
  await picture(desktop, 'my-day')
  // It is in no record yet, so the endpoint cannot know it.
  const sent = await allRows<SpanRow>(endpoint, `/v1/spans?user=${encodeURIComponent(me)}`)
  const latest = Math.max(...sent.map(({ endedAt }) => endedAt))
  const { value } = await invoke<MyDay>('myDay.day', { from: latest - 3_600_000, to: latest + 3_600_000 })
  const open = value.ribbon.at(-1)
  expect([open?.activity, open?.system]).toEqual(['claim_status', 'Live portal'])
  expect(open?.endedAt).toBeGreaterThan(latest)

  await desktop.getByRole('link', { name: 'Data sent' }).click()
  await desktop.getByRole('listitem').first().waitFor()
  await picture(desktop, 'what-is-sent')
})

test('the agent applies a rule that was created and published in the app', async () => {
  const { body: before } = await ask<RuleSet>(endpoint, '/v1/rules')
  await desktop.getByRole('link', { name: 'Rules', exact: true }).click()
  await desktop.getByText(`version ${before.version}`).waitFor()
  await desktop.getByLabel('Window title').fill('Letter of appeal')
  await desktop.getByText('No rule matches.').waitFor()
  await desktop.getByRole('button', { name: 'Add rule', exact: true }).click()
  const field = (name: string) => desktop.getByLabel(name, { exact: true }).last()
  await field('ID').fill('live-appeal')
  await field('Title').fill('^Letter of appeal')
  await field('Activity').fill('appeal_drafting')
  // A new rule starts disabled: without a condition it would match every window.
  await desktop.getByLabel('Enabled').check()
  await until('the new rule wins', async () =>
    (await desktop.getByTestId('winner').innerText()).includes('live-appeal matches'),
  )
  await picture(desktop, 'rules-draft')
  await desktop.getByRole('button', { name: `Publish version ${before.version + 1}` }).click()
  await desktop.getByText(`Version ${before.version + 1} is published.`).waitFor()
  await picture(desktop, 'rules-published')

  // The agent learns of it with its next batch.
  await appeal.show()
  await until('the agent applies the new version', async () => {
    const { value } = await invoke<AgentStatus>('myDay.status', null)
    return value.rulesVersion === before.version + 1
  })
  await statusPage.show()
  await appeal.show()
  await statusPage.show()
  const ruled = await until('the new rule at the endpoint', async () => {
    const spans = await allRows<SpanRow>(endpoint, `/v1/spans?user=${encodeURIComponent(me)}`)
    return spans.find(({ ruleId }) => ruleId === 'live-appeal')
  })
  expect(ruled).toMatchObject({ activity: 'appeal_drafting', presence: 'active' })
  const { rows: devices } = (await ask<{ rows: DeviceRow[] }>(endpoint, '/v1/devices')).body
  expect(devices.filter(({ sample }) => !sample).map(({ userName }) => userName)).toEqual([me])
})
