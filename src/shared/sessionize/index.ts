export * from './cut-at-15min.ts'
export { isLockScreen } from './readings.ts'
export * from './sessionizer.ts'
