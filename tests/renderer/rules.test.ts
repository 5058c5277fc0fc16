import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type AppUnderTest, goTo, startApp } from './app-under-test.ts'
import { sampleRules } from './sample-rules.ts'

let app: AppUnderTest
let page: Page
beforeAll(async () => {
  app = await startApp()
  app.expectStatus(409, 422)
})
afterEach(async () => {
  await app.leave()
  expect(app.complaints.splice(0)).toEqual([])
})
afterAll(() => app.close())

const names = () => page.getByRole('list', { name: 'Rules in order' }).getByRole('button').allInnerTexts()
const field = (name: string) => page.getByLabel(name, { exact: true }).last()
const publish = () => page.getByRole('button', { name: /^Publish version/ }).click()

test('finds rules without renumbering them, and marks unverified ones', async () => {
  page = await app.visit('/rules')
  await page.getByText('Version 7 ·').waitFor()
  expect(await names()).toHaveLength(12)
  expect(await page.getByText('Unverified', { exact: true }).count()).toBe(3)
  await page.getByLabel('Find a rule').fill('united appeal')
  await expect.poll(names).toHaveLength(1)
  expect((await names())[0]).toMatch(/^7\s/)
  await expect.poll(() => new URL(page.url()).search).toBe('?find=united+appeal')
})

test('tests a window: the rule that matches, why earlier rules do not, and what would be stored', async () => {
  page = await app.visit('/rules')
  await page.getByLabel('Application').first().fill('msedge')
  await page.getByLabel('Window title').fill('Claim Status - claim #pcn-204 18')
  await page.getByLabel('Address').fill('https://essentials.availity.com/web/remit-viewer?claim=PCN-99')
  await expect.poll(() => page.getByTestId('winner').innerText()).toContain('Availity: remittance viewer matches')
  await page.getByText('2 rules were checked before').click()
  const tried = await page.getByRole('list', { name: 'Rules checked before' }).getByRole('listitem').allInnerTexts()
  expect(tried.map((line) => line.replace(/\s+/g, ' '))).toEqual([
    'Availity: claim status path claim-status-ui does not match',
    'Personal banking host chase.com does not match',
  ])

  await page.getByLabel('Address').fill('https://essentials.availity.com/claim-status-ui/#/')
  await expect.poll(() => page.getByTestId('winner').innerText()).toContain('Availity: claim status matches')
  await page.getByLabel('Window title').fill('Claim Status - claim #pcn-20418')
  await page.getByText('PCN20418').waitFor()
  expect(await page.getByText('Only a code that stands for the claim is stored').count()).toBe(1)

  await page.getByLabel('Address').fill('https://www.chase.com/')
  await page.getByText('For a private window only the duration is stored.').waitFor()
  await page.getByLabel('Address').fill('https://nobody.example/')
  await page.getByText('No rule matches.').waitFor()
  // What is typed stays in the page: not in the address, the tab's storage or a request.
  const traces = page.url() + (await page.evaluate(() => JSON.stringify(sessionStorage))) + app.endpoint.asked.join()
  expect(traces).not.toContain('nobody.example')
})

