import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changedParts } from '../../../src/server/audit/changed-parts.ts'
import { amount } from '../../setup/amount.ts'

describe('the parts in which two documents differ', () => {
  test.each([
    [{ a: 1 }, { a: 1 }, null],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, null],
    [
      { a: 1, b: 2 },
      { a: 1, b: 3 },
      { before: { b: 2 }, after: { b: 3 } },
    ],
    [{ a: 1 }, { a: 1, b: null }, { before: {}, after: { b: null } }],
    [{ a: 1, b: 2 }, { a: 1 }, { before: { b: 2 }, after: {} }],
    [{ in: { a: 1, b: 2 } }, { in: { a: 1, b: 3 } }, { before: { in: { b: 2 } }, after: { in: { b: 3 } } }],
    [{ list: [1, 2] }, { list: [2, 1] }, { before: { list: [1, 2] }, after: { list: [2, 1] } }],
    [null, { a: 1 }, { before: null, after: { a: 1 } }],
  ])('%j to %j', (before, after, parts) => {
    expect(changedParts(before, after)).toEqual(parts)
  })

  const one = { id: 'one', when: 1, then: 'a' }
  const two = { id: 'two', when: 2, then: 'b' }

  test('of a list with ids, the items that changed, were added or are gone', () => {
    expect(changedParts([one, two], [{ ...one, when: 3 }, two])).toEqual({
      before: { '#one': { when: 1 } },
      after: { '#one': { when: 3 } },
    })
    expect(changedParts([one], [one, two])).toEqual({ before: {}, after: { '#two': two } })
    expect(changedParts([one, two], [two])).toEqual({ before: { '#one': one }, after: {} })
  })

  test('and their order', () => {
    const parts = { before: { order: ['#one', '#two'] }, after: { order: ['#two', '#one'] } }
    expect(changedParts([one, two], [two, one])).toEqual(parts)
    // An id is no name of a field.
    const order = { id: 'order' }
    expect(changedParts([order, one], [one])).toEqual({ before: { '#order': order }, after: {} })
  })

  test('a list in which ids repeat is a value', () => {
    expect(changedParts([one, one], [one])).toEqual({ before: [one, one], after: [one] })
  })

  const document = fc.jsonValue({ maxDepth: 4 })
  test('there are none exactly where both are the same', () => {
    fc.assert(
      fc.property(document, document, (before, after) => {
        expect(changedParts(before, structuredClone(before))).toBeNull()
        const isSame = changedParts(before, after) === null
        const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
        if (isSame) expect(plain(before)).toEqual(plain(after))
        else expect(plain(before)).not.toEqual(plain(after))
      }),
      { numRuns: amount(300, 20_000) },
    )
  })
})
