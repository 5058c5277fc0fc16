export * from './counted-once.ts'
export * from './stretches.ts'
