/** A range of amounts. Every amount of 0 or more lies in exactly one; amounts below 0, such as takebacks, count in the lowest. */
interface ValueBand {
  readonly id: string
  readonly label: string
  /** Cents, inclusive. */
  readonly fromCents: number
  /** Cents, exclusive; null: no upper bound. */
  readonly belowCents: number | null
}

/** Denied amounts by size, rising and without gaps. */
export const valueBands = [
  { id: 'under_100', label: 'under $100', fromCents: 0, belowCents: 100_00 },
  { id: '100_499', label: '$100–499', fromCents: 100_00, belowCents: 500_00 },
  { id: '500_1999', label: '$500–1,999', fromCents: 500_00, belowCents: 2_000_00 },
  { id: '2000_9999', label: '$2,000–9,999', fromCents: 2_000_00, belowCents: 10_000_00 },
  { id: '10000_up', label: '$10,000 and over', fromCents: 10_000_00, belowCents: null },
] as const satisfies readonly ValueBand[]
export type ValueBandId = (typeof valueBands)[number]['id']

/** A range of ages in whole days since receipt. Every age of 0 or more lies in exactly one; ages below 0, from clock skew, count in the lowest. */
interface AgeBucket {
  readonly id: string
  readonly label: string
  /** Days, inclusive. */
  readonly fromDays: number
  /** Days, inclusive; null: no upper bound. */
  readonly throughDays: number | null
}

/** Ages of open denials, rising and without gaps. */
export const ageBuckets = [
  { id: '0_7', label: '0–7 days', fromDays: 0, throughDays: 7 },
  { id: '8_14', label: '8–14 days', fromDays: 8, throughDays: 14 },
  { id: '15_30', label: '15–30 days', fromDays: 15, throughDays: 30 },
  { id: '31_60', label: '31–60 days', fromDays: 31, throughDays: 60 },
  { id: '61_90', label: '61–90 days', fromDays: 61, throughDays: 90 },
  { id: '91_up', label: 'over 90 days', fromDays: 91, throughDays: null },
] as const satisfies readonly AgeBucket[]
