import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { deviceRecordSchema } from '../../src/shared/contract/ingest.ts'
import { ipcChannels } from '../../src/shared/contract/ipc.ts'
import { type AppUnderTest, startApp } from './app-under-test.ts'
import { shellData, supervisor } from './fake-shell.ts'
import { NOW } from './sample-team.ts'

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

const data = shellData()
const asked = () =>
  page.evaluate(() => (window as unknown as { shellAsked: { channel: string; argument: unknown }[] }).shellAsked)
const minutes = (ms: number) => {
  const whole = Math.round(ms / 60_000)
  return whole < 60 ? `${whole}m` : `${Math.floor(whole / 60)}h ${String(whole % 60).padStart(2, '0')}m`
}

test('shows a biller the whole of their day', async () => {
  page = await app.visit('/', { shell: data })
  await page.getByRole('heading', { name: 'Today, Friday, November 20' }).waitFor()
  const card = (name: string) => page.getByRole('region', { name, exact: true })
  expect(await card('Hidden work').innerText()).toContain(minutes(data.day.hiddenMs))
  expect(await card('Denials worked').innerText()).toContain(`${data.day.denials}`)
  expect(await card('Idle and away').innerText()).toContain('never held against you')
  expect(await card('Touches').innerText()).toContain('The agent keeps a code that stands for each claim')
  expect(await card('Touches').getByRole('row').count()).toBe(data.day.touches.length + 1)
  const legend = await page.getByRole('list', { name: 'Legend' }).innerText()
  expect(legend.replace(/\s+/g, ' ')).toContain(`Core denial work ${minutes(data.day.byShade['core'] ?? 0)}`)
  const [first] = data.day.touches
  // Shortened: the whole token is in no text of the page.
  expect(await page.locator('body').innerText()).not.toContain(first?.claimToken)
})

test('shows each change of the rules in plain words', async () => {
  const [latest] = data.day.rulesChanges
  if (!latest) throw new Error('the sample has no change')
  const older = [6, 5, 4].map((version) => ({
    ...{ ...latest, version, at: latest.at - version, added: 0, changed: 0, removed: 0, reordered: true },
    policy: [
      { name: 'recheckWithinMs', before: 604_800_000, after: 86_400_000 },
      { name: 'syncEveryMs', before: 300_000, after: 2500 },
      { name: 'inputCounts', before: false, after: true },
      { name: 'observeCalls', before: false, after: true },
    ],
  }))
  page = await app.open('/my-day', { shell: { ...data, day: { ...data.day, rulesChanges: [latest, ...older] } } })
  const card = page.getByRole('region', { name: 'Rule changes' })
  const [first, second] = await card.getByRole('listitem').allInnerTexts()
  expect(first?.split('\n').filter((line) => line)).toEqual([
    'Version 7 · Nov 20, 2026, 8:30 AM',
    '2 rules added, 1 changed, 0 removed.',
    'Idle begins after 4 minutes (was 5 minutes).',
  ])
  expect(second?.split('\n').filter((line) => line)).toEqual([
    expect.stringContaining('Version 6'),
    'Rules are checked in a different order.',
    'A status check counts as a repeat within 1 day of the previous one (was 7 days).',
    'Records are sent every 2.5 seconds (was 5 minutes).',
    'Key presses and pointer movements are now counted per minute.',
    'Whether you are on a call is now recorded: that a program uses the microphone, and which one. Never sound.',
  ])
  expect(await card.getByText('Version 4').isVisible()).toBe(false)
  await card.getByText('1 older change').click()
  expect(await card.getByText('Version 4').isVisible()).toBe(true)

  await page.getByRole('link', { name: '← Previous day' }).click()
  await card.getByText('No changes.').waitFor()
})

test('keeps the header in one line when the agent gives a long reason', async () => {
  const reason = 'the endpoint cannot be reached (the connection was refused); trying again in a minute'
  page = await app.open('/my-day', { shell: { ...data, me: supervisor, status: { ...data.status, reason } } })
  const links = page.getByRole('navigation', { name: 'Screens' }).getByRole('link')
  await page.getByText(reason).waitFor()
  const heights = await links.evaluateAll((all) => all.map((link) => link.getBoundingClientRect().height))
  expect(heights.length).toBeGreaterThan(5)
  expect(Math.max(...heights)).toBeLessThan(40)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
})

