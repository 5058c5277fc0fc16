import { expect, test } from 'vitest'
import { changeRule, draftOf, ruleSetOf } from '../../src/renderer/rules/draft.ts'
import { ruleSetSchema } from '../../src/shared/contract/ruleset.ts'

test('publishing keeps what the screen does not show: the kinds of remote windows', () => {
  const base = ruleSetSchema.parse({
    version: 4,
    rules: [{ id: 'a', when: {}, then: { activity: 'reference', rating: 'support' } }],
    remote: [{ id: 'citrix', title: '^(?<inner>.*) - Remote$' }],
  })
  const changed = changeRule(draftOf(base), 0, (rule) => ({ ...rule, name: 'All' }))
  expect(ruleSetOf(changed)).toEqual({ ...base, version: 5, rules: [{ ...base.rules[0], name: 'All' }] })
})
