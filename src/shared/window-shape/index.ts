export * from './pattern.ts'
export * from './shape.ts'
