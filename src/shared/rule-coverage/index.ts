export * from './coverage.ts'
export * from './draft-effects.ts'
export * from './never-matching.ts'
