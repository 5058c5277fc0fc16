import { expect, test } from 'vitest'
import type { RuleUse } from '../../../src/shared/contract/rule-use.ts'
import type { Rule } from '../../../src/shared/contract/ruleset.ts'
import { coverageOf, draftEffects } from '../../../src/shared/rule-coverage/index.ts'

const rule = (id: string, more: Partial<Rule> = {}): Rule => ({
  ...{ id, when: { app: id }, then: { activity: 'claim_status', rating: 'core', payer: 'Aetna' } },
  ...more,
})
const use: RuleUse = {
  ...{ from: 0, to: 1, totalMs: 1000, unnamedMs: 100, privateMs: 0 },
  rules: [
    { ruleId: 'long', activeMs: 500, people: 3 },
    { ruleId: 'short', activeMs: 400, people: 1 },
    { ruleId: 'quiet', activeMs: 0, people: 1 },
  ],
}
const effectsOf = (before: Rule, after: Rule | null) =>
  draftEffects([{ before, after }], use).map(({ rule: { id }, ...effect }) => ({ id, ...effect }))

test('a rule that goes, is disabled, says something else or asks for other windows, with its time and people', () => {
  const long = rule('long')
  const row = { id: 'long', activeMs: 500, people: 3 }
  expect(effectsOf(long, null)).toEqual([{ ...row, kind: 'gone', fields: [] }])
  expect(effectsOf(long, { ...long, enabled: false })).toEqual([{ ...row, kind: 'off', fields: [] }])
  expect(effectsOf(long, { ...long, when: { app: 'other' } })).toEqual([{ ...row, kind: 'conditions', fields: [] }])
  expect(effectsOf(long, { ...long, then: { activity: 'appeal', rating: 'core' } })).toEqual([
    {
      ...{ ...row, kind: 'changed' },
      fields: [
        { field: 'activity', before: 'claim_status', after: 'appeal' },
        { field: 'payer', before: 'Aetna', after: null },
      ],
    },
  ])
})

test('a name, an idle threshold or a claim pattern moves no time, nor does a rule that was off or matched nothing', () => {
  const long = rule('long')
  const renamed = { ...long, name: 'Other', claimRef: 'x', then: { ...long.then, idleAfterMs: 1 } }
  expect(effectsOf(long, renamed)).toEqual([])
  expect(effectsOf({ ...long, enabled: false }, null)).toEqual([])
  expect(effectsOf(rule('quiet'), null)).toEqual([])
  expect(effectsOf(rule('unused'), null)).toEqual([])
})

test('the most time comes first', () => {
  const pairs = [rule('short'), rule('long')].map((before) => ({ before, after: null }))
  expect(draftEffects(pairs, use).map(({ activeMs }) => activeMs)).toEqual([500, 400])
})

test('coverage: used rules, removed ones among them, those that matched nothing, and those that never match', () => {
  const rules = [
    rule('long'),
    rule('long-again', { when: { app: 'long' } }),
    rule('quiet'),
    rule('unused'),
    rule('off', { enabled: false }),
    rule('bank', { then: { activity: 'private', rating: 'private' } }),
  ]
  const { used, unmatched, never } = coverageOf({ rules }, use)
  expect(used.map(({ ruleId, rule: found }) => [ruleId, found?.id])).toEqual([
    ['long', 'long'],
    ['short', undefined],
    ['quiet', 'quiet'],
  ])
  expect(unmatched.map(({ id }) => id)).toEqual(['unused'])
  expect(never).toEqual([{ ruleId: 'long-again', takenBy: ['long'] }])
})
