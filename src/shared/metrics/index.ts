export * from './definition.ts'
export * from './dimensions.ts'
export * from './catalog.ts'
