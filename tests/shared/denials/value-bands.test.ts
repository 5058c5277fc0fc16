import { describe, expect, it } from 'vitest'
import { ageBucketOf, ageBuckets, valueBandOf, valueBands } from '../../../src/shared/denials/index.ts'

describe('value bands', () => {
  it('adjoin, from 0 to no end', () => {
    expect(valueBands[0].fromCents).toBe(0)
    expect(valueBands.map(({ belowCents }) => belowCents)).toEqual([
      ...valueBands.slice(1).map(({ fromCents }) => fromCents),
      null,
    ])
  })

  it.each([
    [-1, 'under_100'],
    [0, 'under_100'],
    [99_99, 'under_100'],
    [100_00, '100_499'],
    [499_99, '100_499'],
    [500_00, '500_1999'],
    [1_999_99, '500_1999'],
    [2_000_00, '2000_9999'],
    [9_999_99, '2000_9999'],
    [10_000_00, '10000_up'],
    [999_999_999_99, '10000_up'],
  ])('%i cents lie in %s', (cents, band) => expect(valueBandOf(cents)).toBe(band))
})

describe('age buckets', () => {
  it('adjoin, from 0 to no end', () => {
    expect(ageBuckets[0].fromDays).toBe(0)
    expect(ageBuckets.map(({ throughDays }) => throughDays)).toEqual([
      ...ageBuckets.slice(1).map(({ fromDays }) => fromDays - 1),
      null,
    ])
  })

  it.each([
    [-1, '0_7'],
    [7, '0_7'],
    [8, '8_14'],
    [14, '8_14'],
    [15, '15_30'],
    [31, '31_60'],
    [61, '61_90'],
    [90, '61_90'],
    [91, '91_up'],
    [4000, '91_up'],
  ])('%i days lie in %s', (days, bucket) => expect(ageBucketOf(days)).toBe(bucket))
})
