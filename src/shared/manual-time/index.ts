export * from './gaps.ts'
export * from './intervals.ts'
export * from './named.ts'
