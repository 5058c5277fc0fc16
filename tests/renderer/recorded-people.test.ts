/// <reference types="node" />
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { unzipSync } from 'fflate'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Endpoint } from '../../src/server/start-endpoint.ts'
import { ask, batchOf, enrolledDevice } from '../server/support/device.ts'
import { spanRecord, timesBefore } from '../server/support/records.ts'
import { findNothingNow } from './accessibility/support.ts'
import { type RealEndpoint, startRealEndpoint } from './real-endpoint.ts'

const MINUTE = 60_000
let real: RealEndpoint
let endpoint: Endpoint & { readonly adminToken: string }
beforeAll(async () => {
  real = await startRealEndpoint()
  ;({ endpoint } = real)
  for (const user of ['Ana Ortiz', 'Ben Ruiz']) {
    const device = await enrolledDevice(endpoint, { user, team: 'North' })
    await device.send(batchOf([spanRecord(timesBefore(Date.now(), MINUTE))]))
  }
})
afterAll(() => real.close())

async function open(path: string): Promise<Page> {
  const page = await real.newPage({ viewport: { width: 1280, height: 900 } })
  await page.goto(`${endpoint.url}${path}#token=${endpoint.adminToken}`)
  return page
}

/** A picture where one is asked for, and no violation of WCAG 2.2 AA. */
async function look(page: Page, name: string): Promise<void> {
  const pictures = process.env['TOUCHLEDGER_PICTURES']
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true })
  await findNothingNow(page)
}

const peopleNow = async () =>
  (
    await ask<{ rows: { id: string; name: string; email: string | null; leftAt: number | null }[] }>(
      endpoint,
      '/v1/people',
    )
  ).body.rows

test('an admin makes a code by e-mail address, cancels one, and revokes a computer', async () => {
  const page = await open('/devices')
  await page.getByRole('heading', { name: 'No open enrollment code' }).waitFor()
  const form = page.getByRole('form', { name: 'New enrollment code' })
  const make = async (email: string, name: string) => {
    await page.getByRole('button', { name: 'New code' }).click()
    await form.getByLabel('E-mail address').fill(email)
    await form.getByLabel('Name').fill(name)
    await form.getByLabel('Team').fill('North')
    await form.getByRole('button', { name: 'Make the code' }).click()
  }
  await make('', 'Ben Ruiz')
  await page.getByText('This code lets another computer in for Ben Ruiz').waitFor()
  await page.getByRole('button', { name: 'Copy: Code' }).click()
  await page.getByText(/^(Copied|Selected, ready to copy)$/).waitFor()
  await page.getByRole('button', { name: 'Cancel the code for Ben Ruiz' }).click()
  await page.getByRole('status').filter({ hasText: 'The code for Ben Ruiz was canceled.' }).waitFor()
  await page.getByRole('heading', { name: 'No open enrollment code' }).waitFor()

  // Nobody has the address yet, and it says no name.
  await make('m.garcia@clinic.org', '')
  await form.getByText('State the person’s name').waitFor()
  await look(page, 'devices-form')
  await form.getByLabel('Name').fill('M. Garcia')
  await form.getByRole('button', { name: 'Make the code' }).click()
  await page.getByText('This code lets one computer in, for M. Garcia (m.garcia@clinic.org).').waitFor()
  await look(page, 'devices-code')
  const code = await page.getByLabel('Code', { exact: true }).inputValue()
  const command = await page.getByLabel('Start the agent once with', { exact: true }).inputValue()
  expect(command).toBe(`--endpoint ${endpoint.url} --enroll ${code} --hidden --autostart on`)
  const json = { code, publicKey: 'G'.repeat(43), platform: 'linux', agentVersion: '1.2.3' }
  expect((await ask(endpoint, '/v1/enrollments', { method: 'POST', json })).status).toBe(201)
  expect((await peopleNow()).find(({ name }) => name === 'M. Garcia')?.email).toBe('m.garcia@clinic.org')

  // A second person of the name is told apart before the computer is enrolled.
  await page.reload()
  await make('maria.garcia@clinic.org', 'M. Garcia')
  await page.getByRole('button', { name: 'Cancel the code for M. Garcia (maria.garcia@clinic.org)' }).waitFor()
  await page.getByRole('rowheader', { name: 'M. Garcia (maria.garcia@clinic.org)' }).waitFor()
  await form.getByLabel('Team').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Revoke the computer of M. Garcia' }).click()
  const confirmation = page.getByRole('group', { name: 'Revoke the computer of M. Garcia' })
  await look(page, 'devices-revoke')
  await confirmation.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('status').filter({ hasText: 'The computer of M. Garcia was revoked.' }).waitFor()
  await page.getByRole('rowheader', { name: 'M. Garcia', exact: true }).waitFor({ state: 'detached' })
  // A roll-out: the computer waits for an admin, who says whose it is.
  await page.getByRole('button', { name: 'New code' }).click()
  await form.getByLabel('An admin approves each computer first').check()
  await form.getByRole('button', { name: 'Make the code' }).click()
  await page.getByText('wait until an admin approves them').waitFor()
  const shared = {
    ...json,
    code: await page.getByLabel('Code', { exact: true }).inputValue(),
    publicKey: 'H'.repeat(43),
    userName: 'm. garcia',
  }
  expect((await ask(endpoint, '/v1/enrollments', { method: 'POST', json: shared })).status).toBe(403)
  await page.reload()
  await page.getByRole('heading', { name: '1 computer waits for your approval' }).waitFor()
  await page.getByRole('button', { name: /^Approve / }).click()
  const approval = page.getByRole('form', { name: /^Approve / })
  await approval.getByText('It says that it is of m. garcia. Nobody has checked that.').waitFor()
  await approval.getByRole('button', { name: 'Use this name' }).click()
  expect(await approval.getByLabel('E-mail address').inputValue()).toBe('m.garcia@clinic.org')
  await approval.getByLabel('Team').fill('Nroth')
  await approval.getByText('“Nroth” is a new team: nobody is in it yet.').waitFor()
  await look(page, 'devices-waiting')
  await approval.getByLabel('Team').fill('North')
  expect(await approval.getByText('is a new team').count()).toBe(0)
  await approval.getByRole('button', { name: 'Approve' }).click()
  await page.getByRole('status').filter({ hasText: 'The computer of M. Garcia is let in.' }).waitFor()
  await page.getByRole('rowheader', { name: 'M. Garcia', exact: true }).waitFor()
  expect((await ask(endpoint, '/v1/enrollments', { method: 'POST', json: shared })).status).toBe(201)
  // So that the people below are the two of the beginning.
  const maria = (await peopleNow()).find(({ name }) => name === 'M. Garcia')
  expect((await ask(endpoint, `/v1/people/${maria?.id}`, { method: 'DELETE' })).status).toBe(200)
})

