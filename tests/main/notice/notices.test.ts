import { expect, test } from 'vitest'
import { Notices, type NoticesOptions, type PolicyInForce } from '../../../src/main/notice/notices.ts'
import { policySchema } from '../../../src/shared/contract/index.ts'
import type { Journal } from '../../../src/main/journal/journal.ts'
import { FakeClock } from '../capture/fakes.ts'
import { openTestJournal } from '../journal/support/open.ts'
import { haveReadVersion1 } from './support/version-1.ts'

const policy = (change: object = {}, rulesVersion = 3): PolicyInForce => ({
  policy: policySchema.parse(change),
  rulesVersion,
})

const noticesOf = (journal: Journal, change: Partial<NoticesOptions> = {}) =>
  new Notices({ journal, clock: new FakeClock(), acceptAll: false, onAcknowledged: () => {}, ...change })

const read = (notices: Notices, inForce: PolicyInForce) => {
  const { text, textHash } = notices.toRead(inForce)
  notices.acknowledge({ version: text.version, textHash }, inForce)
}

// Whoever changes the text of a version that people have read changes what they agreed to. Raise NOTICE_VERSION and add a line here.
test('the text of each version is what it was', () => {
  const hashes = {
    1: '89ca22126a6ab89ac6a11aee395fed078fb325e40c3ac6227f7ec67b18ef6f38',
    2: '213fd8e9d4179c4d3b4bb18a43679c92c051d381476e8195e1d140991d42f7ba',
    3: '04cff04df5b854542693ee13b9a01f8752fb37607a91d00bc99202e39d324269',
  }
  const { text, textHash } = noticesOf(openTestJournal()).toRead(policy())
  expect(text.version).toBe(Object.keys(hashes).length)
  expect(hashes).toMatchObject({ [text.version]: textHash })
})

test('it is due until it was read, and a restart remembers', () => {
  const journal = openTestJournal()
  const notices = noticesOf(journal)
  expect(notices.due(policy())).toBe(true)
  read(notices, policy())
  expect(notices.due(policy())).toBe(false)
  const restarted = noticesOf(journal)
  expect(restarted.due(policy())).toBe(false)
  expect(restarted.toRead(policy())).toMatchObject({
    due: false,
    acknowledged: { how: 'read', rulesVersion: 3, acknowledgedAt: 1_795_000_000_000 },
  })
})

test('a text that is no longer in force cannot be acknowledged', () => {
  const notices = noticesOf(openTestJournal())
  const { text, textHash } = notices.toRead(policy())
  expect(() => notices.acknowledge({ version: text.version, textHash }, policy({ inputCounts: true }))).toThrow(
    'The notice has changed since you opened it.',
  )
  expect(notices.due(policy())).toBe(true)
})

test('a policy that records more asks again, one that records less does not', () => {
  const notices = noticesOf(openTestJournal())
  read(notices, policy())
  expect(notices.toRead(policy({ inputCounts: true }))).toMatchObject({ due: true, changed: true })
  expect(notices.toRead(policy({ observeCalls: true }))).toMatchObject({ due: true, changed: true })
  expect(notices.due(policy({ idleAfterMs: 60_000, privacy: { contact: 'Privacy Office' } }))).toBe(false)
  read(notices, policy({ inputCounts: true }))
  expect(notices.due(policy({ inputCounts: true }))).toBe(false)
  expect(notices.due(policy())).toBe(false)
})

test('hours that were not set before record less; other hours, and none, ask again', () => {
  const day = [{ from: '08:00', to: '17:00' }]
  const week = { mon: day, tue: day, wed: day, thu: day, fri: day, sat: [], sun: [] }
  const set = policy({ privacy: { workingHours: week } })
  const notices = noticesOf(openTestJournal())
  read(notices, policy())
  expect(notices.due(set)).toBe(false)
  const told = noticesOf(openTestJournal())
  read(told, set)
  expect(told.due(set)).toBe(false)
  expect(told.due(policy())).toBe(true)
  expect(told.due(policy({ privacy: { workingHours: { ...week, sat: day } } }))).toBe(true)
  const outside = policy({ privacy: { workingHours: week, recordOutsideHours: true } })
  expect(told.due(outside)).toBe(true)
  expect(told.toRead(outside).text.sections.find(({ heading }) => heading === 'When')?.lines).toEqual([
    'Working hours: Monday to Friday 8:00 AM – 5:00 PM.',
    'Your company has chosen to record outside working hours, too, except while you pause recording.',
  ])
})

test('who read version 1 is asked again', () => {
  const journal = openTestJournal()
  read(noticesOf(journal), policy())
  haveReadVersion1(journal)
  expect(noticesOf(journal).toRead(policy())).toMatchObject({
    due: true,
    changed: true,
    acknowledged: { version: 1, how: 'read' },
  })
})

test('windows without a rule are counted by the week only for people who read of it', () => {
  const weekly = /^Once a week: /
  const notices = noticesOf(openTestJournal())
  const linesOf = (inForce: PolicyInForce) => notices.toRead(inForce).text.sections.flatMap(({ lines }) => lines)
  const without = policy({ privacy: { weeklyCounts: false } })
  expect(linesOf(without)).not.toContainEqual(expect.stringMatching(weekly))
  expect(linesOf(policy())).toContainEqual(expect.stringMatching(weekly))
  read(notices, without)
  expect(notices.due(without)).toBe(false)
  expect(notices.due(policy())).toBe(true)
  read(notices, policy())
  expect(notices.due(without)).toBe(false)
})

test('--accept-notice acknowledges each notice as it comes, and says that nobody read it', () => {
  const acknowledged: unknown[] = []
  const notices = noticesOf(openTestJournal(), {
    acceptAll: true,
    onAcknowledged: ({ how, rulesVersion }) => acknowledged.push([how, rulesVersion]),
  })
  notices.follow(policy())
  notices.follow(policy({}, 4))
  notices.follow(policy({ inputCounts: true }, 5))
  expect(acknowledged).toEqual([
    ['command_line', 3],
    ['command_line', 5],
  ])
  expect(notices.due(policy({ inputCounts: true }))).toBe(false)
})

test('it names whom to ask, and input counts only where the policy has them', () => {
  const notices = noticesOf(openTestJournal())
  const linesOf = (inForce: PolicyInForce) => notices.toRead(inForce).text.sections.flatMap(({ lines }) => lines)
  expect(linesOf(policy({ privacy: { contact: 'Privacy Office, 555-0100' } }))).toContain('Privacy Office, 555-0100')
  const keys = 'How many keys and pointer movements there are in a minute. Never which keys.'
  expect(linesOf(policy())).not.toContain(keys)
  expect(linesOf(policy({ inputCounts: true }))).toContain(keys)
})

test('what the endpoint has is not sent again', () => {
  const journal = openTestJournal()
  const notices = noticesOf(journal)
  read(notices, policy())
  const [first] = notices.unsent()
  if (!first) throw new Error('nothing is to be sent')
  read(notices, policy({ inputCounts: true }))
  notices.markSent(first)
  expect(notices.unsent()).toHaveLength(1)
  expect(noticesOf(journal).unsent()).toEqual(notices.unsent())
})
