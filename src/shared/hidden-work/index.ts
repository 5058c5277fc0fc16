export * from './claim-work.ts'
export * from './judge-claim-work.ts'
