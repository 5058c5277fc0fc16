import { expect, test } from 'vitest'
import { type Rule, ruleSetSchema } from '../../../src/shared/contract/ruleset.ts'
import { touchedParts } from '../../../src/shared/publication/index.ts'

const rule = (id: string, when: Rule['when'], activity = 'communication'): Rule => ({
  ...{ id, when },
  then: { activity, rating: activity === 'private' ? 'private' : 'support' },
})
const bank = rule('bank', { title: 'online banking' }, 'private')
const mail = rule('mail', { host: 'mail.example.org' }, 'private')
const words = rule('words', { app: 'winword' })
const touched = (before: readonly Rule[], after: readonly Rule[]) => {
  const set = (rules: readonly Rule[]) => ruleSetSchema.parse({ version: 1, rules })
  return touchedParts(set(before), set(after))
}

test.each<[string, readonly Rule[], readonly Rule[]]>([
  ['a new rule', [bank], [words, bank]],
  ['a rule that was behind', [bank, words], [words, bank]],
  ['other windows of a rule', [words, bank], [{ ...words, when: {} }, bank]],
  ['a rule that was off', [{ ...words, enabled: false }, bank], [words, bank]],
  ['a rule for the same site', [mail], [rule('webmail', { host: '.EXAMPLE.org' }), mail]],
])('%s before one that keeps windows private may take them from it', (_, before, after) => {
  expect(touched(before, after)).toEqual(['privacy'])
})

test.each<[string, readonly Rule[], readonly Rule[]]>([
  ['a new rule behind', [bank, mail], [bank, mail, words]],
  ['a rule for another site', [mail], [rule('payer', { host: 'payer.example.com' }), mail]],
  ['what a rule says', [words, bank], [{ ...words, then: { ...words.then, activity: 'appeal' } }, bank]],
  ['one rule less', [words, bank], [bank]],
  ['private rules in another order', [bank, mail], [mail, bank]],
  ['a new rule that keeps windows private', [words], [words, bank]],
  ['a rule for calls before it', [bank], [rule('phone', { app: 'chrome', call: true }), bank]],
])('%s takes nothing from what keeps windows private', (_, before, after) => {
  expect(touched(before, after)).toEqual([])
})

test('calls are observed, or not, by the word of two admins', () => {
  const set = (policy: object) => ruleSetSchema.parse({ version: 1, rules: [], policy })
  expect(touchedParts(set({}), set({ observeCalls: true }))).toEqual(['privacy'])
  expect(touchedParts(set({ observeCalls: true }), set({}))).toEqual(['privacy'])
  expect(touchedParts(set({}), set({ observeCalls: false }))).toEqual([])
})

test('a private program goes by the word of two admins, and one more is published at once', () => {
  const set = (...privatePrograms: string[]) =>
    ruleSetSchema.parse({ version: 1, rules: [], policy: { privacy: { privatePrograms } } })
  expect(touchedParts(set('spotify'), set('zoom', 'Spotify.exe'))).toEqual([])
  expect(touchedParts(set(), set('zoom'))).toEqual([])
  expect(touchedParts(set('spotify', 'zoom'), set('zoom'))).toEqual(['privacy'])
})

test('which claim number is read goes by the order of the rules that read one, and what stands before them', () => {
  const reading = (id: string, pattern: string): Rule => ({
    ...rule(id, { title: 'claim' }),
    claimRef: `${pattern} (?<ref>[0-9]{6,12})`,
  })
  const [pcn, account] = [reading('pcn', 'PCN'), reading('account', 'Account')]
  expect(touched([pcn, words, account], [account, words, pcn])).toEqual(['claim_references'])
  expect(touched([pcn, words, account], [words, pcn, account])).toEqual([])
  // What a rule without one takes from one with it, a rule that goes or comes behind gives back.
  for (const after of [
    [pcn],
    [pcn, words],
    [{ ...words, when: { app: 'excel' } }, pcn],
    [{ ...words, enabled: false }, pcn],
  ]) {
    expect(touched([words, pcn], after)).toEqual(['claim_references'])
  }
  expect(touched([words, pcn], [{ ...words, id: 'other' }, bank, pcn])).toEqual([])
  const [portal, payer] = [rule('portal', { host: 'a.example' }), { ...pcn, when: { host: 'b.example' } }]
  expect(touched([portal, payer], [payer])).toEqual([])
})

test('what is read in a page is of claim references: that it is read, where, and by what', () => {
  const page = {
    ...rule('page', { host: 'portal.example.com' }),
    field: { selector: '#claim', pattern: '(?<ref>[0-9]{6,9})' },
  }
  const { field: _field, ...unread } = page
  for (const [before, after] of [
    [unread, page],
    [page, unread],
    [page, { ...page, field: { ...page.field, selector: '#member' } }],
    [page, { ...page, field: { ...page.field, pattern: '(?<ref>[0-9]{9})' } }],
    [page, { ...page, when: { host: 'example.com' } }],
  ] as const)
    expect(touched([before], [after])).toEqual(['claim_references'])
  expect(touched([page], [{ ...page, then: { ...page.then, activity: 'appeal' } }])).toEqual([])
})