test('edits, adds, moves, disables and removes rules in a draft that survives a reload, then publishes it', async () => {
  page = await app.visit('/policy')
  await field('Idle after').fill('4')
  await page.getByText('Draft · 1 change: 1 threshold').waitFor()
  await goTo(page, '/rules?rule=availity-claim-status')
  await field('Title').fill('status')
  await page.getByRole('button', { name: 'Move down' }).click()
  await page.getByRole('button', { name: /Spreadsheets/ }).click()
  await page.getByLabel('Enabled').uncheck()
  await page.getByRole('button', { name: /Payer calls/ }).click()
  await page.getByRole('button', { name: 'Remove rule' }).click()
  await page.getByRole('button', { name: /News/ }).click()
  await page.getByRole('button', { name: 'Add rule below' }).click()
  await field('ID').fill('cigna')
  await field('Host').fill('cigna.com')
  await page.getByText('Draft · 6 changes: 1 added, 2 changed, 1 moved, 1 removed, 1 threshold').waitFor()

  await page.reload()
  await page.getByText('Draft · 6 changes').waitFor()
  await page.getByRole('button', { name: 'Show changes' }).click()
  const changes = await page.getByRole('list', { name: 'Changes in the draft' }).innerText()
  expect(changes).toContain('Idle after: 3 minutes → 4 minutes')
  expect(changes).toContain('when.title: nothing → status')

  await publish()
  await page.getByText('Version 8 is published.').waitFor()
  const [rules] = app.endpoint.published
  expect(rules?.policy.idleAfterMs).toBe(240_000)
  expect(rules?.rules.map(({ id }) => id)).toEqual([
    'bank',
    'availity-remittance',
    'availity-claim-status',
    'availity-login',
    'availity',
    'uhc-claims',
    'uhc-appeals',
    'epic-account',
    'word-appeal',
    'excel',
    'news',
    'cigna',
  ])
  expect(rules?.rules.find(({ id }) => id === 'excel')?.enabled).toBe(false)
  expect(rules?.rules.find(({ id }) => id === 'availity-claim-status')?.when.title).toBe('status')
  // Its first condition enabled the new rule, and it is still selected.
  expect(rules?.rules.at(-1)?.enabled).toBe(true)
  expect(new URL(page.url()).searchParams.get('rule')).toBe('cigna')
  expect(await page.getByRole('button', { name: /^Publish version/ }).count()).toBe(0)
})

test('refuses a claim number pattern that could read titles, and says what to do', async () => {
  page = await app.visit('/rules?rule=availity-claim-status')
  await field('Claim number pattern').fill('^.{10}(?<ref>.{5,20})')
  await page.getByText('The group ref could read titles: name the characters it matches, such as [A-Z0-9-]').waitFor()
  await field('Claim number pattern').fill('^.{10}(?<ref>[A-Z0-9]{5,20})')
  await page.getByText('The group ref could read titles at a fixed position').waitFor()
  await expect.poll(() => field('Claim number pattern').getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByRole('button', { name: /^Publish version/ }).isDisabled()).toBe(true)
  const tester = page.getByRole('region', { name: 'Test a window' })
  await tester.getByLabel('Application').fill('msedge')
  await tester.getByLabel('Address').fill('https://essentials.availity.com/claim-status-ui/#/')
  await tester.getByLabel('Window title').fill('Claim Status - claim #pcn-20418')
  await page.getByText('Agents ignore the claim number pattern of this rule.').waitFor()
})

test('takes one element of a page with its pattern, refuses one that could read more, and tries its text', async () => {
  page = await app.visit('/rules?rule=availity-claim-status')
  await field('Element').fill('input[value^="P"]')
  await page.getByText('Add a named group: (?<ref>…)').waitFor()
  await field('Pattern in the element').fill('claim.*(?<ref>PCN-[0-9]{5,9})')
  await page.getByText('Use the names of elements, #id, .class').waitFor()
  await field('Element').fill('dl.claim > dd:nth-child(2)')
  await page.getByText('The pattern could read more than a number: name the characters it matches').waitFor()
  await expect.poll(() => field('Pattern in the element').getAttribute('aria-invalid')).toBe('true')
  expect(await page.getByRole('button', { name: /^Publish version/ }).isDisabled()).toBe(true)
  await field('Pattern in the element').fill('claim no[. ]+(?<ref>PCN-[0-9]{5,9})')

  const tester = page.getByRole('region', { name: 'Test a window' })
  await tester.getByLabel('Application').fill('msedge')
  await tester.getByLabel('Window title').fill('Claim Status')
  await tester.getByLabel('Address').fill('https://essentials.availity.com/claim-status-ui/#/')
  await tester.getByText('No claim number found.').waitFor()
  await tester.getByLabel('Text of the element').fill('Claim no. PCN-20418')
  await tester.getByText('PCN20418').waitFor()

  await page.getByRole('button', { name: 'Show changes' }).click()
  const changes = page.getByRole('list', { name: 'Changes in the draft' })
  expect(await changes.innerText()).toContain('field.selector: nothing → dl.claim > dd:nth-child(2)')
  await publish()
  await expect
    .poll(() => app.endpoint.published.at(-1)?.rules.find(({ id }) => id === 'availity-claim-status')?.field)
    .toEqual({
      selector: 'dl.claim > dd:nth-child(2)',
      pattern: 'claim no[. ]+(?<ref>PCN-[0-9]{5,9})',
    })
  await field('Element').fill('')
  await field('Pattern in the element').fill('')
  await publish()
  // Agents older than this take no rules with it.
  await expect.poll(() => app.endpoint.published.length).toBe(2)
  expect(app.endpoint.published.at(-1)?.rules.find(({ id }) => id === 'availity-claim-status')).not.toHaveProperty(
    'field',
  )
})

