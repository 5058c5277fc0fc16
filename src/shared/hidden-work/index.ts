export * from './claim-work.ts'
export * from './classify-claim-work.ts'
