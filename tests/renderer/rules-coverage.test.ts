import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, startApp } from './app-under-test.ts'

let app: AppUnderTest
let page: Page
beforeAll(async () => {
  app = await startApp()
})
afterEach(async () => {
  await app.leave()
  expect(app.complaints.splice(0)).toEqual([])
})
afterAll(() => app.close())

const card = (name: string | RegExp) => page.getByRole('region', { name })
const linesOf = async (texts: Promise<string[]>) => (await texts).map((text) => text.replaceAll(/\s+/g, ' '))

test('shows recorded time by rule, the time without one, and the rules that match nothing', async () => {
  app.endpoint.publishBehindTheBack((rules) => ({
    ...rules,
    rules: [
      ...rules.rules,
      {
        ...{ id: 'late', name: 'Availity: too late', when: { host: 'availity.com', path: 'late' } },
        then: { activity: 'appeal', rating: 'core' },
      },
    ],
  }))
  page = await app.visit('/rules?pane=coverage')
  await card('Time by rule').getByText('100.0h recorded').waitFor()
  expect(await card('Time by rule').innerText()).toContain(
    'rules name 83.0%, 2.0% is private, and no rule names 15.0% (15.0h)',
  )
  const rows = card('Time by rule').getByRole('table').getByRole('row')
  expect(await linesOf(rows.allInnerTexts())).toEqual([
    'Rule Activity Time Share People',
    'Availity: claim status Claim status 41.0h 41.0% 3',
    'Spreadsheets Documentation 30.0h 30.0% 4',
    'old-portal Not in the rules any more 12.0h 12.0% 2',
    'Payer calls Payer call Idle only – 1',
  ])
  expect(await linesOf(card('1 rule never matches').getByRole('listitem').allInnerTexts())).toEqual([
    'Availity: too late The earlier rule Availity: other pages always matches first.',
  ])
  expect(await linesOf(card('7 rules matched nothing').getByRole('listitem').allInnerTexts())).toEqual([
    'Availity: remittance viewer',
    'Availity: sign in',
    'Availity: other pages',
    'UnitedHealthcare: claims',
    'UnitedHealthcare: reconsideration and appeals',
    'Epic: hospital account',
    'Appeal letters in Word',
  ])
  await page.getByRole('button', { name: 'Availity: too late' }).click()
  await page.getByRole('region', { name: 'Availity: too late' }).waitFor()
})

test('says before publication how much time the changed rules matched', async () => {
  page = await app.visit('/rules?rule=availity-claim-status')
  await page.getByLabel('Activity', { exact: true }).last().fill('appeal')
  const effects = page.getByRole('list', { name: 'Time of changed rules' }).getByRole('listitem')
  await expect
    .poll(() => linesOf(effects.allInnerTexts()))
    .toEqual(['Moves 41.0h of Availity: claim status: activity claim status → appeal · 3 people'])
  await page.getByRole('button', { name: /Spreadsheets/ }).click()
  await page.getByLabel('Enabled').uncheck()
  await expect
    .poll(async () => (await linesOf(effects.allInnerTexts())).at(-1))
    .toBe('Disables Spreadsheets, which matched 30.0h: such windows go to a later rule, or to none · 4 people')
  await page.getByText('Titles and addresses are not stored.').waitFor()
})

test('takes updates of starter rules into the draft, where they wait for publication', async () => {
  page = await app.visit('/rules')
  const updates = card('Updates of the starter rules')
  await updates.getByText('2 rules have an update').waitFor()
  await updates.getByRole('button', { name: 'View the updates of UnitedHealthcare' }).click()
  expect(
    await linesOf(
      updates.getByRole('list', { name: 'Updates of UnitedHealthcare' }).getByRole('listitem').allInnerTexts(),
    ),
  ).toEqual([
    'UnitedHealthcare: claims changes when.path: #/claims → #/(claims|inquiries)',
    'UnitedHealthcare: eligibility is new',
  ])
  await updates.getByRole('button', { name: 'Take into the draft: updates of UnitedHealthcare' }).click()
  await page.getByText('Draft · 2 changes: 1 added, 1 changed').waitFor()
  expect(await updates.count()).toBe(0)
  await page.getByRole('button', { name: /^Publish version/ }).click()
  await page.getByText('Version 8 is published.').waitFor()
  const ids = app.endpoint.published[0]?.rules.map(({ id }) => id) ?? []
  expect(ids.slice(ids.indexOf('uhc-claims')).slice(0, 2)).toEqual(['uhc-claims', 'uhc-eligibility'])
})