test('shows an error at its field, before publishing and after the endpoint refuses', async () => {
  page = await app.visit('/rules?rule=epic-account')
  await field('Title').fill('account(')
  await expect.poll(() => field('Title').getAttribute('aria-invalid')).toBe('true')
  await page.getByText('Not a valid regular expression (RE2)').waitFor()
  expect(await page.getByRole('button', { name: /^Publish version/ }).isDisabled()).toBe(true)
  await page.getByText('The draft has errors, so this tests the published version 7.').waitFor()

  await field('Title').fill('account')
  app.endpoint.refuseNext([{ pointer: '/rules/7/when/title', detail: 'takes windows of another rule' }])
  await publish()
  await page.getByText('Not published.').waitFor()
  await page.getByText('takes windows of another rule').waitFor()
  expect(await field('Title').getAttribute('aria-invalid')).toBe('true')
  await field('Title').fill('account|HAR#')
  expect(await field('Title').getAttribute('aria-invalid')).toBe('false')
})

test('a duration that cannot be read is reported and prevents publication, also from another pane and after a reload', async () => {
  page = await app.visit('/rules?rule=excel')
  await field('Payer').fill('Medicare')
  await field('Idle after').fill('soon')
  await page.getByText('Idle after must be a number of minutes, 0 or more').waitFor()
  await page.getByRole('link', { name: /^Policy:/ }).click()
  await field('End a touch after').fill('')
  await page.getByText('End a touch after must be a number of minutes, 0 or more').waitFor()
  expect(await page.getByRole('button', { name: /^Publish version/ }).isDisabled()).toBe(true)
  await page.reload()
  await page.getByRole('button', { name: '! 2 errors – Show' }).click()
  expect(await field('End a touch after').inputValue()).toBe('')
  await expect.poll(() => field('End a touch after').evaluate((input) => input === document.activeElement)).toBe(true)
  await field('End a touch after').fill('45')
  await page.getByRole('button', { name: '! 1 error – Show' }).click()
  await expect.poll(() => field('Idle after').inputValue()).toBe('soon')
  await field('Idle after').fill('4')
  await publish()
  await page.getByText('Version 8 is published.').waitFor()
  const [rules] = app.endpoint.published
  expect(rules?.policy.touchGapMs).toBe(45 * 60_000)
  expect(rules?.rules.find(({ id }) => id === 'excel')?.then.idleAfterMs).toBe(240_000)
})

test('closing the tab with a draft asks', async () => {
  page = await app.open('/rules?rule=excel')
  const asked: string[] = []
  page.on('dialog', (dialog) => {
    asked.push(dialog.type())
    void dialog.dismiss()
  })
  await field('Payer').fill('Medicare')
  await page.getByText('Draft · 1 change').waitFor()
  await page.close({ runBeforeUnload: true })
  await expect.poll(() => asked).toEqual(['beforeunload'])
  await publish()
  await page.getByText('Version 8 is published.').waitFor()
})

