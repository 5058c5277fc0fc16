import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { findingRules } from '../../src/shared/findings/index.ts'
import { type AppUnderTest, startApp } from './app-under-test.ts'
import { sampleWork } from './sample-team.ts'

let app: AppUnderTest
let page: Page
beforeAll(async () => {
  app = await startApp()
  app.expectStatus(412, 422)
})
afterEach(async () => {
  await app.leave()
  expect(app.complaints.splice(0)).toEqual([])
})
afterAll(() => app.close())

const save = () => page.getByRole('button', { name: 'Save', exact: true }).first()

const holidays = () => page.getByLabel('Holidays, one date per line')

test('saves hours as they are typed, shows them in the US form, and says which version that made', async () => {
  page = await app.visit('/policy')
  const monday = page.getByLabel('Monday')
  await expect.poll(() => monday.inputValue()).toBe('8:00 AM – 5:00 PM')
  await monday.fill('8 am - 12:00, 13:00-18:00')
  await monday.blur()
  expect(await monday.inputValue()).toBe('8:00 AM – 12:00 PM, 1:00 PM – 6:00 PM')
  await holidays().fill('12/25/2026\n2027-01-01')
  await page.getByRole('button', { name: 'Add shift' }).click()
  await page.getByLabel('Name').fill('Early')
  await page.getByLabel('From').fill('6:45 am')
  await save().click()
  await page.getByText('Saved as version 1.').waitFor()
  await page.reload()
  await expect.poll(() => page.getByLabel('Monday').inputValue()).toBe('8:00 AM – 12:00 PM, 1:00 PM – 6:00 PM')
  expect(await holidays().inputValue()).toBe('12/25/2026\n01/01/2027')
  expect(await page.getByLabel('Name').inputValue()).toBe('Early')
  expect(await page.getByLabel('From').inputValue()).toBe('6:45 AM')
})

test('an invalid field is marked, and nothing is saved while there is one', async () => {
  page = await app.visit('/policy')
  const monday = page.getByLabel('Monday')
  const tuesday = page.getByLabel('Tuesday')
  await monday.fill('eight to noon')
  await tuesday.fill('7 am - 3 pm')
  await page.getByText('Use hours such as 8:00 AM – 4:30 PM').waitFor()
  await page.getByLabel('Time zone').fill('Mars/Olympus')
  await holidays().fill('soon')
  await save().click()
  await page.getByText('Calendar settings have 3 errors. Nothing was saved.').waitFor()
  await page.getByText('Use an IANA time zone, such as America/New_York').waitFor()
  await page.getByText('“soon”: Use MM/DD/YYYY').waitFor()
  for (const field of [page.getByLabel('Time zone'), monday, holidays()])
    expect(await field.getAttribute('aria-invalid')).toBe('true')
  // The focus is at the first of them, and what was typed is still there.
  expect(await page.getByLabel('Time zone').evaluate((field) => field === document.activeElement)).toBe(true)
  expect(await monday.inputValue()).toBe('eight to noon')
  expect(await page.getByText('Saved as version').count()).toBe(0)
  const saves = () => app.endpoint.asked.filter((path) => path === '/v1/settings/calendar').length
  expect(saves()).toBe(1)

  await page.getByLabel('Time zone').fill('America/Chicago')
  await monday.fill('8:00 AM – 12:00 PM')
  await holidays().fill('12/25/2026')
  await save().click()
  await page.getByText('Saved as version 1.').waitFor()
  await page.reload()
  await expect.poll(() => page.getByLabel('Tuesday').inputValue()).toBe('7:00 AM – 3:00 PM')
  expect(await page.getByLabel('Monday').inputValue()).toBe('8:00 AM – 12:00 PM')
})

