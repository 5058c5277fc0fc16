import { expect, test } from 'vitest'
import { isClaimReference, normalizeReference } from '../../src/shared/classify/index.ts'

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

test('dates and telephone numbers are none in any width', () => {
  for (const text of ['２０２６０１０５', '２０２６-０１-０５', '５５５-１２３-４５６７'])
    expect(isClaimReference(text)).toBe(false)
  expect(isClaimReference('ＡＢ－１２３４５')).toBe(true)
})