test('offers a choice when another version was published in the meantime', async () => {
  page = await app.visit('/rules?rule=excel')
  await field('Payer').fill('Medicare')
  await page.getByText('Draft · 1 change').waitFor()
  app.endpoint.publishBehindTheBack((rules) => ({ ...rules, rules: rules.rules.filter(({ id }) => id !== 'news') }))
  await publish()
  await page.getByText('Version 8 was published in the meantime.').waitFor()
  await page.getByRole('button', { name: 'Apply my changes to version 8' }).click()
  await page.getByText('Your changes now apply to version 8.').waitFor()
  await publish()
  await page.getByText('Version 9 is published.').waitFor()
  const [rules] = app.endpoint.published
  expect(rules?.rules.find(({ id }) => id === 'excel')?.then.payer).toBe('Medicare')
  expect(rules?.rules.some(({ id }) => id === 'news')).toBe(false)
})

test('input is counted only if an admin turns it on, and a rule set without it has no such field', async () => {
  page = await app.visit('/policy')
  const counted = page.getByLabel('Count key presses and pointer movements per minute.')
  expect(await counted.isChecked()).toBe(false)
  await counted.check()
  await page.getByText('Draft · 1 change: 1 input count setting').waitFor()
  await page.getByRole('button', { name: 'Show changes' }).click()
  await page.getByText('Input counts: off → on').waitFor()
  await publish()
  await expect.poll(() => app.endpoint.published.at(-1)?.policy.inputCounts).toBe(true)
  await counted.uncheck()
  await publish()
  await expect.poll(() => app.endpoint.published.length).toBe(2)
  // Agents older than this option accept only policies without it.
  expect(app.endpoint.published.at(-1)?.policy).not.toHaveProperty('inputCounts')
})

test('calls are observed only if an admin turns it on, and a rule can be for calls alone', async () => {
  page = await app.visit('/policy')
  const observed = page.getByLabel('Record calls')
  expect(await observed.isChecked()).toBe(false)
  await observed.check()
  await page.getByText('Draft · 1 change: 1 call setting').waitFor()
  await page.goto(`${app.endpoint.url}/rules?rule=excel`)
  const call = page.getByLabel('Only while it uses the microphone')
  await field('Title').fill('calls')
  await call.check()
  await page
    .getByText('A rule for calls needs an application, and no title, host, path or claim number pattern.')
    .waitFor()
  await field('Title').fill('')
  await page.getByText('Matches calls by their application alone, never windows').waitFor()
  await page.getByRole('button', { name: 'Show changes' }).click()
  await page.getByText('Record calls: off → on').waitFor()
  await publish()
  await expect.poll(() => app.endpoint.published.at(-1)?.policy.observeCalls).toBe(true)
  expect(app.endpoint.published.at(-1)?.rules.filter(({ when }) => when.call)).toHaveLength(1)
})