test('sends the main process only requests that its channels allow', async () => {
  page = await app.open('/my-day', { shell: { ...data, me: supervisor } })
  await page.getByRole('slider', { name: 'Your day' }).waitFor()
  await page.getByRole('link', { name: 'Data sent' }).click()
  await page.getByRole('button', { name: 'Show JSON of all records' }).waitFor()
  await page.getByRole('link', { name: 'Team', exact: true }).click()
  await page.getByText('This computer is not enrolled for the team panel.').waitFor()
  for (const { channel, argument } of await asked()) {
    const { request } = ipcChannels[channel as keyof typeof ipcChannels]
    expect(request.safeParse(argument), channel).toMatchObject({ success: true })
  }
})

test('pauses and resumes, and says why it is not recording', async () => {
  page = await app.visit('/my-day', { shell: data })
  const bar = page.getByRole('region', { name: 'Recording now' })
  await bar.getByRole('button', { name: '30 min' }).click()
  await bar.getByText('Recording resumes in 14:32').waitFor()
  expect(await bar.innerText()).toContain('Paused until 3:56 PM.')
  expect(await page.getByRole('banner').innerText()).toContain('14:32 left')
  expect((await asked()).filter(({ channel }) => channel === 'myDay.pause')).toEqual([
    { channel: 'myDay.pause', argument: { minutes: 30 } },
  ])
  await bar.getByRole('button', { name: 'Resume now' }).click()
  await bar.getByRole('button', { name: '15 min' }).waitFor()

  await app.leave()
  const status = {
    ...data.status,
    state: 'needs_attention' as const,
    reason: 'the endpoint has not answered for 3 hours',
  }
  page = await app.open('/my-day', { shell: { ...data, status } })
  // In the header of every screen, and at the top of My Day.
  for (const place of [page.getByRole('banner'), page.getByRole('region', { name: 'Recording now' })]) {
    await place.getByText('the endpoint has not answered for 3 hours').waitFor()
    expect(await place.getByRole('status').filter({ hasText: 'Needs attention' }).count()).toBe(1)
  }
})

test('goes to the day before and back, in the address', async () => {
  page = await app.visit('/my-day', { shell: data })
  await page.getByRole('link', { name: '← Previous day' }).click()
  await page.getByRole('heading', { name: 'Thursday, November 19' }).waitFor()
  await page.getByText('Nothing was recorded on this day').waitFor()
  expect(new URL(page.url()).search).toBe('?day=2026-11-19')
  await page.getByRole('link', { name: 'Next day →' }).click()
  await page.getByRole('slider', { name: 'Your day' }).waitFor()
  expect(new URL(page.url()).search).toBe('')
})

