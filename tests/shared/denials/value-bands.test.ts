import { describe, expect, it } from 'vitest'
import { ageBuckets, valueBands } from '../../../src/shared/denials/index.ts'

describe('value bands', () => {
  it('adjoin, from 0 to no end', () => {
    expect(valueBands[0].fromCents).toBe(0)
    expect(valueBands.map(({ belowCents }) => belowCents)).toEqual([
      ...valueBands.slice(1).map(({ fromCents }) => fromCents),
      null,
    ])
  })
})

describe('age buckets', () => {
  it('adjoin, from 0 to no end', () => {
    expect(ageBuckets[0].fromDays).toBe(0)
    expect(ageBuckets.map(({ throughDays }) => throughDays)).toEqual([
      ...ageBuckets.slice(1).map(({ fromDays }) => fromDays - 1),
      null,
    ])
  })
})
