export * from './calendar.ts'
export * from './business-clock.ts'
export * from './deadline.ts'
export * from './shifts.ts'
