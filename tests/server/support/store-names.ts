import { amount } from '../../setup/amount.ts'

/** The two drivers: every test of the endpoint's SQL runs on both. */
export const stores = ['embedded', 'postgres'] as const
export type Store = (typeof stores)[number]

/**
 * How often a property is tried on a store. The embedded one computes two to five times as long; the dialect and the SQL are the
 * same, so that by default it tries a fifth.
 */
export const runsOn = (store: Store, usual: number, long: number): number =>
  amount(store === 'embedded' ? Math.ceil(usual / 5) : usual, long)