test('what reads claim numbers is proposed while there is a second admin; another one’s proposal is looked at and approved', async () => {
  app.endpoint.secondAdmin(true)
  page = await app.visit('/rules?rule=excel')
  await field('Payer').fill('Medicare')
  await page.getByRole('button', { name: 'Publish version 8' }).waitFor()
  expect(await page.getByText('Needs a second admin').count()).toBe(0)
  await page.getByRole('button', { name: /Availity: claim status/ }).click()
  await field('Claim number pattern').fill('claim no (?<ref>[A-Z0-9-]{6,20})')
  await page.getByText('Needs a second admin').waitFor()
  await page.getByRole('button', { name: 'Propose version 8' }).click()
  await page.getByText('Proposed. It is published once another admin approves it.').waitFor()
  const waiting = page.getByRole('region', { name: 'Waits for a second admin' })
  await waiting.getByText('Another admin has to approve it.').waitFor()
  const changes = waiting.getByRole('list', { name: 'Proposed changes' })
  expect(await changes.innerText()).toContain('then.payer: nothing → Medicare')
  expect(await waiting.getByRole('button', { name: 'Approve and publish' }).count()).toBe(0)
  await waiting.getByRole('button', { name: 'Withdraw' }).click()
  await waiting.waitFor({ state: 'detached' })
  expect(app.endpoint.published).toEqual([])
  const rules = { ...sampleRules(), version: 8, policy: { ...sampleRules().policy, inputCounts: true } }
  app.endpoint.proposeBehindTheBack({
    ...{ id: 'proposal_1', touches: ['counts'], baseVersion: 7, restored: null, rules },
    ...{ proposedAt: Date.UTC(2026, 2, 2, 15), proposedBy: 'Sam Ortiz', isOwn: false },
  })
  // Whoever is to approve it is told on every screen.
  await goTo(page, '/settings')
  const line = page.getByRole('status').filter({ hasText: 'A publication by Sam Ortiz waits for your approval.' })
  await line.getByText('It touches input counts.').waitFor()
  const menu = page.getByRole('navigation', { name: 'Screens' })
  await menu.getByRole('link', { name: 'Rules A publication waits for your approval' }).waitFor()
  await line.getByRole('link', { name: 'See what it changes' }).click()
  expect(await line.count()).toBe(0)
  await waiting.getByText(/^Proposed by Sam Ortiz on .* It touches input counts\.$/).waitFor()
  expect(await changes.innerText()).toContain('Input counts: off → on')
  await waiting.getByRole('button', { name: 'Approve and publish' }).click()
  await page.getByText('Version 8 ·').waitFor()
  await menu.getByRole('link', { name: 'Rules', exact: true }).waitFor()
  expect(app.endpoint.published.map(({ policy }) => policy.inputCounts)).toEqual([true])
})

test('edits remote types: a test shows what is known about the inner window, and errors stand at their patterns', async () => {
  page = await app.visit('/rules?pane=remote')
  const kind = (name: string) => page.getByRole('group', { name })
  await kind('1. Citrix: a published application').waitFor()
  const remote = page.getByTestId('remote')
  const tester = page.getByRole('region', { name: 'Test a window' })
  await tester.getByLabel('Window title').fill('Denials.xlsx - Excel - \\\\Remote')
  await expect
    .poll(() => remote.innerText())
    .toContain('the inner window belongs to excel, title Denials.xlsx - Excel.')
  await tester.getByText('Rule that matches: Spreadsheets.').waitFor()
  await tester.getByLabel('Application').fill('mstsc')
  await tester.getByLabel('Window title').fill('10.0.0.5 - Remote Desktop Connection')
  await expect.poll(() => remote.innerText()).toContain('nothing is known about the inner window')
  await tester.getByText('No rule matches: the window is unclassified.').waitFor()

  await page.getByRole('button', { name: 'Add remote type' }).click()
  await kind('3. remote-3').getByLabel('Name').fill('WorkSpaces')
  const added = kind('. WorkSpaces')
  expect(await added.getByLabel('Enabled').isChecked()).toBe(false)
  await added.getByLabel('Title').fill('workspace (')
  await added.getByText('Not a valid regular expression (RE2)').waitFor()
  expect(await added.getByLabel('Enabled').isChecked()).toBe(true)
  expect(await page.getByRole('button', { name: /^Publish version/ }).isDisabled()).toBe(true)
  await added.getByLabel('Title').fill('')
  await added.getByText('A pattern is required: an empty pattern would match every window').waitFor()
  await added.getByLabel('ID').fill('rdp-desktop')
  await added.getByText('Number 2 already has the ID rdp-desktop').waitFor()

  // From another pane, the bar leads back to the error.
  await page.getByRole('button', { name: 'Coverage' }).click()
  await page.getByRole('button', { name: /errors – Show/ }).click()
  await added.getByLabel('ID').fill('workspaces')
  await added.getByLabel('Title').fill('^(?<inner>.*) - amazon workspaces$')
  await added.getByText('Finds the title of the inner window, in any application.').waitFor()
  await tester.getByLabel('Window title').fill('Hyperspace - Account - Amazon WorkSpaces')
  await expect.poll(() => remote.innerText()).toContain('an unknown application, title Hyperspace - Account.')

  const up = page.getByRole('button', { name: 'Move WorkSpaces up' })
  await up.focus()
  await page.keyboard.press('Enter')
  await kind('2. WorkSpaces').waitFor()
  await page.getByRole('button', { name: 'Remove Citrix: a published application' }).click()
  await page.getByText('Draft · 2 changes: 2 remote types').waitFor()
  await page.reload()
  await page.getByText('Draft · 2 changes: 2 remote types').waitFor()
  await page.getByRole('button', { name: 'Show changes' }).click()
  const changes = await page.getByRole('list', { name: 'Changes in the draft' }).innerText()
  expect(changes).toContain('added WorkSpaces at 1')
  expect(changes).toContain('removed Citrix: a published application')
  await publish()
  await page.getByText('Version 8 is published.').waitFor()
  expect(app.endpoint.published[0]?.remote).toEqual([
    { id: 'workspaces', name: 'WorkSpaces', enabled: true, title: '^(?<inner>.*) - amazon workspaces$' },
    {
      id: 'rdp-desktop',
      name: 'Remote Desktop: a whole desktop',
      assumed: true,
      app: 'mstsc',
      title: 'remote desktop connection$',
    },
  ])
})

