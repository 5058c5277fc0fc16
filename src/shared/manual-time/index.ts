export * from './gaps.ts'
export * from './intervals.ts'
export * from './revisions.ts'
