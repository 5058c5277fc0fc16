export * from './attribute.ts'
