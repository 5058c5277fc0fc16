/// <reference types="node" />
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { denied, everyDenial, send } from '../server/denials/support.ts'
import { ask, batchOf, enrolledDevice, token } from '../server/support/device.ts'
import { somebody, type Asking } from '../server/support/people.ts'
import { spanRecord, timesBefore, touchRecord } from '../server/support/records.ts'
import { make835 } from '../server/x835/make835.ts'
import { findNothing } from './accessibility/support.ts'
import { goTo, textOf } from './app-under-test.ts'
import { type RealEndpoint, startRealEndpoint } from './real-endpoint.ts'

// The screens against a real endpoint: what is done in one is read in the other.

const MINUTE = 60_000
let real: RealEndpoint
let lead: Asking
let supervisor: Asking
let biller: Asking
let auditor: Asking
const complaints: string[] = []
const refused: string[] = []

beforeAll(async () => {
  real = await startRealEndpoint()
  const { endpoint } = real
  const now = Date.now()
  const device = await enrolledDevice(endpoint, { user: 'Ana Reyes', team: 'North' })
  const times = timesBefore(now - 45 * MINUTE, 10 * MINUTE)
  const records = [
    spanRecord({ ...times, seq: 1 }),
    touchRecord({ ...times, seq: 2, activeMs: MINUTE, claimToken: token('1') }),
  ]
  expect(await device.send({ ...batchOf(records), sentAt: now })).toMatchObject({ status: 200, body: { rejected: [] } })
  lead = await somebody(endpoint, { roles: ['supervisor', 'admin'], teams: ['North'], name: 'Lee Barker' })
  supervisor = await somebody(endpoint, { roles: ['supervisor'], teams: ['North'], name: 'Sue Park' })
  biller = await somebody(endpoint, { roles: ['biller'], user: device.userId, name: 'Ana Reyes' })
  auditor = await somebody(endpoint, { roles: ['auditor'], name: 'Dana Cole' })
})
afterAll(() => real.close())

async function open(asking: Asking, path: string, width = 1280): Promise<Page> {
  const page = await real.newPage({
    ...{ timezoneId: 'America/New_York', colorScheme: 'light', reducedMotion: 'reduce' },
    viewport: { width, height: 800 },
  })
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(String(error)))
  // A screen asks for nothing that the role of whoever sits before it does not include.
  page.on('response', (response) => response.status() === 403 && refused.push(`${path}: ${response.url()}`))
  await page.addInitScript((given) => sessionStorage.setItem('touchledger.token', given), asking.adminToken)
  inFlight.set(page, 0)
  const count = (by: number) => () => inFlight.set(page, (inFlight.get(page) ?? 0) + by)
  page.on('request', count(1)).on('requestfinished', count(-1)).on('requestfailed', count(-1))
  await page.goto(real.endpoint.url + path)
  return page
}

const inFlight = new WeakMap<Page, number>()

/** Once the screen has asked for all that it shows. */
async function settled(page: Page): Promise<void> {
  let idle = 0
  while (idle < 2) {
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)))
    idle = inFlight.get(page) === 0 ? idle + 1 : 0
  }
}

test('a biller sees who looked, and an auditor what everybody did', async () => {
  const own = await open(biller, '/looked-at')
  await own.getByText('Nobody has looked at your records yet').waitFor()
  await findNothing(own)

  const at = Date.now()
  expect((await ask(lead, `/v1/spans?user=Ana%20Reyes&from=${at - 120 * MINUTE}&to=${at}`)).status).toBe(200)
  await own.reload()
  const look = own.getByRole('row', { name: /Lee Barker, with an access token/ })
  await look.waitFor()
  expect(await look.innerText()).toMatch(/Supervisor\s+Your timeline/)
  await findNothing(own)

  // The address of the endpoint leads an auditor to the log.
  const log = await open(auditor, '/team')
  await log.getByRole('heading', { name: 'Audit log', exact: true }).waitFor()
  expect(new URL(log.url()).pathname).toBe('/audit')
  expect(await log.getByRole('navigation', { name: 'Screens' }).getByRole('link').allInnerTexts()).toEqual(['Audit'])
  await log.getByText('Looked at the timeline of Ana Reyes').waitFor()
  expect(await log.getByRole('searchbox').count()).toBe(0)
  await findNothing(log)

  await log.getByLabel('Records of (name)').fill('ana reyes')
  await log.getByRole('button', { name: 'Show' }).click()
  await log.getByRole('heading', { name: '1 entry' }).waitFor()
  await log.getByRole('button', { name: 'Details' }).click()
  await log.getByText('by the token “of a test”').waitFor()
  await findNothing(log)

  const [file] = await Promise.all([
    log.waitForEvent('download'),
    log.getByRole('button', { name: 'Whole log as CSV' }).click(),
  ])
  expect(await textOf(file)).toMatch(/records_viewed,account,.*,Ana Reyes,/)
  await own.context().close()
  await log.context().close()
})

