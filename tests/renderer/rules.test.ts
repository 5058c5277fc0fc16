import type { Page } from 'playwright-core'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AppUnderTest, startApp } from './app-under-test.ts'

let app: AppUnderTest
let page: Page
// Anew for each test: publishing changes the endpoint.
beforeEach(async () => {
  app = await startApp()
})
afterEach(async () => {
  const complaints = app.complaints.filter((line) => !/status of (409|422)/.test(line))
  await app.close()
  expect(complaints).toEqual([])
})

const names = () =>
  page.getByRole('list', { name: 'Rules in the order they are tried' }).getByRole('button').allInnerTexts()
const field = (name: string) => page.getByLabel(name, { exact: true }).last()
const publish = () => page.getByRole('button', { name: /^Publish version/ }).click()

test('finds rules without renumbering them, and marks those to verify on site', async () => {
  page = await app.open('/rules')
  await page.getByText('version 7').waitFor()
  expect(await names()).toHaveLength(12)
  expect(await page.getByText('verify on site', { exact: true }).count()).toBe(3)
  await page.getByLabel('Find a rule').fill('united appeal')
  await expect.poll(names).toHaveLength(1)
  expect((await names())[0]).toMatch(/^7\s/)
  await expect.poll(() => new URL(page.url()).search).toBe('?find=united+appeal')
})

test('tests a window: the rule that wins, why those before it did not, and what would be stored', async () => {
  page = await app.open('/rules')
  await page.getByLabel('Application').first().fill('msedge')
  await page.getByLabel('Window title').fill('Claim Status - claim #pcn-204 18')
  await page.getByLabel('Address').fill('https://essentials.availity.com/web/remit-viewer?claim=PCN-99')
  await expect.poll(() => page.getByTestId('winner').innerText()).toContain('Availity: remittance viewer wins')
  await page.getByText('2 rules were tried before').click()
  const tried = await page.getByRole('list', { name: 'Rules tried before' }).getByRole('listitem').allInnerTexts()
  expect(tried.map((line) => line.replace(/\s+/g, ' '))).toEqual([
    'Availity: claim status path claim-status-ui does not match',
    'Personal banking host chase.com does not match',
  ])

  await page.getByLabel('Address').fill('https://essentials.availity.com/claim-status-ui/#/')
  await expect.poll(() => page.getByTestId('winner').innerText()).toContain('Availity: claim status wins')
  await page.getByLabel('Window title').fill('Claim Status - claim #pcn-20418')
  await page.getByText('PCN20418').waitFor()
  expect(await page.getByText('Only its token is kept').count()).toBe(1)

  await page.getByLabel('Address').fill('https://www.chase.com/')
  await page.getByText('A private window leaves its length and nothing else.').waitFor()
  await page.getByLabel('Address').fill('https://nobody.example/')
  await page.getByText('No rule matches.').waitFor()
  // What is typed goes nowhere: not into the address, not into the tab's storage, not to the endpoint.
  const traces = page.url() + (await page.evaluate(() => JSON.stringify(sessionStorage))) + app.endpoint.asked.join()
  expect(traces).not.toContain('nobody.example')
})

test('edits, adds, moves, switches off and removes rules in a draft that outlives a reload, then publishes it', async () => {
  page = await app.open('/rules?rule=availity-claim-status')
  await field('Title').fill('status')
  await page.getByRole('button', { name: 'Move down' }).click()
  await page.getByRole('button', { name: /Spreadsheets/ }).click()
  await page.getByLabel('Enabled').uncheck()
  await page.getByRole('button', { name: /Payer calls/ }).click()
  await page.getByRole('button', { name: 'Remove the rule' }).click()
  await page.getByRole('button', { name: /News/ }).click()
  await page.getByRole('button', { name: 'Add below' }).click()
  await field('Id').fill('cigna')
  await field('Host').fill('cigna.com')
  await page.getByRole('button', { name: 'Thresholds' }).click()
  await field('Idle after').fill('4')
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
  // Its first condition switched the new rule on, and it is still the one that is looked at.
  expect(rules?.rules.at(-1)?.enabled).toBe(true)
  expect(new URL(page.url()).searchParams.get('rule')).toBe('cigna')
  expect(await page.getByRole('button', { name: /^Publish version/ }).count()).toBe(0)
})

test('shows an error at its field, before publishing and after a refusal', async () => {
  page = await app.open('/rules?rule=epic-account')
  await field('Title').fill('account(')
  await expect.poll(() => field('Title').getAttribute('aria-invalid')).toBe('true')
  await page.getByText('not a linear-time (RE2) pattern').waitFor()
  expect(await page.getByRole('button', { name: /^Publish version/ }).isDisabled()).toBe(true)
  await page.getByText('The draft has errors, so this tests version 7').waitFor()

  await field('Title').fill('account')
  app.endpoint.refuseNext([{ pointer: '/rules/7/when/title', detail: 'takes windows of another rule' }])
  await publish()
  await page.getByText('Not published.').waitFor()
  await page.getByText('takes windows of another rule').waitFor()
  expect(await field('Title').getAttribute('aria-invalid')).toBe('true')
  await field('Title').fill('account|HAR#')
  expect(await field('Title').getAttribute('aria-invalid')).toBe('false')
})

