export * from './ribbon.ts'
export * from './tracker.ts'
