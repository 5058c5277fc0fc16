import { afterAll, beforeAll, test } from 'vitest'
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
    ['imports', '/imports', 'remit-20261119', {}],
    ['imports on the desktop', '/imports', 'Import files in a browser', { shell }],
    ['policy', '/policy', 'Time zone', {}],
    ['SLAs', '/settings?document=slas', 'Warn before', {}],
    ['contracts', '/settings?document=contracts', 'Payer name contains', {}],
    ['alert delivery', '/settings?document=alerting', 'Webhooks', {}],
    ['scheduled reports', '/settings?document=reports', 'Sent reports', {}],
    ['cost and targets', '/settings?document=economics', 'Worked within SLA', {}],
    ['rules', '/rules?rule=epic-account', 'Claim number pattern', {}],
    ['remote windows', '/rules?pane=remote', 'Citrix: a published', {}],
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
  ],
)

test('manual time in My Day: axe finds nothing by WCAG 2.2 AA, light and dark', async () => {
  const page = await app.open('/my-day', { shell })
  await page.getByRole('button', { name: /^Edit/ }).click()
  await page.getByRole('form').getByLabel('From').fill('nine')
  await page.getByText('Use a time such as 7:45 AM').waitFor()
  await findNothing(page)
  await page.context().close()
})

test('forms that are filled in: axe finds nothing by WCAG 2.2 AA, light and dark', async () => {
  const calendar = await app.open('/policy')
  await calendar.getByLabel('Team', { exact: true }).fill('Ohio')
  await calendar.getByRole('button', { name: 'Add team' }).click()
  const team = calendar.getByRole('group', { name: 'Ohio', exact: true })
  for (const part of ['business hours', 'holidays', 'shifts']) await team.getByLabel(`Team-specific ${part}`).check()
  await team.getByRole('button', { name: 'Add shift' }).click()
  await findNothing(calendar)
  await calendar.getByLabel('Monday').first().fill('eight')
  await calendar.getByRole('button', { name: 'Save', exact: true }).first().click()
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
