import { expect, it, test } from 'vitest'
import fc from 'fast-check'
import { compileRuleSet, createClassifier } from '../../src/shared/classify/index.ts'
import type { ClaimToken } from '../../src/shared/contract/index.ts'
import { isShape, LONGEST_SHAPE, patternOfShape, shapeOf } from '../../src/shared/window-shape/index.ts'

it.each([
  ['Claim Status - Vandermeer, Quill (MRN 00123-45)', 'claim status - •, • (• #-#)'],
  ['Quill de la Vandermeer – Account #PCN20418 04/12/1961', '• – account #•# #/#/#'],
  ['ПАЦИЕНТ Иванов | Übersicht', '• | •'],
  ['a@b.example ☎ 555', '•.• #'],
  ['  Inbox  ', 'inbox'],
  [null, ''],
])('the shape of %s', (title, shape) => {
  expect(shapeOf(title)).toBe(shape)
})

test('a shape has words of the vocabulary only, is short, and is its own shape', () => {
  const word = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('claim', 'Smith', '1961', '#', '•', ' ', '-'))
  fc.assert(
    fc.property(fc.array(word), (words) => {
      const shape = shapeOf(words.join(''))
      expect(isShape(shape)).toBe(true)
      expect(shape.length).toBeLessThanOrEqual(LONGEST_SHAPE)
      expect(shape).not.toMatch(/[0-9]|smith/i)
    }),
  )
})

function ruleOfTitle(pattern: string, title: string): string | null {
  const rules = [{ id: 'made', when: { title: pattern }, then: { activity: 'reference', rating: 'support' } }]
  const result = compileRuleSet({ version: 1, rules })
  if (!result.ok) throw new Error(JSON.stringify(result.errors))
  return createClassifier(result.compiled, () => 'token' as ClaimToken)({ app: 'x', title }).classification.ruleId
}

test('the pattern of a shape takes the titles that have it', () => {
  const part = fc.constantFrom(
    'Claim',
    'Smith',
    '1961',
    '7',
    '•',
    ' ',
    '  ',
    '-',
    '/',
    '(',
    ')',
    '.',
    'ü',
    '$',
    'Inbox',
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 80 }), (parts) => {
      const title = parts.join('')
      const pattern = patternOfShape(shapeOf(title), LONGEST_SHAPE)
      fc.pre(pattern !== null)
      expect(ruleOfTitle(pattern, title)).toBe('made')
    }),
  )
})

test.each(['claim status - Quill', 'Claim Status – 7', 'my claim status - 7', 'claim status - 7 more'])(
  'the pattern of a shape does not take %s, which has another',
  (title) => {
    expect(ruleOfTitle(patternOfShape('claim status - #', LONGEST_SHAPE) ?? '', title)).toBeNull()
  },
)

test('a shape that says nothing makes no pattern', () => {
  expect(['', '•', '• - •', '•, •'].map((shape) => patternOfShape(shape, LONGEST_SHAPE))).toEqual([
    null,
    null,
    null,
    null,
  ])
})