test('an admin exports the data of a person, and deletes the person after typing the name', async () => {
  const page = await open('/accounts')
  await page.getByRole('heading', { name: '2 recorded people' }).waitFor()

  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export the data of Ana Ortiz' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toBe('Ana Ortiz.zip')
  const file = await buffer(await download.createReadStream())
  expect(Object.keys(unzipSync(file))).toContain('spans.csv')

  await page.getByRole('button', { name: 'Change Ana Ortiz' }).click()
  const change = page.getByRole('form', { name: 'Change Ana Ortiz' })
  await change.getByRole('heading', { name: 'Change Ana Ortiz' }).waitFor()
  await change.getByLabel('E-mail').fill('ana.ortiz@clinic.org')
  await change.getByLabel('Team', { exact: true }).fill('Ohio denials')
  await change.getByText('“Ohio denials” is a new team: nobody is in it yet.').waitFor()
  await change.getByRole('textbox', { name: 'In this team from' }).fill('1/31/2099')
  await look(page, 'recorded-people-change')
  await change.getByRole('button', { name: 'Save' }).click()
  await page.getByText('North now; Ohio denials from Jan 31, 2099').waitFor()

  // Nobody leaves by a slip: what it ends is said first.
  const account = { email: 'ana.ortiz@clinic.org', name: 'Ana Ortiz', roles: ['biller'] }
  expect((await ask(endpoint, '/v1/accounts', { method: 'POST', json: account })).status).toBe(201)
  await page.reload()
  await page
    .getByRole('row', { name: /Ana Ortiz.*North now/ })
    .getByRole('button', { name: /^Change/ })
    .click()
  await change.getByLabel('Has left').check()
  await change.getByRole('button', { name: 'Save' }).click()
  const leaving = page.getByRole('group', { name: 'Ana Ortiz has left' })
  await leaving.getByText('Their computer is revoked.').waitFor()
  await leaving.getByText('No enrollment code is open for them.').waitFor()
  await leaving.getByText('Their account ana.ortiz@clinic.org is deactivated.').waitFor()
  await look(page, 'recorded-people-leaving')
  await leaving.getByRole('button', { name: 'Back' }).click()
  expect((await peopleNow()).find(({ name }) => name === 'Ana Ortiz')?.leftAt).toBeNull()
  await change.getByLabel('Has left').check()
  await change.getByRole('button', { name: 'Save' }).click()
  await leaving.getByRole('button', { name: 'Yes, Ana Ortiz has left' }).click()
  await page.getByText(/^Left /).waitFor()
  expect((await peopleNow()).find(({ name }) => name === 'Ana Ortiz')?.email).toBe('ana.ortiz@clinic.org')

  await page.getByRole('button', { name: 'Delete Ana Ortiz' }).click()
  const confirmation = page.getByRole('form', { name: 'Delete Ana Ortiz' })
  const forGood = confirmation.getByRole('button', { name: 'Delete for good' })
  await confirmation.getByLabel('Type Ana Ortiz to confirm').fill('Ben Ruiz')
  expect(await forGood.isDisabled()).toBe(true)
  await confirmation.getByLabel('Type Ana Ortiz to confirm').fill('Ana Ortiz')
  await look(page, 'recorded-people')
  await forGood.click()
  await page.getByText('Ana Ortiz was deleted.').waitFor()
  await page.getByRole('heading', { name: '1 recorded person' }).waitFor()
  expect(await page.getByRole('rowheader', { name: 'Ana Ortiz' }).count()).toBe(0)
  expect((await peopleNow()).map(({ name }) => name)).toEqual(['Ben Ruiz'])
})

