/// <reference types="node" />
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { generate } from 'otplib'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { denied } from '../server/denials/support.ts'
import { deviceWithCode } from '../server/support/device.ts'
import { make835 } from '../server/x835/make835.ts'
import { findNothingNow } from './accessibility/support.ts'
import { type RealEndpoint, startRealEndpoint } from './real-endpoint.ts'

// The first admin sets an empty endpoint up by clicking alone, to the end of the checklist.
// TOUCHLEDGER_PICTURES=DIR keeps a picture of each step, at 1280 and 400 px.

let real: RealEndpoint
let page: Page
beforeAll(async () => {
  real = await startRealEndpoint({ adminToken: undefined })
  page = await real.newPage()
  page.setDefaultTimeout(10_000)
})
afterAll(() => real.close())

async function picture(name: string): Promise<void> {
  const folder = process.env['TOUCHLEDGER_PICTURES']
  if (folder === undefined) return
  await mkdir(folder, { recursive: true })
  for (const width of [1280, 400]) {
    await page.setViewportSize({ width, height: 800 })
    await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true })
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}

const file = (name: string, content: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(content) })
const heading = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor()
const onward = (name: string) => page.getByRole('link', { name: `Next: ${name}` }).click()
const save = async (version: number) => {
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText(`Saved as version ${version}.`).waitFor()
}
const missingNow = () => page.getByRole('region', { name: 'Still missing' }).getByRole('link').allInnerTexts()

test('the first admin’s link leads to a checklist on which everything is missing', async () => {
  await page.goto(real.endpoint.tenants[0]?.firstAdmin?.link ?? '')
  await page.getByRole('heading', { name: 'Welcome to TouchLedger' }).waitFor()
  const secret = (await page.locator('code').innerText()).replaceAll(' ', '')
  await page.getByLabel('Your name').fill('Fay Ray')
  await page.getByLabel('Your e-mail address').fill('fay@clinic.example')
  await page.getByLabel('6-digit code').fill(await generate({ secret }))
  await page.getByLabel('New password').fill('seven quiet lanterns')
  await page.getByRole('button', { name: 'Set password and sign in' }).click()
  await heading('Setup')
  await page.getByText('0 of 9 steps done').waitFor()
  expect(await missingNow()).toEqual([
    ...['People and teams', 'Computers', 'First denial files', 'Portals and EHRs', 'Time zone and business hours'],
    ...['Supervisors and managers', 'Labor cost', 'Name of the organization', 'Targets'],
  ])
  await picture('setup-empty')
  await findNothingNow(page)
  // The address of the endpoint leads there too.
  await page.goto(real.endpoint.url)
  await heading('Setup')
})

