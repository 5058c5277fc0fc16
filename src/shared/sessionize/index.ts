export * from './cut-at-15min.ts'
export * from './sessionizer.ts'