test('leaving with unsaved changes asks, and loses nothing unless it is confirmed', async () => {
  page = await app.visit('/policy')
  await page.getByLabel('Time zone').fill('America/Denver')
  const question = page.getByRole('alertdialog', { name: 'Leave without saving?' })
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Rules' }).click()
  await question.waitFor()
  await question.getByText('Your changes to the Calendar settings are not saved.').waitFor()
  await page.keyboard.press('Escape')
  await question.waitFor({ state: 'detached' })
  expect(new URL(page.url()).pathname).toBe('/policy')
  expect(await page.getByLabel('Time zone').inputValue()).toBe('America/Denver')

  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Settings' }).click()
  await question.getByRole('button', { name: 'Keep editing' }).click()
  expect(await page.getByLabel('Time zone').inputValue()).toBe('America/Denver')
  await page.getByRole('link', { name: 'Worklist' }).click()
  await question.getByRole('button', { name: 'Leave without saving' }).click()
  await page.getByRole('heading', { name: 'Worklist', exact: true }).waitFor()

  await page.goBack()
  await expect.poll(() => page.getByLabel('Time zone').inputValue()).toBe('America/New_York')
  await page.getByLabel('Time zone').fill('America/Denver')
  await page.goForward()
  await question.getByRole('button', { name: 'Keep editing' }).click()
  expect(new URL(page.url()).pathname).toBe('/policy')
  await save().click()
  await page.getByText('Saved as version 1.').waitFor()
  await page.getByRole('link', { name: 'Worklist' }).click()
  await page.getByRole('heading', { name: 'Worklist', exact: true }).waitFor()
})

test('closing the tab with unsaved changes asks', async () => {
  page = await app.open('/policy')
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.type())
    void dialog.dismiss()
  })
  await page.getByLabel('Time zone').fill('America/Denver')
  await page.close({ runBeforeUnload: true })
  await expect.poll(() => asked).toEqual(['beforeunload'])
  expect(await page.getByLabel('Time zone').inputValue()).toBe('America/Denver')
  await save().click()
  await page.getByText('Saved as version 1.').waitFor()
  const closed = page.waitForEvent('close')
  await page.close({ runBeforeUnload: true })
  await closed
  expect(asked).toHaveLength(1)
})

test('errors of the endpoint stand at their fields', async () => {
  page = await app.visit('/policy')
  await page.route('**/v1/settings/calendar', (route) =>
    route.request().method() === 'GET'
      ? route.continue()
      : route.fulfill({
          status: 422,
          contentType: 'application/problem+json',
          body: JSON.stringify({
            code: 'bad_settings',
            detail: 'The calendar settings have errors; nothing was changed.',
            errors: [{ pointer: '/zone', detail: 'not valid' }],
          }),
        }),
  )
  await page.getByLabel('Time zone').fill('America/Denver')
  await save().click()
  await page.getByText('Calendar settings have an error. Nothing was saved.').waitFor()
  await page.getByText('Time zone is not valid').waitFor()
  await page.getByRole('button', { name: 'Discard changes' }).click()
  expect(await page.getByLabel('Time zone').inputValue()).toBe('America/New_York')
})

test('adds, orders and removes rules', async () => {
  page = await app.visit('/settings?document=contracts')
  const names = () => page.locator('legend').allInnerTexts()
  await expect.poll(names).toEqual(['1. medicare-ffs', '2. aetna', '3. cigna', '4. blue-cross'])
  await page.getByRole('button', { name: 'Move rule 3 up' }).click()
  await page.getByRole('button', { name: 'Remove rule 4' }).click()
  await page.getByRole('button', { name: 'Add rule' }).click()
  await page.getByLabel('Payer name contains').last().fill('Humana')
  await page.getByLabel('Appeal within (days)').last().fill('60')
  await save().click()
  await page.getByText('Saved as version 1.').waitFor()
  await page.reload()
  await expect.poll(names).toEqual(['1. medicare-ffs', '2. cigna', '3. aetna', '4. rule-4'])
  expect(await page.getByLabel('Appeal within (days)').last().inputValue()).toBe('60')
})

test('shows the conditions of an SLA on demand, and the statuses of a custom one only', async () => {
  page = await app.visit('/settings?document=slas')
  await page.getByText('Applies to: all denials').first().click()
  await page.getByLabel('Denied amount from ($)').first().fill('500')
  await page.getByText('Applies to: denials that meet 1 condition').waitFor()
  await page.getByLabel('Queues').first().fill('appeals, small balance')
  await page.getByText('Applies to: denials that meet 2 conditions').waitFor()
  expect(await page.getByLabel('Met when status is').count()).toBe(0)
  await page.getByLabel('SLA type').first().selectOption({ label: 'Custom' })
  await page.getByLabel('Met when status is').fill('appealed, written off')
  await save().click()
  await page.getByText('Saved as version 1.').waitFor()
})

