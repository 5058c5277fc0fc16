export * from './outlook.ts'
export * from './priority.ts'
