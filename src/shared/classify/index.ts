export * from './classifier.ts'
export * from './compile.ts'
export * from './location.ts'
export * from './match.ts'
