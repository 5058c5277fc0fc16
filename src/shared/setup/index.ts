export * from './checklist.ts'
export * from './systems.ts'
