import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changesOf, rebase } from '../../src/renderer/rules/diff.ts'
import {
  addRemote,
  addRule,
  changeRemote,
  changeRule,
  type Draft,
  draftOf,
  moveRemote,
  moveRule,
  removeRemote,
  removeRule,
  ruleSetOf,
  withIdleAfter,
  withUnreadable,
} from '../../src/renderer/rules/draft.ts'
import { draftProposal } from '../../src/renderer/rules/proposal-draft.ts'
import { loadDraft, saveDraft } from '../../src/renderer/rules/draft-storage.ts'
import { effectOf, withTitle } from '../../src/renderer/rules/remote-type.ts'
import { readableError } from '../../src/renderer/rules/rule-error-text.ts'
import { durationErrors, errorsWithoutField, remoteErrors } from '../../src/renderer/rules/rule-errors.ts'
import { compileRuleSet } from '../../src/shared/classify/index.ts'
import { ruleSetSchema } from '../../src/shared/contract/ruleset.ts'
import { sampleRules } from './sample-rules.ts'

const base = ruleSetSchema.parse({
  version: 4,
  rules: [{ id: 'a', when: {}, then: { activity: 'reference', rating: 'support' } }],
  remote: [
    { id: 'citrix', title: '^(?<inner>.*) - Remote$' },
    { id: 'rdp', app: 'mstsc', title: 'Desktop$' },
    { id: 'horizon', title: 'Horizon$' },
  ],
})
const remotesOf = (draft: Draft) => draft.remote.map(({ item }) => item.id)

test('a draft lists what was added, changed, moved and removed', () => {
  const start = draftOf(sampleRules())
  const added = addRule(start, 0)
  let draft = changeRule(added.draft, 1, (rule) => ({ ...rule, when: { host: 'availity.com' } }))
  draft = moveRule(draft, 9, 0)
  draft = removeRule(draft, 11)
  expect(changesOf(draft).map((change) => [change.kind, 'item' in change ? change.item.id : null])).toEqual([
    ['moved', 'excel'],
    ['added', 'rule-13'],
    ['changed', 'availity-claim-status'],
    ['removed', 'news'],
  ])
  expect(changesOf(start)).toEqual([])
})

test('a new rule stands before all others but the private ones at the top', () => {
  const idsOf = (draft: Draft) => addRule(draft, null).draft.rules.map(({ item }) => item.id)
  expect(idsOf(draftOf(sampleRules())).slice(0, 3)).toEqual(['bank', 'rule-13', 'availity-claim-status'])
  expect(idsOf(draftOf(base))).toEqual(['rule-2', 'a'])
  expect(idsOf(draftOf({ ...base, rules: sampleRules().rules.slice(0, 1) }))).toEqual(['bank', 'rule-2'])
})

test('a draft on top of another version keeps the changes of both sides and names the conflicts', () => {
  const sample = sampleRules()
  let draft = changeRule(draftOf(sample), 9, (rule) => ({ ...rule, then: { ...rule.then, payer: 'Mine' } }))
  draft = moveRule(draft, 2, 1)
  draft = addRule(draft, 10).draft
  const latest = {
    ...sample,
    version: 8,
    rules: sample.rules
      .filter(({ id }) => id !== 'bank')
      .map((rule) => (rule.id === 'excel' ? { ...rule, name: 'Theirs' } : rule)),
  }
  const { draft: rebased, conflicts } = rebase(draft, latest)
  expect(conflicts).toEqual(['excel'])
  expect(ruleSetOf(rebased).version).toBe(9)
  expect(rebased.rules.map(({ item }) => item.id)).toEqual([
    'availity-remittance',
    'availity-claim-status',
    'availity-login',
    'availity',
    'uhc-claims',
    'uhc-appeals',
    'epic-account',
    'word-appeal',
    'excel',
    'softphone',
    'rule-13',
    'news',
  ])
  expect(rebased.rules.find(({ item }) => item.id === 'excel')?.item.then.payer).toBe('Mine')
})

test('the rules of a draft on top of its own base are unchanged', () => {
  const sample = sampleRules()
  const step = fc.record({ what: fc.constantFrom('move', 'remove', 'add', 'change'), key: fc.nat(11), to: fc.nat(12) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      const draft = steps.reduce((current, { what, key, to }) => {
        if (what === 'move') return moveRule(current, key, to)
        if (what === 'remove') return removeRule(current, key)
        if (what === 'add') return addRule(current, current.rules[to]?.key ?? null).draft
        return changeRule(current, key, (rule) => ({ ...rule, name: `changed ${to}` }))
      }, draftOf(sample))
      expect(rebase(draft, sample).draft.rules.map(({ item }) => item)).toEqual(draft.rules.map(({ item }) => item))
    }),
    { numRuns: 300 },
  )
})

test('a rule set keeps its remote types when its rules are changed', () => {
  const changed = changeRule(draftOf(base), 0, (rule) => ({ ...rule, name: 'All' }))
  expect(ruleSetOf(changed)).toEqual({ ...base, version: 5, rules: [{ ...base.rules[0], name: 'All' }] })
})

