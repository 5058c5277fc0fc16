export * from './facts.ts'
export * from './find.ts'
