import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { suggestedFix } from '../../src/renderer/root-causes/fix.ts'
import { enUS } from '../../src/renderer/text/messages.ts'
import { carcCategoriesSchema } from '../../src/shared/denials/index.ts'

const { categories } = carcCategoriesSchema.parse(
  JSON.parse(readFileSync(new URL('../../assets/denials/carc-categories.json', import.meta.url), 'utf8')),
)

test('every category has a next step of its own, and no other has one', () => {
  expect(Object.keys(enUS.fixes.category).toSorted()).toEqual(Object.keys(categories).toSorted())
  const texts = [...Object.values(enUS.fixes.category), ...Object.values(enUS.fixes.carc)]
  expect(new Set(texts).size).toBe(texts.length)
})

test('a CARC with a next step is one that makes a denial', () => {
  const placed = new Set(Object.values(categories).flat())
  expect(Object.keys(enUS.fixes.carc).filter((carc) => !placed.has(carc))).toEqual([])
})

test.each(Object.entries({ ...enUS.fixes.category, ...enUS.fixes.carc }))('%s: a plain, short text', (_of, text) => {
  expect(text).toMatch(/^[A-Z].*\.$/)
  expect(text.length).toBeLessThan(220)
})

test('the CARC’s step comes before the category’s; a category that a tenant made has none', () => {
  expect(suggestedFix('authorization', '197')).toBe(enUS.fixes.carc['197'])
  expect(suggestedFix('authorization', '15')).toBe(enUS.fixes.category.authorization)
  expect(suggestedFix('timely_filing', null)).toBe(enUS.fixes.category.timely_filing)
  expect(suggestedFix('our own', '9999')).toBeNull()
  expect(suggestedFix('toString', 'constructor')).toBeNull()
})