test('says who the office is and when it is open', async () => {
  await page.getByRole('link', { name: 'Set up: Name of the organization' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Valley Clinic')
  await save(1)
  await page.getByRole('banner').getByText('Valley Clinic').waitFor()
  await picture('setup-organization')
  await onward('Time zone and business hours')
  await heading('Time zone and business hours')
  await page.getByLabel('Time zone', { exact: true }).fill('America/New_York')
  await save(1)
  await picture('setup-calendar')
  await page.getByRole('link', { name: '← All steps' }).click()
  await page.getByText('2 of 9 steps done').waitFor()
  await picture('setup-checklist')
})

/** The code of Ana's computer, as the slip shows it. */
let code = ''
test('adds people by a file with a preview and by typing, and makes codes and links for all of them', async () => {
  await page.getByRole('link', { name: 'Set up: People and teams' }).click()
  await heading('People and teams')
  const rows = ['Full name,Work e-mail,Team', 'Ana Ortiz,ana@clinic.example,North', 'Ben Ruiz,ben at clinic,North']
  await page.locator('input[type=file]').setInputFiles(file('people.csv', rows.join('\n')))
  const first = page.getByRole('row', { name: /Ben Ruiz/ })
  await first.getByText('This is no e-mail address.').waitFor()
  expect(await page.getByRole('button', { name: 'Add 1 person' }).isDisabled()).toBe(true)
  await picture('setup-people')
  await findNothingNow(page)
  await page.getByRole('button', { name: 'Choose another file' }).click()
  const mended = rows.join('\n').replace('ben at clinic', 'ben@clinic.example')
  await page.locator('input[type=file]').setInputFiles(file('people.csv', mended))
  await page.getByRole('button', { name: 'Add 2 people' }).click()
  await page.getByText('2 people added').waitFor()

  const typed = page.getByRole('form', { name: 'Or type one person' })
  await typed.getByLabel('Name').fill('Dee Lund')
  await typed.getByLabel('E-mail address').fill('dee@clinic.example')
  await typed.getByLabel('Team').fill('South')
  await typed.getByRole('button', { name: 'Add' }).click()
  await page.getByText('1 person added').waitFor()

  await page.getByLabel('Invitation links').check()
  await picture('setup-access')
  await page.getByRole('button', { name: 'Make them for 3 people' }).click()
  const slip = page.getByRole('listitem').filter({ hasText: 'Ana Ortiz · North' })
  await slip.getByText('Enrollment code for your computer').waitFor()
  await picture('setup-slips')
  await findNothingNow(page)
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as CSV: codes and links' }).click()
  const saved = await text(await (await download).createReadStream())
  const [head, ana] = saved.split('\r\n')
  expect(head).toContain('Name,E-mail,Team,Enrollment code')
  code = /Ana Ortiz,ana@clinic.example,North,([A-Z0-9-]+)/.exec(ana ?? '')?.[1] ?? ''
  expect(await slip.innerText()).toContain(code)
  expect(await slip.innerText()).toContain(`${real.endpoint.url}/team#invitation=`)
  await page.getByRole('button', { name: 'Done' }).click()
})

test('lets a supervisor in, and chooses the portals and EHRs', async () => {
  await onward('Supervisors and managers')
  await page.getByLabel('Name', { exact: true }).fill('Sue Park')
  await page.getByLabel('E-mail address').fill('sue@clinic.example')
  await page.getByLabel('Supervisor').check()
  await page.getByLabel('Teams').fill('North')
  await page.getByRole('button', { name: 'Add and make an invitation' }).click()
  await page.getByText('Send this link to Sue Park.').waitFor()

  await onward('Portals and EHRs')
  await heading('Portals and EHRs')
  await page.getByRole('button', { name: 'Choose none: Payer portals and clearinghouses' }).click()
  await page.getByRole('button', { name: 'Choose none: EHRs and practice management' }).click()
  await page.getByLabel('Availity').check()
  await page.getByLabel('Epic').check()
  await picture('setup-systems')
  await findNothingNow(page)
  await page.getByRole('button', { name: 'Publish with 2 systems' }).click()
  await page.getByText('Published as version 2.').waitFor()
})

test('says what an hour costs and what is aimed at', async () => {
  await onward('Labor cost')
  await page.getByLabel('Cost per hour ($)').fill('32')
  await save(1)
  await picture('setup-wage')
  await onward('Targets')
  await heading('Targets')
  await page.locator('form input').first().fill('90')
  await save(2)
  await picture('setup-targets')
})

test('imports a first file of denials, and the checklist says that computers are missing', async () => {
  await onward('First denial files')
  const remittance = make835([{ date: '20260401', claims: [denied('CLAIM10001')] }])
  await page.locator('input[type=file]').setInputFiles(file('april.835', remittance))
  await page.getByRole('button', { name: 'Import april.835' }).click()
  await page.getByText('1 new denial').first().waitFor()
  await page.getByRole('link', { name: '← All steps' }).click()
  await page.getByText('8 of 9 steps done').waitFor()
  expect(await missingNow()).toEqual(['Computers'])
  await picture('setup-almost')
})

test('a computer enrolls by the printed code, and nothing is missing any more', async () => {
  await page.getByRole('link', { name: 'Continue: Computers' }).click()
  await page.getByRole('heading', { name: '3 open enrollment codes' }).waitFor()
  await picture('setup-computers')
  const device = await deviceWithCode(real.endpoint, code)
  expect(device.userName).toBe('Ana Ortiz')
  await page.getByRole('link', { name: 'See what is still missing' }).click()
  await page.getByRole('heading', { name: 'Everything is set up' }).waitFor()
  await page.getByText('9 of 9 steps done').waitFor()
  await page.getByText('2 systems, version 2 of the rules').waitFor()
  await picture('setup-complete')
  await findNothingNow(page)
  // Whoever comes back is not led there again.
  await page.goto(real.endpoint.url)
  await heading('Imports')
})

test('the sample data of a trial is removed after a question that says what goes', async () => {
  // As the sample generator does it, by the session of the admin.
  const sampleCode = await page.evaluate(async () => {
    const session = (await (await fetch('/v1/session')).json()) as { person: { csrfToken: string } }
    const headers = { 'content-type': 'application/json', 'x-csrf-token': session.person.csrfToken }
    const body = JSON.stringify({ user: 'D. Okafor', team: 'Ohio denials', sample: true })
    const answer = await fetch('/v1/enrollment-codes', { method: 'POST', headers, body })
    return ((await answer.json()) as { code: string }).code
  })
  await deviceWithCode(real.endpoint, sampleCode)
  await page.goto(`${real.endpoint.url}/setup`)
  await page.getByText('4 people in 3 teams').waitFor()
  await page.getByRole('button', { name: 'Remove the sample data…' }).click()
  const question = page.getByRole('group', { name: 'Sample data' })
  await question.getByText('1 sample person, with their computers and everything recorded').waitFor()
  await findNothingNow(page)
  await question.getByRole('button', { name: 'Remove it' }).click()
  await page.getByText('The sample data was removed.').waitFor()
  await page.getByText('3 people in 2 teams').waitFor()
  expect(await page.getByRole('button', { name: 'Remove the sample data…' }).count()).toBe(0)
})
