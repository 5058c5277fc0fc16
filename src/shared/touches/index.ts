export * from './packed-ribbons.ts'
export * from './records.ts'
export * from './ribbon.ts'
export * from './tracker.ts'
