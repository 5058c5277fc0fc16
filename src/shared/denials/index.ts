export * from './categories.ts'
export * from './judge-claim.ts'
export * from './judgement.ts'
export * from './remittance.ts'
