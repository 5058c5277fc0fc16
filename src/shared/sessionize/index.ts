export * from './quarters.ts'
export * from './sessionizer.ts'
