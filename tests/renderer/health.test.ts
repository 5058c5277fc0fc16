import type { Page } from 'playwright-core'
import type { PanelAnswer } from '../../src/shared/contract/reports.ts'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, startApp } from './app-under-test.ts'
import { shellData } from './fake-shell.ts'

let app: AppUnderTest
let page: Page
beforeAll(async () => {
  app = await startApp()
})
afterEach(async () => {
  await page.context().close()
  expect(app.complaints.splice(0)).toEqual([])
})
afterAll(() => app.close())

const data = shellData()

test('the health of each part of the agent is shown, and a support bundle takes one click', async () => {
  page = await app.open('/my-day', { shell: data })
  await page.getByRole('link', { name: 'Health' }).click()
  await page.getByRole('heading', { name: 'Health' }).waitFor()
  const text = (await page.getByRole('main').innerText()).replaceAll(/\s+/g, ' ')
  expect(text).toContain('Windows are visible (x11)')
  expect(text).toContain('0 waiting')
  expect(text).toContain('1 record was refused by the endpoint')
  expect(text).toContain('The local log is encrypted')
  expect(text).toContain('TouchLedger 0.1.0, rules version 7')
  await page.getByRole('button', { name: 'Save support bundle' }).click()
  await page.getByText('Saved. The folder is open.').waitFor()
  const asked = await page.evaluate(() => (window as unknown as { shellAsked: { channel: string }[] }).shellAsked)
  expect(asked.filter(({ channel }) => channel === 'support.save')).toEqual([
    { channel: 'support.save', argument: null },
  ])
})

test('windows that are not visible are reported, without a number in their place', async () => {
  const status = { ...data.status, observable: false, state: 'needs_attention' as const, reason: 'Blind.' }
  page = await app.open('/my-day/health', { shell: { ...data, status } })
  await page.getByText('Windows are not visible on this computer, so nothing is recorded').waitFor()
})

test('the team panel marks a person whose windows are not visible, and shows no zeros', async () => {
  page = await app.open('/worklist')
  const blind = new Set<string>()
  let named: readonly string[] = []
  await page.route('**/v1/panel*', async (route) => {
    const answer = await route.fetch()
    const panel = (await answer.json()) as PanelAnswer
    const [nothing, some] = panel.people
    blind.clear()
    for (const person of [nothing, some]) if (person) blind.add(person.id)
    named = [nothing?.name ?? '', some?.name ?? '']
    const people = panel.people.map((person) => {
      if (!blind.has(person.id)) return person
      const none = { activeMs: 0, idleMs: 0, awayMs: 0, coreMs: 0, touches: 0, denials: 0, hiddenMs: 0 }
      if (person === nothing) return { ...person, observable: false, ...none }
      return { ...person, observable: false, stoppedAt: panel.to - 3_600_000 }
    })
    await route.fulfill({ response: answer, json: { ...panel, people } })
  })
  await page.getByRole('link', { name: 'Team', exact: true }).click()
  await page.getByText('No data: windows cannot be recorded on this person’s').waitFor()
  const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) })
  const [first = '', second = ''] = named
  expect((await row(first).innerText()).match(/–/g)?.length).toBe(4)
  expect(await row(first).innerText()).not.toMatch(/\b0\b/)
  expect(await row(second).innerText()).toContain('not recording now')
  expect(await row(second).innerText()).toMatch(/Stopped \d+:\d\d [AP]M/)
})

test('devices that need attention come first, each with its issues', async () => {
  page = await app.open('/settings')
  await page.getByRole('link', { name: 'Devices' }).click()
  await page.getByRole('heading', { name: '9 of 13 computers need attention' }).waitFor()
  const rows = await page.getByRole('row').allInnerTexts()
  const states = rows.slice(1).map((row) =>
    row
      .split('\t')
      .slice(0, 2)
      .map((cell) => cell.trim().replaceAll(/\s+/g, ' '))
      .join(': '),
  )
  expect(states).toEqual([
    expect.stringMatching(/^L\. Stone: Stopped or offline since \d+:\d\d [AP]M$/),
    expect.stringMatching(/^M\. Tran: Quit at \d+:\d\d [AP]M$/),
    'C. Osei: Windows not visible',
    'F. Reyes: 2 records rejected',
    'E. Novak: 4 records missing Local log reset Thu, Nov 19',
    expect.stringMatching(/^B\. Silva: Offline since \w+, Nov \d+, \d+:\d\d [AP]M$/),
    'D. Okafor: Clock 7 min ahead',
    'H. Mori: 1,840 records waiting to be sent',
    'G. Lind: Old version',
    'I. Rossi: Notice not read yet: nothing is recorded',
    'A. Brandt: ✓ OK',
    'J. Kim: ✓ OK',
    'K. Sample: Sample',
  ])
  expect(await page.getByText('Windows are not visible on 1 computer').count()).toBe(1)
})
