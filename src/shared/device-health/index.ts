export * from './agent-lines.ts'
export * from './device-status.ts'
export * from './stopped-at.ts'
