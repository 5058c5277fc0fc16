export * from './counted-parts.ts'
export * from './gaps.ts'
export * from './intervals.ts'
export * from './revisions.ts'
