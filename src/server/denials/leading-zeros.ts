import { normalizeReference } from '../../shared/classify/index.ts'
import { searchedNumber } from '../database/claim-number.ts'
import { name, sql, type Sql } from '../database/sql.ts'

/** A claim reference of digits without its leading zeros; null for any other reference. */
export function digitsOf(claimRef: string): string | null {
  const reference = normalizeReference(claimRef)?.replace(/^0+/, '') ?? ''
  return /^\d+$/.test(reference) ? reference : null
}

/** Whether a claim reference begins with a zero. */
export function hasLeadingZero(claimRef: string): boolean {
  return normalizeReference(claimRef)?.startsWith('0') ?? false
}

/** Condition that `claim_ref` is one of these digits after leading zeros, as the tables have an index for it. */
export function isWithZeros(digits: readonly string[]): Sql {
  return sql`claim_ref like '0%' and ${searchedNumber(name('claim_ref'))} = any(${digits}::text[])`
}
