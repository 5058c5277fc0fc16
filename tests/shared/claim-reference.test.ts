import { expect, test } from 'vitest'
import { compileRuleSet, isClaimReference, matchWindow, normalizeReference } from '../../src/shared/classify/index.ts'

test('a number is the same however it was typed or copied', () => {
  for (const written of [
    'PCN-204 18',
    'pcn20418',
    'ＰＣＮ－２０４１８',
    'PCN\u2212204\u00AD18\u200B',
    '\u202APCN 204–18\u202C',
  ])
    expect(normalizeReference(written)).toBe('PCN20418')
  expect(normalizeReference('\u200B \u2212')).toBeNull()
})

test('neither is a part of one', () => {
  const rules = [
    { id: 'any', when: {}, then: { activity: 'appeal', rating: 'core' }, claimRef: '(?<ref>[A-Z0-9-]{5,20})' },
  ]
  const parts = [{ ...rules[0], claimRef: '(?<ref>[0-9]{2,3}-[0-9]{4})' }]
  const referenceIn = (set: readonly object[], title: string) => {
    const result = compileRuleSet({ version: 1, rules: set })
    if (!result.ok) throw new Error(JSON.stringify(result.errors))
    return matchWindow(result.compiled, { app: null, title }).match?.reference ?? null
  }
  for (const title of ['(555) 867-5309', '555.867-5309', '555 867-5309', '04-12-1961', 'born 04-12-1961', '４-12-1961'])
    expect(referenceIn(parts, title)).toBeNull()
  expect(referenceIn(parts, 'Claim 867-5309')).toBe('8675309')
  expect(referenceIn(parts, '99-13-1961')).toBe('131961')
  expect(referenceIn(rules, 'PCN-555-867-5309')).toBe('PCN5558675309')
  expect(referenceIn(rules, 'AB-04-12-1961')).toBe('AB04121961')
})

test('dates and telephone numbers are none in any width', () => {
  for (const text of ['２０２６０１０５', '２０２６-０１-０５', '５５５-１２３-４５６７'])
    expect(isClaimReference(text)).toBe(false)
  expect(isClaimReference('ＡＢ－１２３４５')).toBe(true)
})