test('an admin makes the key of a site, approves the computers that wait at once, and revokes it', async () => {
  const page = await open('/devices')
  await page.getByRole('heading', { name: 'No site key' }).waitFor()
  await page.getByRole('button', { name: 'New site key' }).click()
  const form = page.getByRole('form', { name: 'New site key' })
  await form.getByLabel('Site').fill('Main office')
  await form.getByLabel('Computers at most').fill('3')
  await form.getByLabel('Who gets in').selectOption({ label: 'Whoever has an address of certain domains' })
  await form.getByLabel('Domains').fill('CLINIC')
  await form.getByRole('button', { name: 'Make the key' }).click()
  await form.getByText('is no domain of an e-mail address').waitFor()
  await look(page, 'devices-site-key-form')
  await form.getByLabel('Domains').fill('clinic.example, clinic.org')
  await form.getByRole('button', { name: 'Make the key' }).click()
  await page.getByText('This key lets in 3 computers of Main office.').waitFor()
  const code = await page.getByLabel('Site key', { exact: true }).inputValue()
  expect(await page.getByLabel('Start each agent with', { exact: true }).inputValue()).toBe(
    `--endpoint ${endpoint.url} --enroll ${code} --hidden --autostart on`,
  )
  await look(page, 'devices-site-key')
  const enroll = (letter: string, user: string, address: string) =>
    ask(endpoint, '/v1/enrollments', {
      method: 'POST',
      json: {
        ...{ code, publicKey: letter.repeat(43), platform: 'win32', agentVersion: '1.2.3' },
        account: { user, domain: 'CLINIC', address },
      },
    })
  expect((await enroll('P', 'pia', 'pia@clinic.org')).status).toBe(201)
  expect((await enroll('Q', 'quin', 'quin@elsewhere.example')).status).toBe(403)
  expect((await enroll('R', 'rosa', 'rosa@elsewhere.example')).status).toBe(403)

  await page.reload()
  await page.getByText('1 of 3, 2 waiting').waitFor()
  await page.getByRole('cell', { name: 'quin@elsewhere.example' }).waitFor()
  await page.getByRole('button', { name: 'Approve all 2 computers with an e-mail address' }).click()
  const question = page.getByRole('group', { name: 'Approve all 2 computers with an e-mail address' })
  await look(page, 'devices-approve-all')
  await question.getByRole('button', { name: 'Approve' }).click()
  await page.getByRole('status').filter({ hasText: '2 computers are let in.' }).waitFor()
  expect((await peopleNow()).flatMap(({ email }) => email ?? [])).toEqual(
    expect.arrayContaining(['pia@clinic.org', 'quin@elsewhere.example', 'rosa@elsewhere.example']),
  )
  expect((await enroll('R', 'rosa', 'rosa@elsewhere.example')).status).toBe(201)

  await page.reload()
  await page.getByText('3 of 3', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Revoke the key of Main office' }).click()
  await page.getByRole('status').filter({ hasText: 'The key of Main office was revoked.' }).waitFor()
  await page.getByRole('heading', { name: 'No site key' }).waitFor()
})