test('the rule tester shows the inner window that it checked', async () => {
  page = await app.visit('/rules')
  await page.getByLabel('Window title').fill('Denials.xlsx - Excel - \\\\Remote')
  await expect.poll(() => page.getByTestId('remote').innerText()).toContain('title Denials.xlsx - Excel.')
  const stored = page.getByText('Also stored: the window shows another computer')
  await page.getByLabel('Application').fill('mstsc')
  await page.getByLabel('Window title').fill('10.0.0.5 - Remote Desktop Connection')
  await stored.waitFor()
  await page.getByLabel('Window title').fill('Denials.xlsx - Excel')
  await expect.poll(() => page.getByTestId('remote').count()).toBe(0)
  expect(await stored.count()).toBe(0)
})

test('a window that a biller offered becomes a rule, or leaves the list', async () => {
  page = await app.visit('/rules')
  const offered = page.getByRole('region', { name: 'Windows that no rule names' })
  await offered.getByText('claim # • - •').waitFor()
  await offered.getByRole('button', { name: 'Make a rule for claimtrack.exe', exact: true }).click()
  await page.getByText('Draft · 1 change: 1 added').waitFor()
  expect(await field('Application').inputValue()).toBe('^claimtrack\\.exe$')
  await offered.getByRole('button', { name: 'Remove claimtrack.exe from the list' }).click()
  await offered.getByText('claim # • - •').waitFor({ state: 'detached' })
  expect(await offered.innerText()).toContain('5h 12m in 13 weeks, on 4 computers')
  await offered.getByRole('button', { name: 'Remove oldledger.exe from the list' }).click()
  await offered.waitFor({ state: 'detached' })
})

test('a window that no rule names becomes a rule for titles like it', async () => {
  page = await app.visit('/rules')
  const offered = page.getByRole('region', { name: 'Windows that no rule names' })
  await offered.getByRole('button', { name: 'Rule for this title: claimtrack.exe, claim # • - •' }).click()
  await page.getByText('Draft · 1 change: 1 added').waitFor()
  expect(await field('Application').inputValue()).toBe('^claimtrack\\.exe$')
  expect(await field('Title').inputValue()).toBe('^\\s*claim\\s+[\\pN#]+\\s+.+\\s+-\\s+.+\\s*$')
})