test('shows the records exactly as they are sent, with their state', async () => {
  page = await app.visit('/my-day/sent', { shell: data })
  const items = page.getByRole('listitem')
  await items.first().waitFor()
  expect(await items.count()).toBe(50)
  expect(await items.first().innerText()).toContain('Waiting')
  expect(await page.getByText('! Rejected').count()).toBe(1)
  await page.getByText('payer: longer than 200 characters').waitFor()
  await page.getByRole('button', { name: 'Show JSON of all records' }).click()
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

const gapLabel = 'Label this time 12:00 PM – 12:23 PM'

test('labels a gap with two clicks; the app in front before it is the first suggestion', async () => {
  page = await app.visit('/my-day', { shell: data })
  const card = page.getByRole('region', { name: 'Manual time' })
  await card.getByRole('button', { name: gapLabel }).click()
  await card.getByRole('button', { name: 'Payer call RingCentral was in front before' }).click()
  await card.getByText('Saved: payer call, 12:00 PM – 12:23 PM.').waitFor()
  const [gap] = data.day.gaps
  expect((await asked()).filter(({ channel }) => channel === 'myDay.name')).toEqual([
    { channel: 'myDay.name', argument: { kind: 'payer_call', from: gap?.startedAt, to: gap?.endedAt } },
  ])
})

test('labels, edits and removes manual time with the keyboard alone', async () => {
  page = await app.visit('/my-day', { shell: data })
  const card = page.getByRole('region', { name: 'Manual time' })
  const form = card.getByRole('form', { name: 'Label this time' })
  await card.getByRole('button', { name: gapLabel }).focus()
  await page.keyboard.press('Enter')
  await form.waitFor()
  // The focus is in the form, at its first suggestion.
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('Payer call')
  await page.keyboard.press('Escape')
  await form.waitFor({ state: 'detached' })

  await card.getByRole('button', { name: gapLabel }).press('Enter')
  await page.keyboard.press('Tab')
  await page.keyboard.type('pap')
  await page.keyboard.press('Tab')
  await page.keyboard.type('12:05 pm')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.type('--')
  await page.keyboard.press('Enter')
  await form.getByText('A claim number has letters or digits.').waitFor()
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true')
  await page.keyboard.press('ControlOrMeta+A')
  await page.keyboard.type('pcn-20418')
  await page.keyboard.press('Enter')
  await card.getByText('Saved: paper, 12:05 PM – 12:23 PM.').waitFor()
  const [gap] = data.day.gaps
  const from = data.day.from + 12 * 3_600_000 + 5 * 60_000
  expect((await asked()).filter(({ channel }) => channel === 'myDay.name').at(-1)?.argument).toEqual({
    kind: 'paper',
    from,
    to: gap?.endedAt,
    reference: 'pcn-20418',
  })

  await card.getByRole('button', { name: 'Edit 7:00 AM – 7:30 AM' }).press('Enter')
  await form.getByLabel('To').fill('7:99')
  expect(await form.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  await form.getByText('Use a time such as 7:45 AM').waitFor()
  await form.getByRole('button', { name: 'Undo' }).press('Enter')
  await card.getByText('Manual time removed.').waitFor()
  expect((await asked()).filter(({ channel }) => channel === 'myDay.withdraw').map(({ argument }) => argument)).toEqual(
    [{ id: 'named-1' }],
  )
  for (const { channel, argument } of await asked()) {
    const { request } = ipcChannels[channel as keyof typeof ipcChannels]
    expect(request.safeParse(argument), channel).toMatchObject({ success: true })
  }
})

test('adds manual time at a typed time in any usual form, and says when that is not possible', async () => {
  page = await app.visit('/my-day', { shell: data })
  const card = page.getByRole('region', { name: 'Manual time' })
  await card.getByRole('button', { name: 'Add manual time' }).click()
  const form = card.getByRole('form', { name: 'Label this time' })
  expect(await form.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
  await form.getByLabel('From').fill('6:30')
  await form.getByLabel('To').fill('06:50 a.m.')
  await form.getByLabel('Activity').selectOption('paper')
  await form.getByRole('button', { name: 'Save' }).click()
  await card.getByText('Saved: paper, 6:30 AM – 6:50 AM.').waitFor()
  await card.getByRole('button', { name: 'Add manual time' }).click()
  await form.getByLabel('From').fill('19:55')
  await form.getByLabel('To').fill('8:10 pm')
  await form.getByRole('button', { name: 'Save' }).click()
  await card.getByText('Saved: meeting, 7:55 PM – 8:10 PM.').waitFor()

  await app.leave()
  page = await app.open('/my-day', { shell: { ...data, day: { ...data.day, nameable: false, gaps: [] } } })
  await page.getByText('The endpoint does not accept manual time yet').waitFor()
  expect(await page.getByRole('button', { name: /Label|Add manual time|Edit/ }).count()).toBe(0)
})

test('shows what was counted of keys and pointer, and why nothing was counted', async () => {
  page = await app.visit('/my-day', { shell: data })
  const card = page.getByRole('region', { name: 'Input activity' })
  expect(await card.innerText()).toContain('The keys themselves are never recorded')
  expect((await card.getByRole('row').nth(1).innerText()).replace(/\s+/g, ' ')).toBe('9:00 AM 200 360')

  await app.leave()
  const none = { ...data, day: { ...data.day, input: [] } }
  const why = 'Input is not counted: macOS has to allow it.'
  const status = { ...data.status, inputCounts: { state: 'unavailable' as const, why } }
  page = await app.open('/my-day', { shell: { ...none, status } })
  await page.getByText(why).waitFor()

  await app.leave()
  page = await app.open('/my-day', { shell: none })
  await page.getByRole('region', { name: 'Manual time' }).waitFor()
  expect(await page.getByRole('region', { name: 'Input activity' }).count()).toBe(0)
})

test('a time is marked private with a reason, and what was marked is shown', async () => {
  const [from, to] = [data.day.from + 13 * 3_600_000, data.day.from + 13.5 * 3_600_000]
  const marked = {
    ...data,
    day: { ...data.day, privateTimes: [{ startedAt: from, endedAt: to, reason: 'break' as const }] },
  }
  page = await app.open('/my-day', { shell: marked })
  const card = page.getByRole('region', { name: 'Private time' })
  expect(await card.getByRole('listitem').innerText()).toBe('1:00 PM – 1:30 PM Break')
  await card.getByRole('button', { name: 'Mark a time private' }).click()
  await card.getByLabel('From').fill('2:00 pm')
  await card.getByLabel('To').fill('2:15 pm')
  await card.getByLabel('Reason').selectOption('Confidential matter')
  await card.getByRole('button', { name: 'Delete and mark private' }).click()
  await card.getByRole('button', { name: 'Mark a time private' }).waitFor()
  expect((await asked()).filter(({ channel }) => channel === 'myDay.markPrivate')).toEqual([
    {
      channel: 'myDay.markPrivate',
      argument: {
        from: data.day.from + 14 * 3_600_000,
        to: data.day.from + 14.25 * 3_600_000,
        reason: 'confidential',
      },
    },
  ])
})

test('the menu has My Day alone, and the screens of the role of whoever is signed in here', async () => {
  const menu = () => page.getByRole('navigation', { name: 'Screens' }).getByRole('link').allInnerTexts()
  const me = { name: 'Kim', email: null, teams: [], user: 'u-kim' }
  const own = ['My Day', 'Data sent']
  for (const [roles, screens] of [
    [['biller'], ['My work', 'Worklist']],
    [['supervisor'], ['Team', 'Performance', 'Worklist', 'Root causes', 'Devices']],
    [['admin'], ['Imports', 'Rules', 'Settings']],
  ] as const) {
    page = await app.open('/my-day', { shell: { ...data, me: { ...me, roles } } })
    await expect.poll(menu).toEqual([...own, ...screens])
    await app.leave()
  }
  page = await app.visit('/my-day', { shell: data })
  await expect.poll(menu).toEqual(own)
})

test('a window without a rule is offered to the admins by a click', async () => {
  page = await app.visit('/my-day', { shell: data })
  const card = () => page.getByRole('region', { name: 'Windows without a rule' })
  await card().getByText('Offered', { exact: true }).waitFor()
  await card().getByRole('button', { name: 'Offer to admins: claimtrack' }).click()
  const offer = { channel: 'myDay.offerWindow', argument: { program: 'claimtrack', shape: 'claim # • - •' } }
  await expect.poll(asked).toContainEqual(offer)

  await app.leave()
  page = await app.open('/my-day', { shell: { ...data, day: { ...data.day, unclassified: [] } } })
  await card().getByText('None so far. A window that no rule names is listed here').waitFor()
})

test('says who looked at one’s records, and that it cannot while the endpoint does not answer', async () => {
  page = await app.visit('/my-day', { shell: data })
  await page.getByRole('link', { name: 'Who looked at your records →' }).click()
  const row = page.getByRole('row', { name: /Lee Barker/ })
  await row.waitFor()
  expect(await row.innerText()).toMatch(
    /Nov 20, 2026.*\s+Lee Barker\s+Supervisor\s+Your timeline\s+Nov 20, 2026, 12:00 AM/,
  )
  expect(await page.getByRole('heading', { level: 2 }).innerText()).toBe('2 looks')

  await app.leave()
  page = await app.open('/my-day/looked-at', { shell: { ...data, looks: null } })
  await page.getByText('The endpoint cannot be reached now.').waitFor()
  expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(1)
})

test('shows the last seven days, and each of them in full', async () => {
  page = await app.visit('/my-day', { shell: data })
  await page.getByRole('link', { name: 'Week', exact: true }).click()
  const days = page.getByRole('region', { name: 'Days', exact: true })
  await days.getByRole('row').nth(7).waitFor()
  const rows = await days.getByRole('row').allInnerTexts()
  expect(rows.map((row) => row.split(/\s*\t\s*/)[0]).slice(1)).toEqual([
    ...['Sat, Nov 14', 'Sun, Nov 15', 'Mon, Nov 16', 'Tue, Nov 17', 'Wed, Nov 18', 'Thu, Nov 19', 'Fri, Nov 20'],
  ])
  const cells = rows
    .at(-1)
    ?.split(/\s*\t\s*/)
    .slice(-5)
  const { activeMs, touches, denials, hiddenMs, manualMs } = data.day
  expect(cells).toEqual([minutes(activeMs), `${touches.length}`, `${denials}`, minutes(hiddenMs), minutes(manualMs)])
  const activities = page.getByRole('region', { name: 'Active time by activity', exact: true })
  expect((await activities.getByRole('row').nth(1).innerText()).split(/\s*\t\s*/)).toHaveLength(9)
  await days.getByRole('link', { name: 'Thu, Nov 19' }).click()
  await page.getByRole('heading', { name: 'Thursday, November 19' }).waitFor()

  await app.leave()
  page = await app.visit('/my-day?day=2026-11-11', { shell: data })
  await page.getByText('This day is no longer on this computer').waitFor()
})

test('says the policy in force in words, with its version and each change', async () => {
  page = await app.visit('/my-day', { shell: data })
  await page.getByRole('link', { name: 'Policy in force, in words →' }).click()
  await page.getByText('version 7 of your company’s rules').waitFor()
  const text = await page.getByRole('main').innerText()
  for (const sentence of [
    'Idle begins after 4 minutes without input.',
    '2 rules have an idle limit of their own',
    'Key presses and pointer movements are not counted.',
    'Records are sent every 5 minutes',
    'Whenever you use this computer, except while you pause recording.',
    'Window titles and web addresses. They are matched in memory and dropped',
    '42 rules say which windows are which activity.',
    '9 of them look for a claim number',
    'In pages of availity.com and ehr.example, one element that a rule names is read for the claim number',
    'Idle begins after 4 minutes (was 5 minutes).',
    'Once a week this computer sends how many minutes such windows had',
    'Records for 90 days, and longer by the rest of their month. Sums of them for 1,095 days.',
  ])
    expect(text).toContain(sentence)
})

test('saves a copy of what this computer holds', async () => {
  page = await app.visit('/my-day', { shell: data })
  await page.getByRole('button', { name: 'Save a copy of my data' }).click()
  await page.getByText('Saved.', { exact: true }).waitFor()
  expect((await asked()).filter(({ channel }) => channel === 'myDay.saveOwnData')).toHaveLength(1)
})

test('a touch is disputed and unclassified time is named, with the keyboard alone; nothing is typed for a proposal', async () => {
  page = await app.visit('/my-day', { shell: data })
  const touches = page.getByRole('region', { name: 'Touches', exact: true })
  await touches.getByRole('button', { name: 'Note or dispute' }).first().press('Enter')
  const form = touches.getByRole('form', { name: 'Note or dispute' })
  expect(await form.innerText()).toContain('No patient data')
  await form.getByLabel('What is wrong').selectOption('wrong_claim')
  await form.getByLabel('Note', { exact: true }).fill('I had the wrong tab open')
  await form.getByRole('button', { name: 'Save' }).press('Enter')
  await touches.getByText('Saved.').waitFor()
  const [touch] = data.day.touches

  const card = page.getByRole('region', { name: 'Notes and disputes' })
  const [stretch] = data.day.ribbon.filter(({ activity, shade, startedAt, endedAt }) => {
    return activity === 'unclassified' && shade !== 'idle' && endedAt - startedAt >= 60_000
  })
  await card
    .getByRole('button', { name: /^What was it\?/ })
    .first()
    .press('Enter')
  await card.getByLabel('What it was').selectOption('eligibility')
  await card.getByLabel('Tell admins the name of the program').check()
  await card.getByRole('button', { name: 'Save' }).press('Enter')
  await card.getByText('Saved.').waitFor()
  const requests = (await asked()).filter(({ channel }) => channel === 'myDay.annotate').map(({ argument }) => argument)
  expect(requests).toEqual([
    {
      ...{ from: touch?.startedAt, to: touch?.endedAt, claimToken: touch?.claimToken, dispute: 'wrong_claim' },
      ...{ note: 'I had the wrong tab open', proposedActivity: null, nameProgram: false },
    },
    {
      ...{ from: stretch?.startedAt, to: stretch?.endedAt, claimToken: null, dispute: 'wrong_activity' },
      ...{ note: null, proposedActivity: 'eligibility', nameProgram: true },
    },
  ])
  for (const request of requests) expect(ipcChannels['myDay.annotate'].request.safeParse(request).success).toBe(true)
})
