import { expect, it, test } from 'vitest'
import fc from 'fast-check'
import { isShape, LONGEST_SHAPE, shapeOf } from '../../src/shared/window-shape/index.ts'

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