test('takes money in dollars and shares in percent, and does not overwrite someone else’s change', async () => {
  page = await app.visit('/settings?document=economics')
  await page.getByLabel('Cost per hour ($)').fill('31.50')
  await page.getByLabel('Worked within SLA (%)').fill('92.5')
  await save().click()
  await page.getByText('Saved as version 1.').waitFor()
  const second = await app.open('/settings?document=economics')
  await expect.poll(() => second.getByLabel('Cost per hour ($)').inputValue()).toBe('31.5')
  await second.getByLabel('Cost per hour ($)').fill('40')
  await page.getByLabel('Cost per hour ($)').fill('33')
  await save().click()
  await page.getByText('Saved as version 2.').waitFor()
  await second.getByRole('button', { name: 'Save', exact: true }).click()
  await second.getByText('Someone else saved these settings').waitFor()
  await second.getByRole('button', { name: 'Load the newer version' }).click()
  await expect.poll(() => second.getByLabel('Cost per hour ($)').inputValue()).toBe('33')
  expect(await second.getByLabel('Worked within SLA (%)').inputValue()).toBe('92.5')
})

test('gives a team its own hours, holidays and shifts, and removes them', async () => {
  page = await app.visit('/policy')
  const name = page.getByLabel('Team', { exact: true })
  // Known teams are suggested: a calendar under a name that no team has would do nothing.
  const offered = () =>
    name.evaluate((input: HTMLInputElement) => [...(input.list?.options ?? [])].map(({ value }) => value))
  await expect.poll(offered).toEqual([...new Set(sampleWork().people.map(({ team }) => team))].toSorted())
  await name.fill('A/R denials')
  await name.press('Enter')
  // Enter adds the team; it does not save the form.
  const team = page.getByRole('group', { name: 'A/R denials', exact: true })
  await team.waitFor()
  expect(await page.getByText('Saved as version').count()).toBe(0)
  expect(await team.getByLabel('Time zone').getAttribute('placeholder')).toBe('America/New_York')
  await team.getByLabel('Time zone').fill('America/Chicago')
  await team.getByLabel('Team-specific business hours').check()
  // It starts as a copy of the defaults.
  expect(await team.getByLabel('Friday').inputValue()).toBe('8:00 AM – 5:00 PM')
  await team.getByLabel('Friday').fill('7 am - 1 pm')
  await team.getByLabel('Team-specific holidays').check()
  await team.getByLabel('Team-specific shifts').check()
  await team.getByRole('button', { name: 'Add shift of A/R denials' }).click()
  await team.getByLabel('Name').fill('Late')

  await name.fill('A/R denials')
  await page.getByRole('button', { name: 'Add team' }).click()
  await page.getByText('This team is already in the list').waitFor()
  await name.fill('Nights')
  await page.getByRole('button', { name: 'Add team' }).click()
  await save().click()
  await page.getByText('Saved as version 1.').waitFor()
  await page.reload()
  await expect.poll(() => team.getByLabel('Friday').inputValue()).toBe('7:00 AM – 1:00 PM')
  expect(await page.getByLabel('Friday').first().inputValue()).toBe('8:00 AM – 5:00 PM')
  expect(await team.getByLabel('Holidays, one date per line').inputValue()).toBe('')
  expect(await team.getByLabel('Name').inputValue()).toBe('Late')

  await team.getByRole('button', { name: 'Remove shift 1 of A/R denials' }).click()
  await team.getByLabel('Team-specific business hours').uncheck()
  expect(await team.getByLabel('Friday').count()).toBe(0)
  await page.getByRole('button', { name: 'Remove team Nights' }).click()
  await save().click()
  await page.getByText('Saved as version 2.').waitFor()
  await page.reload()
  await team.waitFor()
  expect(await page.getByRole('group', { name: 'Nights', exact: true }).count()).toBe(0)
  expect(await team.getByLabel('Team-specific business hours').isChecked()).toBe(false)
  expect(await team.getByLabel('Team-specific shifts').isChecked()).toBe(true)
})

test('an error in a team’s calendar stands at the field of the team', async () => {
  page = await app.visit('/policy')
  await page.getByLabel('Team', { exact: true }).fill('Ohio')
  await page.getByRole('button', { name: 'Add team' }).click()
  const team = page.getByRole('group', { name: 'Ohio', exact: true })
  await team.getByLabel('Time zone').fill('Mars/Olympus')
  await save().click()
  await team.getByText('Use an IANA time zone').waitFor()
  expect(await team.getByLabel('Time zone').getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByLabel('Time zone').first().getAttribute('aria-invalid')).toBe('false')
})

