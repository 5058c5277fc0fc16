import { readFileSync } from 'node:fs'

/** The secret in a file: its first line, without blanks around it. @throws as `readFileSync` does */
export const secretInFile = (file: string): string => readFileSync(file, 'utf8').split(/\r?\n/, 1)[0]?.trim() ?? ''
