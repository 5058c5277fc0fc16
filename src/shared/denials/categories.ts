import * as z from 'zod'
import { grouped } from '../grouped.ts'

/** Schema of `assets/denials/carc-categories.json`. */
export const carcCategoriesSchema = z.object({
  categories: z.record(z.string().min(1), z.array(z.string().min(1))),
  not_denial: z.array(z.string().min(1)),
  pending: z.array(z.string().min(1)).default([]),
})

/** The category of a denial without a more exact one. */
export const OTHER_CATEGORY = 'other'

/** Where a tenant places a CARC instead: a category, `not_denial`, `pending` or `undecided`. */
export interface CarcPlacing {
  readonly carc: string
  /** Part of the payer's name, in any case; omitted: any payer. */
  readonly payer?: string | undefined
  /** CLP08; omitted: any. */
  readonly facilityType?: string | undefined
  readonly place: string
}

/** What a CARC means for a claim. */
export interface CarcPlace {
  /** `pending`: the payer has not decided. `undecided`: the code is in no list. */
  readonly kind: 'denial' | 'not_denial' | 'pending' | 'undecided'
  /** Of `denial` only. */
  readonly category: string | null
  /** Whether the tenant placed it. */
  readonly byTenant: boolean
}

/** The places of all CARCs. */
export interface DenialCategories {
  readonly byCarc: ReadonlyMap<string, CarcPlace>
  /** The tenant's, by CARC; the first that matches a claim holds. */
  readonly placings: ReadonlyMap<string, readonly CarcPlacing[]>
}

/** The part of a claim that the place of a CARC depends on. */
export interface PlacedClaim {
  /** Blank: unknown. */
  readonly payer: string
  /** CLP08 */
  readonly facilityType: string | null
  /** CLP06 */
  readonly filingIndicator: string | null
}

const unknownClaim: PlacedClaim = { payer: '', facilityType: null, filingIndicator: null }

/** CLP06 of managed care, where CARC 24 says that a capitation covers the claim: HM, and 16 of Medicare. */
const capitatedIndicators: ReadonlySet<string> = new Set(['HM', '16'])
const CAPITATION = '24'

const notDenial: CarcPlace = { kind: 'not_denial', category: null, byTenant: false }
const undecided: CarcPlace = { kind: 'undecided', category: null, byTenant: false }

/** A CARC in the form in which CARCs are compared: upper case, without leading zeros. */
export function canonicalCarc(carc: string): string {
  return carc
    .trim()
    .toUpperCase()
    .replace(/^0+(?=.)/, '')
}

/**
 * Reads the category file's JSON.
 * @param placings the tenant's, which take precedence
 * @throws ZodError for another form, Error for a code in two lists.
 */
export function readDenialCategories(json: unknown, placings: readonly CarcPlacing[] = []): DenialCategories {
  const { categories, not_denial: withoutDenial, pending } = carcCategoriesSchema.parse(json)
  const byCarc = new Map<string, CarcPlace>()
  for (const [list, carcs] of Object.entries({ ...categories, not_denial: withoutDenial, pending })) {
    for (const carc of carcs.map(canonicalCarc)) {
      const other = byCarc.get(carc)
      if (other) throw new Error(`CARC ${carc} is in both ${other.category ?? other.kind} and ${list}.`)
      byCarc.set(carc, placeNamed(list, false))
    }
  }
  return { byCarc, placings: grouped(placings, ({ carc }) => canonicalCarc(carc)) }
}

/** The place of a CARC on a claim. An adjustment without a code is no denial. */
export function placeOf(code: string, claim: PlacedClaim, { byCarc, placings }: DenialCategories): CarcPlace {
  const carc = canonicalCarc(code)
  const placing = placings.get(carc)?.find((candidate) => matches(claim, candidate))
  if (placing) return placeNamed(placing.place, true)
  if (carc === '' || (carc === CAPITATION && isCapitated(claim))) return notDenial
  return byCarc.get(carc) ?? undecided
}

/** The category of a CARC in a list of denials, where an undecided code is a denial too; null when it is none. */
export function listedCategory(carc: string, categories: DenialCategories): string | null {
  const { kind, category } = placeOf(carc, unknownClaim, categories)
  return kind === 'undecided' ? OTHER_CATEGORY : category
}

function placeNamed(name: string, byTenant: boolean): CarcPlace {
  if (name === 'not_denial' || name === 'pending' || name === 'undecided') {
    return { kind: name, category: null, byTenant }
  }
  return { kind: 'denial', category: name, byTenant }
}

function matches(claim: PlacedClaim, { payer, facilityType }: CarcPlacing): boolean {
  if (payer !== undefined && !claim.payer.toLowerCase().includes(payer.toLowerCase())) return false
  return facilityType === undefined || claim.facilityType?.toUpperCase() === facilityType.toUpperCase()
}

function isCapitated({ filingIndicator }: PlacedClaim): boolean {
  return filingIndicator !== null && capitatedIndicators.has(filingIndicator.toUpperCase())
}