test('remote types are added, changed, moved and removed like rules', () => {
  let draft = addRemote(draftOf(base))
  draft = changeRemote(draft, 3, (kind) => withTitle(kind, 'AWS$'))
  draft = changeRemote(draft, 1, (kind) => ({ ...kind, app: 'msrdc' }))
  draft = moveRemote(draft, 3, 0)
  draft = removeRemote(draft, 2)
  expect(ruleSetOf(draft).remote).toEqual([
    { id: 'remote-4', enabled: true, title: 'AWS$' },
    base.remote?.[0],
    { id: 'rdp', app: 'msrdc', title: 'Desktop$' },
  ])
  expect(changesOf(draft)).toEqual([
    { kind: 'remote', change: { kind: 'added', key: 3, item: draft.remote[0]?.item, position: 1 } },
    {
      kind: 'remote',
      change: {
        kind: 'changed',
        key: 1,
        item: draft.remote[2]?.item,
        fields: [{ field: 'app', before: 'mstsc', after: 'msrdc' }],
      },
    },
    { kind: 'remote', change: { kind: 'removed', item: base.remote?.[2] } },
  ])
  expect(compileRuleSet(ruleSetOf(draft)).ok).toBe(true)
})

test('a rule set without remote types has no such field: older agents do not know it', () => {
  const emptied = [0, 1, 2].reduce(removeRemote, draftOf(base))
  expect(ruleSetOf(emptied)).not.toHaveProperty('remote')
  const { remote: _none, ...without } = base
  expect(changesOf(draftOf(without))).toEqual([])
})

test('on top of another version, the remote types of both sides stay, and conflicts are named', () => {
  let draft = changeRemote(draftOf(base), 0, (kind) => ({ ...kind, name: 'Mine' }))
  draft = addRemote(draft)
  draft = moveRemote(draft, 2, 0)
  const theirs = {
    ...base,
    version: 5,
    remote: [{ id: 'citrix', title: 'theirs' }, base.remote![2]!, { id: 'vdi', title: 'v' }],
  }
  const { draft: rebased, conflicts } = rebase(draft, theirs)
  expect(remotesOf(rebased)).toEqual(['horizon', 'citrix', 'remote-4', 'vdi'])
  expect(rebased.remote[1]?.item.name).toBe('Mine')
  expect(conflicts).toEqual(['citrix'])
  const keys = rebased.remote.map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
})

test('a draft on top of its own base is unchanged, and no key occurs twice', () => {
  const step = fc.record({
    what: fc.constantFrom('move', 'remove', 'add', 'rule', 'change'),
    key: fc.nat(4),
    to: fc.nat(4),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
      const draft = steps.reduce((current, { what, key, to }) => {
        if (what === 'move') return moveRemote(current, key, to)
        if (what === 'remove') return removeRemote(current, key)
        if (what === 'add') return addRemote(current)
        if (what === 'rule') return addRule(current, null).draft
        return changeRemote(current, key, (kind) => ({ ...kind, name: `changed ${to}` }))
      }, draftOf(base))
      const rebased = rebase(draft, base).draft
      expect(rebased.remote.map(({ item }) => item)).toEqual(draft.remote.map(({ item }) => item))
      for (const list of [draft.remote, draft.rules, rebased.remote, rebased.rules])
        expect(new Set(list.map(({ key }) => key)).size).toBe(list.length)
    }),
    { numRuns: 300 },
  )
})

test('a new remote type is disabled until it has a pattern, and an enabled one needs a pattern', () => {
  const fresh = addRemote(draftOf(base))
  expect(remoteErrors(fresh.remote)).toEqual([])
  const on = changeRemote(fresh, 3, (kind) => ({ ...kind, id: 'rdp', enabled: true }))
  const errors = remoteErrors(on.remote)
  expect(errors).toEqual([
    { pointer: '/remote/3/id', detail: 'Number 2 already has the ID rdp' },
    { pointer: '/remote/3/title', detail: 'A pattern is required: an empty pattern would match every window' },
  ])
  expect(errorsWithoutField([...errors, { pointer: '/remote', detail: 'too many' }])).toEqual([
    { pointer: '/remote', detail: 'too many' },
  ])
  const off = { id: 'x', enabled: false, title: 'a' }
  // A type that was disabled on purpose stays disabled when its pattern changes.
  expect(withTitle(off, 'b')).toEqual({ id: 'x', enabled: false, title: 'b' })
})

test('the groups of a pattern decide what is known about the inner window', () => {
  expect(effectOf('^(?P<inner>.*) - (?<app>Excel)$')).toBe('titleAndApp')
  expect(effectOf('^(?<inner>.*)$')).toBe('title')
  expect(effectOf('^(?<Inner>.*)$')).toBe('nothing')
})

