export * from './records.ts'
export * from './ribbon.ts'
export * from './tracker.ts'
