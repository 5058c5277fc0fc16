import { amount } from '../../setup/amount.ts'

/** The two drivers, for what they could do differently. */
export const stores = ['embedded', 'postgres'] as const
export type Store = (typeof stores)[number]

/**
 * For suites of statements that are the same on both, in the same dialect: by default PostgreSQL alone, the quicker one; both by
 * `npm run test:long`. That each route answers alike on both is asked by the access test and the fuzzers.
 */
export const storesOfPlainSql: readonly Store[] = amount<readonly Store[]>(['postgres'], stores)

/**
 * How often a property is tried on a store. The embedded one computes two to five times as long; the dialect and the SQL are the
 * same, so that by default it tries a fifth.
 */
export const runsOn = (store: Store, usual: number, long: number): number =>
  amount(store === 'embedded' ? Math.ceil(usual / 5) : usual, long)
