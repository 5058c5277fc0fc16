/** Denied amounts in dollars, from the lower bound on. */
const bands = [
  [10_000, '10000_up'],
  [2_000, '2000_9999'],
  [500, '500_1999'],
  [100, '100_499'],
] as const

export const valueBandOf = (cents: number): string =>
  bands.find(([dollars]) => cents >= dollars * 100)?.[1] ?? 'under_100'

const ages = [
  [91, '91_up'],
  [61, '61_90'],
  [31, '31_60'],
  [15, '15_30'],
  [8, '8_14'],
] as const

export const ageBucketOf = (days: number): string => ages.find(([from]) => days >= from)?.[1] ?? '0_7'
