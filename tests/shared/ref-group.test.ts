import { describe, expect, test } from 'vitest'
import { claimRefFault, compileRuleSet, matchWindow, publicationErrors } from '../../src/shared/classify/index.ts'

const then = { activity: 'claim_status', rating: 'core' } as const

describe('what a claimRef may be', () => {
  test.each([
    ['claim[ #:]+(?<ref>[A-Z0-9-]{6,20})'],
    ['(?:claim|pcn|acct)(?: ?(?:no\\.?|number|id))?[ #:/=-]+(?<ref>[A-Z]{0,6}-?[0-9][A-Z0-9-]{4,60})'],
    ['(?<ref>[A-Z0-9]{9})'],
    ['#(?<ref>\\d{4,20})'],
    ['(?:ID|DX) ?#(?<ref>\\d{4,20})'],
    ['[A-Z]+ #(?<ref>[0-9]{6})'],
    ['claim.{0,9}(?<ref>[0-9]{6})'],
    ['^.*claim (?<ref>[A-Z0-9]{6,12})'],
    ['claims/(?<ref>[A-Z0-9-]{6,20})'],
    ['[Cc]laim (?<ref>[[:alnum:]]{6,20})'],
  ])('%s is used', (pattern) => {
    expect(claimRefFault(pattern)).toBeNull()
  })

  test.each([
    ['claim (?<ref>[A-Z0-9]+)', 'unbounded'],
    ['claim (?<ref>[A-Z0-9]*)', 'unbounded'],
    ['claim (?<ref>[A-Z0-9]{6,})', 'unbounded'],
    ['claim (?<ref>(?:[A-Z]{2}\\d+){1,3})', 'unbounded'],
    ['claim (?:(?<ref>\\d{6}) ?)+', 'unbounded'],
    ['claim (?<ref>.{6})', 'wildcard'],
    ['claim (?<ref>\\S{6})', 'wildcard'],
    ['claim (?<ref>\\D{6})', 'wildcard'],
    ['claim (?<ref>[^ ]{6})', 'wildcard'],
    ['claim (?<ref>[\\s\\S]{6})', 'wildcard'],
    ['claim (?<ref>[a-z\\D]{6})', 'wildcard'],
    ['claim (?<ref>\\P{Lu}{6})', 'wildcard'],
    ['claim (?<ref>\\p{^Lu}{6})', 'wildcard'],
    ['claim (?<ref>[[:^digit:]]{6})', 'wildcard'],
    ['claim (?<ref>\\PL{6})', 'wildcard'],
    ['claim (?P<ref>(?:\\d|.){6})', 'wildcard'],
    ['^.{3}(?<ref>[A-Z0-9]{6})', 'fixed_place'],
    ['\\A.{3}(?<ref>[A-Z0-9]{6})', 'fixed_place'],
    ['(?m)^.{3}(?<ref>[A-Z0-9]{6})', 'fixed_place'],
    ['.{3}(?<ref>[A-Z0-9]{6})', 'fixed_place'],
    ['^[\\w\\s]{4}(?<ref>[A-Z0-9]{6})', 'fixed_place'],
    ['[\\w\\s]{4}(?<ref>[A-Z0-9]{6})', 'fixed_place'],
    ['[\\w\\s]{4}[\\w\\s]*?(?<ref>[A-Z0-9]{6})', 'fixed_place'],
    ['.{17}.*?(?<ref>[A-Z0-9]{6})', 'fixed_place'],
    ['.+(?<ref>[A-Z0-9]{6})', 'fixed_place'],
    ['^(?<ref>[A-Z0-9]{6})', 'fixed_place'],
    ['^Claim .{3}(?<ref>[A-Z0-9]{6})', 'fixed_place'],
    // An alternative that nobody needs does not hide the counted one.
    ['(?:^.{3}|claim.*)(?<ref>[A-Z0-9]{6})', 'fixed_place'],
    ['(?:^Claim.{3}|account.*)(?<ref>[A-Z0-9]{6})', 'fixed_place'],
    ['(?:.{3}|claim.*)(?<ref>[A-Z0-9]{6})', 'fixed_place'],
    // A choice among letters is a class in other words.
    ['(?:a|b|c|d|e|f|g|h|i|j|k|l|m|n|o|p|q|r|s|t){3}(?<ref>[A-Z0-9]{6})', 'fixed_place'],
    ['(?:a|b|c|d)?(?:e|f|g|h)?(?:i|j|k|l)?.{3}(?<ref>[A-Z0-9]{6})', 'fixed_place'],
    ['(?:ab|cd|ef|gh)(?:.){3}(?<ref>[A-Z0-9]{6})', 'fixed_place'],
  ])('%s is ignored: %s', (pattern, fault) => {
    expect(claimRefFault(pattern)).toBe(fault)
  })

  test('such a rule classifies, and nobody publishes it', () => {
    const rule = { id: 'spy', when: { title: 'claim' }, then, claimRef: '.{3}(?<ref>[A-Z0-9]{6})' }
    const result = compileRuleSet({ version: 1, rules: [rule] })
    if (!result.ok) throw new Error(JSON.stringify(result.errors))
    const { match } = matchWindow(result.compiled, { app: 'msedge', title: 'My A12345 claim' })
    expect([match?.rule.rule.id, match?.reference]).toEqual(['spy', null])
    expect(publicationErrors(result)).toEqual([
      {
        pointer: '/rules/0/claimRef',
        detail:
          'rule "spy": the group ref begins at a fixed place of the title: let a word such as "claim" stand before it',
      },
    ])
  })
})

test('an inner window that begins or ends within a word gives no reference', () => {
  const rules = [{ id: 'any', when: {}, then, claimRef: '(?<ref>[A-Z0-9]{6})' }]
  const referenceOf = (pattern: string, title: string) => {
    const remote = [{ id: 'citrix', title: pattern }]
    const result = compileRuleSet({ version: 1, rules, remote })
    if (!result.ok) throw new Error(JSON.stringify(result.errors))
    return matchWindow(result.compiled, { app: 'wfica32', title }).match?.reference ?? null
  }
  expect(referenceOf('^(?<inner>.+) - Remote', 'Account A12345 - Remote')).toBe('A12345')
  expect(referenceOf('^.{4}(?<inner>.{6})', 'MRN 1234567890')).toBeNull()
  expect(referenceOf('^.{6}(?<inner>.{6})', 'MRN 1234567890')).toBeNull()
})
