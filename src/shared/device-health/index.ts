export * from './agent-lines.ts'
export * from './standing.ts'
