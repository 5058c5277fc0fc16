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
  removeRemote,
  ruleSetOf,
} from '../../src/renderer/rules/draft.ts'
import { loadDraft, saveDraft } from '../../src/renderer/rules/draft-storage.ts'
import { whatIsKnown, withTitle } from '../../src/renderer/rules/remote-kind.ts'
import { homelessErrors, remoteErrors } from '../../src/renderer/rules/rule-errors.ts'
import { compileRuleSet } from '../../src/shared/classify/index.ts'
import { ruleSetSchema } from '../../src/shared/contract/ruleset.ts'

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

test('a rule set keeps its kinds of remote windows when its rules are changed', () => {
  const changed = changeRule(draftOf(base), 0, (rule) => ({ ...rule, name: 'All' }))
  expect(ruleSetOf(changed)).toEqual({ ...base, version: 5, rules: [{ ...base.rules[0], name: 'All' }] })
})

test('kinds of remote windows are added, changed, moved and removed as rules are', () => {
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

test('a rule set without kinds of remote windows does not name them: older agents know no such field', () => {
  const emptied = [0, 1, 2].reduce(removeRemote, draftOf(base))
  expect(ruleSetOf(emptied)).not.toHaveProperty('remote')
  const { remote: _none, ...without } = base
  expect(changesOf(draftOf(without))).toEqual([])
})

test('carried over to another version, both sides’ remote windows stay, and clashes are named', () => {
  let draft = changeRemote(draftOf(base), 0, (kind) => ({ ...kind, name: 'Mine' }))
  draft = addRemote(draft)
  draft = moveRemote(draft, 2, 0)
  const theirs = {
    ...base,
    version: 5,
    remote: [{ id: 'citrix', title: 'theirs' }, base.remote![2]!, { id: 'vdi', title: 'v' }],
  }
  const { draft: rebased, clashes } = rebase(draft, theirs)
  expect(remotesOf(rebased)).toEqual(['horizon', 'citrix', 'remote-4', 'vdi'])
  expect(rebased.remote[1]?.item.name).toBe('Mine')
  expect(clashes).toEqual(['citrix'])
  const keys = rebased.remote.map(({ key }) => key)
  expect(new Set(keys).size).toBe(keys.length)
})

test('carrying remote windows over to the version they came from changes nothing, and no key comes twice', () => {
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

test('a new kind is off until it has a pattern, and an empty pattern is refused of one that is on', () => {
  const fresh = addRemote(draftOf(base))
  expect(remoteErrors(fresh.remote)).toEqual([])
  const on = changeRemote(fresh, 3, (kind) => ({ ...kind, id: 'rdp', enabled: true }))
  const errors = remoteErrors(on.remote)
  expect(errors).toEqual([
    { pointer: '/remote/3/id', detail: 'duplicate id "rdp": number 2 has it already' },
    { pointer: '/remote/3/title', detail: 'an empty pattern would match every window' },
  ])
  expect(homelessErrors([...errors, { pointer: '/remote', detail: 'too many' }])).toEqual([
    { pointer: '/remote', detail: 'too many' },
  ])
  const off = { id: 'x', enabled: false, title: 'a' }
  // Somebody switched this one off: another pattern does not switch it on.
  expect(withTitle(off, 'b')).toEqual({ id: 'x', enabled: false, title: 'b' })
})

test('a pattern says in words what it tells of the window inside', () => {
  expect(whatIsKnown('^(?P<inner>.*) - (?<app>Excel)$')).toBe('tells the title inside and its application')
  expect(whatIsKnown('^(?<inner>.*)$')).toBe('tells the title inside, of any application')
  expect(whatIsKnown('^(?<Inner>.*)$')).toMatch(/^no group inner/)
})

test('a draft outlives a reload, and one this version cannot read is none', () => {
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