test('opens what a biller proposes as a draft of a rule', async () => {
  page = await app.visit('/rules')
  const card = page.getByRole('region', { name: 'Proposals from billers' })
  await card.getByText('Eligibility, not unclassified').waitFor()
  expect(await card.innerText()).toMatch(/3 proposals · program waystar\s+“The new eligibility tool”/)
  await card.getByRole('button', { name: 'Draft a rule: eligibility, not unclassified' }).click()
  await expect.poll(() => field('Application').inputValue()).toBe('^waystar$')
  expect(await names()).toHaveLength(13)
  await page.getByRole('button', { name: 'Publish version 8' }).waitFor()
})

test('an activity gets an idle threshold of its own, with its bounds, and loses it', async () => {
  page = await app.visit('/policy')
  const own = page.getByRole('group', { name: 'Idle after, by activity' })
  await own.getByLabel('Activity').selectOption({ label: 'Payer call' })
  await own.getByRole('button', { name: 'Add activity' }).click()
  const call = own.getByRole('textbox', { name: 'Payer call' })
  expect(await call.inputValue()).toBe('3')
  await call.fill('250')
  await own.getByText('Idle after must be from 0.017 to 240 minutes').waitFor()
  await call.fill('soon')
  await own.getByText('Idle after must be a number of minutes, 0 or more').waitFor()
  await call.fill('20')
  await page.getByText('Draft · 1 change: 1 idle threshold by activity').waitFor()
  await page.getByRole('button', { name: 'Show changes' }).click()
  await page.getByText('Idle after, payer call: as all activities → 20 minutes').waitFor()
  await publish()
  await expect
    .poll(() => app.endpoint.published.at(-1)?.policy.idleAfterMsByActivity)
    .toEqual({ payer_call: 1_200_000 })
  await own.getByRole('button', { name: 'Remove the threshold of payer call' }).click()
  await publish()
  await expect.poll(() => app.endpoint.published.length).toBe(2)
  expect(app.endpoint.published.at(-1)?.policy).not.toHaveProperty('idleAfterMsByActivity')
})

test('a program becomes private at once; taking it off the list needs a second admin', async () => {
  app.endpoint.secondAdmin(true)
  page = await app.visit('/policy')
  const card = page.getByRole('region', { name: 'Private programs' })
  await card.getByRole('textbox', { name: 'Program' }).fill('Spotify.exe')
  await card.getByRole('textbox', { name: 'Program' }).press('Enter')
  await card.getByRole('textbox', { name: 'Program' }).fill('spotify')
  await card.getByRole('button', { name: 'Add program' }).click()
  await card.getByText('This program is already in the list').waitFor()
  expect(await page.getByText('Needs a second admin', { exact: true }).count()).toBe(0)
  await publish()
  await expect.poll(() => app.endpoint.published.at(-1)?.policy.privacy).toEqual({ privatePrograms: ['Spotify.exe'] })
  await card.getByRole('button', { name: 'Remove Spotify.exe' }).click()
  await page.getByText('Needs a second admin', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Show changes' }).click()
  await page.getByText('Private programs: Spotify.exe → nothing').waitFor()
})

test('every setting says its range and its default, and which ones were changed', async () => {
  page = await app.visit('/policy')
  const touch = page.locator('[class*=setting]').filter({ has: page.getByLabel('End a touch after') })
  await touch.getByText('1 second to 1 day. Default: 30 minutes.').waitFor()
  expect(await touch.getByText('Changed').count()).toBe(0)
  await touch.getByLabel('End a touch after').fill('45')
  await touch.getByText('Changed', { exact: true }).waitFor()
  await touch.getByText('Not the default').waitFor()
  const kept = page.getByRole('region', { name: 'Retention' })
  await kept.getByText('31 to 3,650 days. Default: 90.').waitFor()
  await kept.getByLabel('Single records (days)').fill('120')
  const changes = kept.getByRole('list', { name: 'What saving changes' })
  await expect.poll(() => changes.innerText()).toBe('Single records (days): 90 → 120')
})
