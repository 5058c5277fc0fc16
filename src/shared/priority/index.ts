export * from './forecast.ts'
export * from './priority.ts'