test('entries name what they are about, by the names of today', async () => {
  const { endpoint } = real
  await ask(lead, '/v1/settings/retention', { method: 'PUT', json: {} })
  const code = await ask<{ id: string }>(lead, '/v1/enrollment-codes', { method: 'POST', json: {} })
  const forSomebody = await ask<{ id: string }>(lead, '/v1/enrollment-codes', {
    method: 'POST',
    json: { email: 'bo@clinic.org', user: 'Bo Lind' },
  })
  for (const { body } of [code, forSomebody]) {
    expect((await ask(lead, `/v1/enrollment-codes/${body.id}`, { method: 'DELETE' })).status).toBe(204)
  }
  expect((await send(lead, 'april.835', make835([{ date: '20260401', claims: [denied('CLAIM1')] }]))).status).toBe(200)
  await ask(endpoint, '/v1/settings/closing', { method: 'PUT', json: {} })

  const log = await open(lead, '/audit')
  for (const what of [
    'Imported a file: april.835',
    'Canceled an enrollment code: Bo Lind',
    'Canceled an enrollment code: for nobody named',
    'Changed settings: Retention',
  ]) {
    await log.getByRole('cell', { name: what, exact: true }).waitFor()
  }
  await log.getByRole('row', { name: /admin token Changed settings: Closing/ }).waitFor()
  await log.context().close()
  const asAuditor = await open(auditor, '/audit')
  await asAuditor.getByRole('cell', { name: 'Imported a file: import 1', exact: true }).waitFor()
  await asAuditor.context().close()
})

test('a table that is saved as CSV is in the log', async () => {
  const page = await open(lead, '/devices')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'devices as CSV' }).click(),
  ])
  expect(await textOf(file)).toContain('Ana Reyes')
  const { body } = await ask<{ rows: object[] }>(auditor, '/v1/audit?action=exported&limit=1')
  expect(body.rows).toMatchObject([{ actorName: 'Lee Barker', after: { what: 'devices', rows: 1 } }])
  await page.context().close()
})

test('an admin sees what each version changed, and restores one', async () => {
  for (const laborCentsPerHour of [4000, 5000]) {
    const json = { laborCentsPerHour }
    expect((await ask(lead, '/v1/settings/economics', { method: 'PUT', json })).status).toBe(200)
  }
  const page = await open(lead, '/settings?document=economics')
  const versions = page.getByRole('region', { name: 'Versions' }).first()
  await versions.getByRole('row', { name: /Version 2/ }).waitFor()
  await versions.getByRole('button', { name: 'What changed' }).first().click()
  await versions.getByText('laborCentsPerHour: 4000 → 5000').waitFor()
  await findNothing(page)
  await versions.scrollIntoViewIfNeeded()
  await versions.getByRole('button', { name: 'Restore version 1' }).click()
  await page.getByRole('button', { name: 'Restore version 1' }).first().click()
  await page.getByText('Version 1 is in force again').waitFor()
  await versions.getByRole('row', { name: /Version 3/ }).waitFor()
  expect((await ask(lead, '/v1/settings/economics')).body).toMatchObject({
    version: 3,
    body: { laborCentsPerHour: 4000 },
  })
  await page.context().close()

  const rules = await open(lead, '/rules')
  await rules
    .getByRole('region', { name: 'Versions' })
    .getByRole('row', { name: /starter rules/ })
    .waitFor()
  await findNothing(rules)
  await rules.context().close()
  expect(complaints).toEqual([])
})

test('nor do the screens of the other roles', async () => {
  const own = {
    admin: ['/imports', '/rules', '/settings', '/policy', '/devices', '/accounts', '/audit'],
    manager: ['/team', '/performance', '/worklist', '/root-causes', '/imports', '/devices'],
    auditor: ['/audit'],
  } as const
  for (const role of ['admin', 'manager', 'auditor'] as const) {
    const page = await open(await somebody(real.endpoint, { roles: [role] }), '/my-account')
    await page.getByRole('button', { name: 'Sign out everywhere' }).waitFor()
    await findNothing(page)
    for (const path of own[role]) {
      await goTo(page, path)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await settled(page)
    }
    await page.context().close()
  }
  expect(refused).toEqual([])
})

test.each([
  ['biller', ['My work', 'Worklist', 'Who looked']],
  ['supervisor', ['Team', 'Performance', 'Worklist', 'Root causes', 'Devices']],
] as const)('no screen asks for what the role of a %s does not include', async (role, screens) => {
  const list = 'claim_number,payer,denied_amount,carc,owner,queue\nA-10001,ACME HEALTH,120.00,197,Ana Reyes,Appeals\n'
  await send(lead, 'list.csv', list)
  const [denial] = await everyDenial(supervisor)
  const page = await open(role === 'biller' ? biller : supervisor, '/worklist')
  const menu = page.getByRole('navigation', { name: 'Screens' }).getByRole('link')
  await page.getByRole('rowheader', { name: 'A-10001' }).waitFor()
  expect(await menu.allInnerTexts()).toEqual(screens)
  await page.getByRole('button', { name: 'More filters' }).click()
  await page.getByLabel('Queue').selectOption('Appeals')
  await page.getByRole('rowheader', { name: 'A-10001' }).waitFor()
  expect(await page.getByLabel('Assigned to').count()).toBe(role === 'biller' ? 0 : 1)
  await findNothing(page)
  const own = ['/team', '/performance', '/worklist', '/root-causes', '/devices', '/looked-at']
  const ofAdmins = ['/imports', '/rules', '/settings', '/accounts', '/audit']
  const drawers = ['/team?alerts=open', `/team?denial=${denial?.id}`, '/team?rows=spans']
  for (const path of [...own, ...ofAdmins, ...drawers]) {
    await goTo(page, path)
    const shown = drawers.includes(path) ? page.getByRole('dialog') : page.getByRole('heading', { level: 1 })
    await shown.first().waitFor()
    await settled(page)
    const links = await page.locator('main a[href]').evaluateAll((all) => all.map((link) => link.getAttribute('href')))
    expect([path, links.filter((link) => ofAdmins.some((screen) => link?.startsWith(screen)))]).toEqual([path, []])
  }
  expect(refused).toEqual([])
  await page.context().close()
})
