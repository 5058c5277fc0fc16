import * as z from 'zod'

/** Schema of `assets/denials/carc-categories.json`. */
export const carcCategoriesSchema = z.object({
  categories: z.record(z.string().min(1), z.array(z.string().min(1))),
  not_denial: z.array(z.string().min(1)),
})

/** The category of each CARC. */
export interface DenialCategories {
  readonly byCarc: ReadonlyMap<string, string>
  /** Codes that are no denial by themselves. */
  readonly notDenial: ReadonlySet<string>
}

/** The category of a denial CARC that is in no list. */
export const OTHER_CATEGORY = 'other'

/**
 * Reads the category file's JSON.
 * @throws ZodError for another form, Error for a code in two categories.
 */
export function readDenialCategories(json: unknown): DenialCategories {
  const { categories, not_denial: codesWithoutDenial } = carcCategoriesSchema.parse(json)
  const notDenial = new Set(codesWithoutDenial)
  const byCarc = new Map<string, string>()
  for (const [category, carcs] of Object.entries(categories)) {
    for (const carc of carcs) {
      const other = notDenial.has(carc) ? 'not_denial' : byCarc.get(carc)
      if (other !== undefined) throw new Error(`CARC ${carc} is in both ${other} and ${category}.`)
      byCarc.set(carc, category)
    }
  }
  return { byCarc, notDenial }
}

/** The denial category of a CARC; null when it is no denial. A code in neither list is a denial of category `other`. */
export function denialCategory(carc: string, { byCarc, notDenial }: DenialCategories): string | null {
  if (carc === '' || notDenial.has(carc)) return null
  return byCarc.get(carc) ?? OTHER_CATEGORY
}
