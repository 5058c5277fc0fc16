export * from './read-remittances.ts'
