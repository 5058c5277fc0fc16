/** The two drivers: every test of the endpoint's SQL runs on both. */
export const stores = ['embedded', 'postgres'] as const
export type Store = (typeof stores)[number]