test('offers a way out when another version was published meanwhile', async () => {
  page = await app.open('/rules?rule=excel')
  await field('Payer').fill('Medicare')
  await page.getByText('Draft · 1 change').waitFor()
  app.endpoint.publishBehindTheBack((rules) => ({ ...rules, rules: rules.rules.filter(({ id }) => id !== 'news') }))
  await publish()
  await page.getByText('Version 8 was published meanwhile.').waitFor()
  await page.getByRole('button', { name: 'Put my changes on version 8' }).click()
  await page.getByText('Your changes now stand on version 8.').waitFor()
  await publish()
  await page.getByText('Version 9 is published.').waitFor()
  const [rules] = app.endpoint.published
  expect(rules?.rules.find(({ id }) => id === 'excel')?.then.payer).toBe('Medicare')
  expect(rules?.rules.some(({ id }) => id === 'news')).toBe(false)
})

test('input is counted only where an admin says so, and a rule set that does not says nothing of it', async () => {
  page = await app.open('/rules?pane=thresholds')
  const counted = page.getByLabel('Count input: keys and pointer movements a minute, never which')
  expect(await counted.isChecked()).toBe(false)
  await counted.check()
  await page.getByText('Draft · 1 change: 1 counting').waitFor()
  await page.getByRole('button', { name: 'Show changes' }).click()
  await page.getByText('input: not counted → counted').waitFor()
  await publish()
  await expect.poll(() => app.endpoint.published.at(-1)?.policy.inputCounts).toBe(true)
  await counted.uncheck()
  await publish()
  await expect.poll(() => app.endpoint.published.length).toBe(2)
  // Agents from before this choice take only policies without it.
  expect(app.endpoint.published.at(-1)?.policy).not.toHaveProperty('inputCounts')
})

test('edits the kinds of remote windows: a test shows what is known of the inside, and errors stand at their patterns', async () => {
  page = await app.open('/rules?pane=remote')
  const kind = (name: string) => page.getByRole('group', { name })
  await kind('1. Citrix: a published application').waitFor()
  const remote = page.getByTestId('remote')
  const tester = page.getByRole('region', { name: 'Test a window' })
  await tester.getByLabel('Window title').fill('Denials.xlsx - Excel - \\\\Remote')
  await expect.poll(() => remote.innerText()).toContain('inside is a window of excel, titled Denials.xlsx - Excel.')
  await tester.getByText('Then Spreadsheets wins.').waitFor()
  await tester.getByLabel('Application').fill('mstsc')
  await tester.getByLabel('Window title').fill('10.0.0.5 - Remote Desktop Connection')
  await expect.poll(() => remote.innerText()).toContain('nothing is known of what is inside')
  await tester.getByText('Then no rule matches').waitFor()

  await page.getByRole('button', { name: 'Add a kind' }).click()
  await kind('3. remote-3').getByLabel('Name').fill('WorkSpaces')
  const added = kind('. WorkSpaces')
  expect(await added.getByLabel('Enabled').isChecked()).toBe(false)
  await added.getByLabel('Title').fill('workspace (')
  await added.getByText('not a linear-time (RE2) pattern').waitFor()
  expect(await added.getByLabel('Enabled').isChecked()).toBe(true)
  expect(await page.getByRole('button', { name: /^Publish version/ }).isDisabled()).toBe(true)
  await added.getByLabel('Title').fill('')
  await added.getByText('an empty pattern would match every window').waitFor()
  await added.getByLabel('Id').fill('rdp-desktop')
  await added.getByText('duplicate id "rdp-desktop": number 2 has it already').waitFor()

  // From another pane, the bar leads back to what is wrong.
  await page.getByRole('button', { name: 'Thresholds' }).click()
  await page.getByRole('button', { name: /errors to mend: show/ }).click()
  await added.getByLabel('Id').fill('workspaces')
  await added.getByLabel('Title').fill('^(?<inner>.*) - amazon workspaces$')
  await added.getByText('tells the title inside, of any application').waitFor()
  await tester.getByLabel('Window title').fill('Hyperspace - Account - Amazon WorkSpaces')
  await expect.poll(() => remote.innerText()).toContain('an unknown application, titled Hyperspace - Account.')

  const up = page.getByRole('button', { name: 'Move WorkSpaces up' })
  await up.focus()
  await page.keyboard.press('Enter')
  await kind('2. WorkSpaces').waitFor()
  await page.getByRole('button', { name: 'Remove Citrix: a published application' }).click()
  await page.getByText('Draft · 2 changes: 2 remote windows').waitFor()
  await page.reload()
  await page.getByText('Draft · 2 changes: 2 remote windows').waitFor()
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

test('the rule tester says which window inside it tried', async () => {
  page = await app.open('/rules')
  await page.getByLabel('Window title').fill('Denials.xlsx - Excel - \\\\Remote')
  await expect.poll(() => page.getByTestId('remote').innerText()).toContain('titled Denials.xlsx - Excel.')
  await page.getByLabel('Window title').fill('Denials.xlsx - Excel')
  await expect.poll(() => page.getByTestId('remote').count()).toBe(0)
})
