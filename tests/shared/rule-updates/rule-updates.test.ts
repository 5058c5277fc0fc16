import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Rule } from '../../../src/shared/contract/ruleset.ts'
import { ruleUpdates } from '../../../src/shared/rule-updates/index.ts'

const rule = (id: string, path: string, more: Partial<Rule> = {}): Rule => ({
  ...{ id, when: { host: 'availity.com', path } },
  then: { activity: 'claim_status', rating: 'core', system: 'Availity', systemKind: 'payer_portal' },
  ...more,
})
const kindsOf = (...given: Parameters<typeof ruleUpdates>) =>
  ruleUpdates(...given).map(({ kind, before, after }) => [kind, (before ?? after)?.id])

test('a rule that nobody changed follows the newest version, and stays on or off', () => {
  const off = { enabled: false }
  expect(ruleUpdates([[rule('a', '1')]], [rule('a', '2')], [rule('a', '1', off)])).toEqual([
    { kind: 'changed', pack: 'Availity', before: rule('a', '1', off), after: rule('a', '2', off), follows: null },
  ])
  // Two versions later, too.
  expect(kindsOf([[rule('a', '1')], [rule('a', '2')]], [rule('a', '3')], [rule('a', '1')])).toEqual([['changed', 'a']])
  expect(kindsOf([[rule('a', '1')]], [rule('a', '2')], [rule('a', '2')])).toEqual([])
})

test('own rules, changed ones and removed ones stay; a rule that both have changed is named', () => {
  const earlier = [[rule('a', '1'), rule('b', '1'), rule('gone', '1')]]
  const latest = [rule('a', '2'), rule('b', '1'), rule('gone', '2')]
  expect(kindsOf(earlier, latest, [rule('mine', '9'), rule('a', 'own'), rule('b', 'own')])).toEqual([['kept', 'a']])
})

test('a new rule comes behind the one before it, off where its portal is off; a withdrawn one goes', () => {
  const off = { enabled: false }
  const earlier = [[rule('a', '1'), rule('b', '1')]]
  const latest = [rule('a', '1'), rule('c', '1'), rule('d', '1')]
  const updates = ruleUpdates(earlier, latest, [rule('a', '1', off), rule('b', '1', off)])
  expect(updates.map(({ kind, after, follows }) => [kind, after, follows])).toEqual([
    ['added', rule('c', '1', off), 'a'],
    ['added', rule('d', '1', off), 'c'],
    ['withdrawn', null, null],
  ])
})

test('a rule that was verified since is an update; one that an admin verified is none', () => {
  const assumed = { assumed: true }
  expect(kindsOf([[rule('a', '1', assumed)]], [rule('a', '1')], [rule('a', '1', assumed)])).toEqual([['changed', 'a']])
  expect(kindsOf([[rule('a', '1', assumed)]], [rule('a', '1', assumed)], [rule('a', '1')])).toEqual([])
})

const rules = fc
  .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('1', '2', '3')), {
    selector: ([id]) => id,
  })
  .map((parts) => parts.map(([id, path]) => rule(id, path)))

test('whatever the versions, no update touches a rule that no earlier version had, and taking all of them leaves none', () => {
  fc.assert(
    fc.property(fc.array(rules, { maxLength: 3 }), rules, rules, (earlier, latest, own) => {
      const updates = ruleUpdates(earlier, latest, own).filter(({ kind }) => kind !== 'kept')
      const known = new Set(earlier.flat().map(({ id, when }) => `${id} ${when.path}`))
      for (const { before } of updates) if (before) expect(known).toContain(`${before.id} ${before.when.path}`)
      const taken = own.flatMap((one) => {
        const update = updates.find(({ before }) => before?.id === one.id)
        return update === undefined ? [one] : update.after === null ? [] : [update.after]
      })
      const all = [...taken, ...updates.flatMap(({ before, after }) => (before === null && after ? [after] : []))]
      expect(ruleUpdates(earlier, latest, all).filter(({ kind }) => kind !== 'kept')).toEqual([])
    }),
  )
})
