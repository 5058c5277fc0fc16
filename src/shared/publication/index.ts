export * from './touched-parts.ts'
