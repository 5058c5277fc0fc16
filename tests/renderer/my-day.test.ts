import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { deviceRecordSchema } from '../../src/shared/contract/ingest.ts'
import { ipcChannels } from '../../src/shared/contract/ipc.ts'
import { type AppUnderTest, startApp } from './app-under-test.ts'
import { shellData } from './fake-shell.ts'
import { NOW } from './sample-team.ts'

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
const asked = () =>
  page.evaluate(() => (window as unknown as { shellAsked: { channel: string; argument: unknown }[] }).shellAsked)
const minutes = (ms: number) => {
  const whole = Math.round(ms / 60_000)
  return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} h ${String(whole % 60).padStart(2, '0')}`
}

test('shows a biller the whole of their day', async () => {
  page = await app.open('/', { shell: data })
  await page.getByRole('heading', { name: 'Today, Friday, 20 November' }).waitFor()
  const card = (name: string) => page.getByRole('region', { name, exact: true })
  expect(await card('Hidden work').innerText()).toContain(minutes(data.day.hiddenMs))
  expect(await card('Denials worked').innerText()).toContain(`${data.day.denials}`)
  expect(await card('Idle and away').innerText()).toContain('not counted against you')
  expect(await card('Touches').innerText()).toContain('the agent keeps only tokens')
  expect(await card('Touches').getByRole('row').count()).toBe(data.day.touches.length + 1)
  const legend = await page.getByRole('list', { name: 'What the shades mean' }).innerText()
  expect(legend.replace(/\s+/g, ' ')).toContain(`core ${minutes(data.day.byShade['core'] ?? 0)}`)
  const [first] = data.day.touches
  // Shortened: the whole token is in no text of the page.
  expect(await page.locator('body').innerText()).not.toContain(first?.claimToken)
})

test('keeps the header in one line, however much the agent has to say', async () => {
  const reason = 'the endpoint cannot be reached (the connection was refused); trying again in a minute'
  page = await app.open('/my-day', { shell: { ...data, status: { ...data.status, reason } } })
  const links = page.getByRole('navigation', { name: 'Screens' }).getByRole('link')
  await page.getByText(reason).waitFor()
  const heights = await links.evaluateAll((all) => all.map((link) => link.getBoundingClientRect().height))
  expect(heights.length).toBeGreaterThan(5)
  expect(Math.max(...heights)).toBeLessThan(40)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
})

test('asks main only what its channels allow', async () => {
  page = await app.open('/my-day', { shell: data })
  await page.getByRole('slider', { name: 'Your day' }).waitFor()
  await page.getByRole('link', { name: 'What is sent' }).click()
  await page.getByRole('button', { name: 'Raw JSON of all' }).waitFor()
  await page.getByRole('link', { name: 'Team', exact: true }).click()
  await page.getByText('This computer is not enrolled for the team panel.').waitFor()
  for (const { channel, argument } of await asked()) {
    const { request } = ipcChannels[channel as keyof typeof ipcChannels]
    expect(request.safeParse(argument), channel).toMatchObject({ success: true })
  }
})

test('pauses and resumes, and says why it is not recording', async () => {
  page = await app.open('/my-day', { shell: data })
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByText('paused by you').waitFor()
  await page.getByRole('button', { name: 'Resume' }).click()
  await page.getByRole('button', { name: 'Pause' }).waitFor()

  await page.context().close()
  const status = {
    ...data.status,
    state: 'needs_attention' as const,
    reason: 'the endpoint has not answered for 3 hours',
  }
  page = await app.open('/my-day', { shell: { ...data, status } })
  await page.getByText('the endpoint has not answered for 3 hours').waitFor()
  expect(await page.getByRole('status').filter({ hasText: 'needs attention' }).count()).toBe(1)
})

test('goes to the day before and back, in the address', async () => {
  page = await app.open('/my-day', { shell: data })
  await page.getByRole('link', { name: '← Day before' }).click()
  await page.getByRole('heading', { name: 'Thursday, 19 November' }).waitFor()
  await page.getByText('Nothing was recorded on this day').waitFor()
  expect(new URL(page.url()).search).toBe('?day=2026-11-19')
  await page.getByRole('link', { name: 'Day after →' }).click()
  await page.getByRole('slider', { name: 'Your day' }).waitFor()
  expect(new URL(page.url()).search).toBe('')
})

test('shows the very records that are sent, with their state', async () => {
  page = await app.open('/my-day/sent', { shell: data })
  const items = page.getByRole('listitem')
  await items.first().waitFor()
  expect(await items.count()).toBe(50)
  expect(await items.first().innerText()).toContain('waiting')
  expect(await page.getByText('! refused').count()).toBe(1)
  await page.getByText('payer: longer than 200 characters').waitFor()
  await page.getByRole('button', { name: 'Raw JSON of all' }).click()
  const raw: unknown = JSON.parse(await items.first().locator('pre').innerText())
  expect(raw).toEqual(data.sent[0]?.record)
  expect(deviceRecordSchema.safeParse(raw).success).toBe(true)
  await page.getByRole('button', { name: 'Show older records' }).click()
  await expect.poll(() => items.count()).toBe(100)
})

test('refreshes when the agent says that something changed', async () => {
  page = await app.open('/my-day', { shell: data })
  await page.getByRole('slider', { name: 'Your day' }).waitFor()
  const days = async () => (await asked()).filter(({ channel }) => channel === 'myDay.day').length
  // No second passes any more in which it could ask by itself.
  await page.clock.pauseAt(NOW + 1000)
  const before = await days()
  await page.evaluate(() => (window as unknown as { shellChanged(): void }).shellChanged())
  await expect.poll(days).toBeGreaterThan(before)
})

test('names a gap with two clicks, what had the focus before it first', async () => {
  page = await app.open('/my-day', { shell: data })
  const card = page.getByRole('region', { name: 'Away from the keyboard' })
  await card.getByRole('button', { name: 'Name this time 12:00 – 12:23' }).click()
  await card.getByRole('button', { name: 'payer call RingCentral was in front before' }).click()
  await card.getByText('Named: payer call, 12:00 – 12:23.').waitFor()
  const [gap] = data.day.gaps
  expect((await asked()).filter(({ channel }) => channel === 'myDay.name')).toEqual([
    { channel: 'myDay.name', argument: { kind: 'payer_call', from: gap?.startedAt, to: gap?.endedAt } },
  ])
})

test('names, changes and takes back by the keyboard alone', async () => {
  page = await app.open('/my-day', { shell: data })
  const card = page.getByRole('region', { name: 'Away from the keyboard' })
  const form = card.getByRole('form', { name: 'Name this time' })
  await card.getByRole('button', { name: 'Name this time 12:00 – 12:23' }).focus()
  await page.keyboard.press('Enter')
  await form.waitFor()
  // The form has the focus: its first proposal.
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('payer call')
  await page.keyboard.press('Escape')
  await form.waitFor({ state: 'detached' })

  await card.getByRole('button', { name: 'Name this time 12:00 – 12:23' }).press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.type('pap')
  await page.keyboard.press('Tab')
  await page.keyboard.type('12:05')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.type('--')
  await page.keyboard.press('Enter')
  await form.getByText('A claim number has letters or digits.').waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true')
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('pcn-20418')
  await page.keyboard.press('Enter')
  await card.getByText('Named: paper, 12:05 – 12:23.').waitFor()
  const [gap] = data.day.gaps
  const from = data.day.from + 12 * 3_600_000 + 5 * 60_000
  expect((await asked()).filter(({ channel }) => channel === 'myDay.name').at(-1)?.argument).toEqual({
    kind: 'paper',
    from,
    to: gap?.endedAt,
    reference: 'pcn-20418',
  })

  await card.getByRole('button', { name: 'Change 07:00 – 07:30' }).press('Enter')
  await form.getByLabel('To').fill('7:99')
  expect(await form.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  await form.getByText('a time like 14:05').waitFor()
  await form.getByRole('button', { name: 'Take it back' }).press('Enter')
  await card.getByText('Taken back.').waitFor()
  expect((await asked()).filter(({ channel }) => channel === 'myDay.withdraw').map(({ argument }) => argument)).toEqual(
    [{ id: 'named-1' }],
  )
  for (const { channel, argument } of await asked()) {
    const { request } = ipcChannels[channel as keyof typeof ipcChannels]
    expect(request.safeParse(argument), channel).toMatchObject({ success: true })
  }
})

test('names another time of the day, and says why it cannot', async () => {
  page = await app.open('/my-day', { shell: data })
  const card = page.getByRole('region', { name: 'Away from the keyboard' })
  await card.getByRole('button', { name: 'Name another time' }).click()
  const form = card.getByRole('form', { name: 'Name this time' })
  expect(await form.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  await form.getByLabel('From').fill('6:30')
  await form.getByLabel('To').fill('06:50')
  await form.getByLabel('It was').selectOption('paper')
  await form.getByRole('button', { name: 'Save' }).click()
  await card.getByText('Named: paper, 06:30 – 06:50.').waitFor()

  await page.context().close()
  page = await app.open('/my-day', { shell: { ...data, day: { ...data.day, nameable: false, gaps: [] } } })
  await page.getByText('The endpoint does not take named time yet').waitFor()
  expect(await page.getByRole('button', { name: /Name/ }).count()).toBe(0)
})

test('shows what was counted of keys and pointer, and why it is not', async () => {
  page = await app.open('/my-day', { shell: data })
  const card = page.getByRole('region', { name: 'Input' })
  expect(await card.innerText()).toContain('counted: keys and pointer movements per minute, never which')
  expect((await card.getByRole('row').nth(1).innerText()).replace(/\s+/g, ' ')).toBe('09:00 200 360')

  await page.context().close()
  const none = { ...data, day: { ...data.day, input: [] } }
  const why = 'Input is not counted: macOS has to allow it.'
  const status = { ...data.status, inputCounts: { state: 'unavailable' as const, why } }
  page = await app.open('/my-day', { shell: { ...none, status } })
  await page.getByText(why).waitFor()

  await page.context().close()
  page = await app.open('/my-day', { shell: none })
  await page.getByRole('region', { name: 'Away from the keyboard' }).waitFor()
  expect(await page.getByRole('region', { name: 'Input' }).count()).toBe(0)
})