test('a draft survives a reload, and a draft that this version cannot read is dropped', () => {
  const kept = new Map<string, string>()
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, text: string) => void kept.set(name, text),
    removeItem: (name: string) => void kept.delete(name),
  } as unknown as Storage
  const draft = addRemote(draftOf(base))
  saveDraft(storage, draft)
  expect(loadDraft(storage)).toEqual(draft)
  const { remote: _before, ...older } = draft
  saveDraft(storage, older as Draft)
  expect(loadDraft(storage)).toBeNull()
})

test('a duration that cannot be read stays in the draft, follows its rule to another version, and is an error until it is replaced', () => {
  let draft = withUnreadable(draftOf(base), 'policy/touchGapMs', 'an hour')
  draft = withUnreadable(draft, 'rule/0', 'soon')
  expect(durationErrors(draft)).toEqual([
    { pointer: '/policy/touchGapMs', detail: 'End a touch after must be a number of minutes, 0 or more' },
    { pointer: '/rules/0/then/idleAfterMs', detail: 'Idle after must be a number of minutes, 0 or more' },
  ])
  const first = { ...base.rules[0]!, id: 'first' }
  const { draft: rebased } = rebase(draft, { ...base, version: 5, rules: [first, ...base.rules] })
  expect(rebased.unreadable).toEqual({ 'policy/touchGapMs': 'an hour', 'rule/1': 'soon' })
  expect(durationErrors(rebased)[1]?.pointer).toBe('/rules/1/then/idleAfterMs')
  expect(Object.keys(withIdleAfter(rebased, 1, 60_000).unreadable)).toEqual(['policy/touchGapMs'])
})

test('an error of the rule compiler is worded for its field', () => {
  const then = { activity: 'reference', rating: 'support' } as const
  const wrong = {
    ...base,
    policy: { ...base.policy, syncEveryMs: 100 },
    rules: [
      { id: 'a', when: { title: 'account(' }, then },
      { id: 'a', when: { host: 'https://x' }, then, claimRef: '[0-9]+' },
      { id: '', when: { path: 'x'.repeat(1001) }, then: { ...then, activity: 'No Way', payer: 'p'.repeat(101) } },
      { id: 'b b', when: {}, then: { ...then, activity: '' } },
    ],
  }
  const wordsOf = (ruleSet: typeof wrong) => {
    const draft = draftOf(ruleSet)
    const compiled = compileRuleSet(ruleSet)
    if (compiled.ok) throw new Error('the rule set has errors')
    return Object.fromEntries(
      compiled.errors.map((error) => readableError(error, draft)).map(({ pointer, detail }) => [pointer, detail]),
    )
  }
  expect(wordsOf(wrong)).toEqual({
    '/policy/syncEveryMs': 'Agents cannot send more often than every 0.5 seconds',
    '/rules/2/id': 'ID is required',
    '/rules/2/when/path': 'Path must have 1,000 characters or fewer',
    '/rules/2/then/activity': 'Use lowercase letters, digits and underscores',
    '/rules/2/then/payer': 'Payer must have 100 characters or fewer',
    '/rules/3/id': 'Use letters, digits, dots, dashes and underscores',
    '/rules/3/then/activity': 'Activity is required',
  })
  expect(wordsOf({ ...wrong, policy: base.policy, rules: wrong.rules.slice(0, 2) })).toEqual({
    '/rules/0/when/title': expect.stringMatching(/^Not a valid regular expression \(RE2\): .*account\(/) as string,
    '/rules/1/id': 'Number 1 already has the ID a',
    '/rules/1/when/host': 'Use a domain such as availity.com, not a pattern or an address',
    '/rules/1/claimRef': 'Add a named group: (?<ref>…)',
  })
  const fromEndpoint = { pointer: '/rules/0/when/title', detail: 'Another rule already matches these windows' }
  expect(readableError(fromEndpoint, draftOf(wrong))).toEqual(fromEndpoint)
})

test('a proposal becomes a disabled rule before the one that it contradicts, else the last one', () => {
  const draft = draftOf(sampleRules())
  const said = { proposedActivity: 'eligibility', program: null, count: 1, notes: [] }
  const contradicted = draftProposal(draft, { ...said, activity: 'claim_status', ruleId: 'availity-claim-status' })
  const [first, second, third] = contradicted.draft.rules.map(({ item }) => item)
  expect([first?.id, third?.id]).toEqual(['bank', 'availity-claim-status'])
  expect(second).toEqual({
    ...third,
    ...{ id: expect.any(String) as unknown, enabled: false, then: { ...third?.then, activity: 'eligibility' } },
    name: undefined,
  })
  const unclassified = draftProposal(draft, { ...said, activity: 'unclassified', ruleId: null, program: 'way.star' })
  expect(unclassified.draft.rules.at(-1)).toMatchObject({
    key: unclassified.key,
    item: {
      enabled: false,
      when: { app: String.raw`^way\.star$` },
      then: { activity: 'eligibility', rating: 'support' },
    },
  })
  for (const { draft: made } of [contradicted, unclassified])
    expect(compileRuleSet(ruleSetOf(made))).toMatchObject({ ok: true })
})