test('explains beside the box what sending claim numbers means, and sends none unless it is checked', async () => {
  page = await app.visit('/settings?document=alerting')
  const email = page.getByRole('region', { name: 'Email' })
  const hooks = page.getByRole('region', { name: 'Webhooks' })
  await email.getByLabel('To address').fill('lead@example.org')
  await email.getByLabel('From address').fill('touchledger@example.org')
  await hooks.getByRole('button', { name: 'Add webhook' }).click()
  await hooks.getByLabel('URL').fill('https://hooks.example.org/denials')
  await hooks.getByLabel('Secret').fill('a secret of some length')
  for (const card of [email, hooks]) {
    const choice = card.getByRole('checkbox', { name: 'Include claim numbers' })
    expect(await choice.isChecked()).toBe(false)
    const said = await choice.evaluate((box) => document.getElementById(box.getAttribute('aria-describedby') ?? ''))
    expect(said).not.toBeNull()
    await card.getByText('Claim numbers then leave this endpoint').waitFor()
  }
  await hooks.getByRole('checkbox').check()
  await save().click()
  await page.getByText('Saved as version 1.').waitFor()
  await page.reload()
  await expect.poll(() => hooks.getByRole('checkbox').isChecked()).toBe(true)
  expect(await email.getByRole('checkbox').isChecked()).toBe(false)

  // Without an address email is off, and the box is gone with it.
  await email.getByRole('checkbox').check()
  await email.getByLabel('To address').fill('')
  await email.getByLabel('From address').fill('')
  expect(await email.getByRole('checkbox').count()).toBe(0)
  await save().click()
  await page.getByText('Saved as version 2.').waitFor()
})

test('shows and hides insights by their names', async () => {
  page = await app.visit('/settings?document=economics')
  const insights = page.getByRole('region', { name: 'Insights' })
  const owners = insights.getByLabel('Unassigned open denials')
  expect(await owners.isChecked()).toBe(true)
  await owners.focus()
  await page.keyboard.press('Space')
  await save().click()
  await page.getByText('Saved as version 1.').waitFor()
  await page.reload()
  await expect.poll(() => owners.isChecked()).toBe(false)
  expect(await insights.getByRole('checkbox', { checked: true }).count()).toBe(findingRules.length - 1)
})

test('reports are scheduled, each field says what is wrong, and a saved schedule can be tested', async () => {
  page = await app.visit('/settings?document=reports')
  await page.getByText('No schedule is saved yet.').waitFor()
  await page.getByRole('button', { name: 'Add schedule' }).click()
  await page.getByLabel('To address').fill('director@example.org, nobody')
  await page.getByLabel('Send every').selectOption({ label: 'Month' })
  expect(await page.getByLabel('On', { exact: true }).count()).toBe(0)
  await page.getByLabel('On day').fill('32')
  await page.getByLabel('At', { exact: true }).fill('25:00')
  await page.getByLabel('At', { exact: true }).blur()
  await page.getByText('Use a time such as 7:45 AM').waitFor()
  await save().click()
  for (const message of [
    'From address is required',
    'Name is required',
    '“nobody”: Use an email address such as name@example.com',
    'On day must be 31 or less',
  ])
    await page.getByText(message).waitFor()

  await page.getByLabel('From address').fill('touchledger@example.org')
  await page.getByLabel('Name').fill('Monthly denials')
  await page.getByLabel('To address').fill('director@example.org, Director@example.org')
  await save().click()
  await page.getByText('Director@example.org is listed twice; remove one').waitFor()
  await page.getByLabel('To address').fill('director@example.org, lead@example.org')
  await page.getByLabel('On day').fill('Last')
  await page.getByLabel('At', { exact: true }).fill('7 am')
  await page.getByLabel('Report period').selectOption({ label: 'Last full month' })
  await expect.poll(() => page.locator('[aria-invalid="true"]').count()).toBe(0)
  await save().click()
  await page.getByText('Saved as version 1.').waitFor()
  const sent = page.getByRole('region', { name: 'Sent reports' })
  await sent.getByText('Nothing sent yet.').waitFor()
  await sent.getByText('The latest report was not sent: the mail server answered 451.').waitFor()
  await sent.getByRole('button', { name: 'Send a test of Monthly denials now' }).click()
  await sent.getByText('sent to 2 recipients.').waitFor()
  await page.reload()
  await expect.poll(() => page.getByLabel('On day').inputValue()).toBe('last')
  expect(await page.getByLabel('At', { exact: true }).inputValue()).toBe('7:00 AM')
})
