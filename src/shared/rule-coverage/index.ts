export * from './never-matching.ts'
