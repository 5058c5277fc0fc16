export * from './facts.ts'
export * from './find.ts'
export * from './rise.ts'
