export * from './checklist.ts'
export * from './systems.ts'
export * from './without-sample.ts'
