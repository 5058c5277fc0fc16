import type { DenialCategories } from './categories.ts'
import type { Judgement } from './judgement.ts'
import type { RemittanceClaim } from './remittance.ts'

/** Judges a claim by its adjustments: denied in full, in part, reversed, or nothing to work on. */
export function judgeClaim(claim: RemittanceClaim, categories: DenialCategories): Judgement {
  throw new Error(`to be written: ${claim.status}, ${categories.notDenial.size}`)
}
