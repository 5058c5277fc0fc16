import * as z from 'zod'

/** The form of `assets/denials/carc-categories.json`. */
export const carcCategoriesSchema = z.object({
  categories: z.record(z.string().min(1), z.array(z.string().min(1))),
  not_denial: z.array(z.string().min(1)),
})

/** CARC to category, ready to be asked. */
export interface DenialCategories {
  readonly byCarc: ReadonlyMap<string, string>
  /** Codes that never make a denial by themselves. */
  readonly notDenial: ReadonlySet<string>
}

/** The category of a denial CARC no list names. */
export const OTHER_CATEGORY = 'other'

/**
 * Reads the category file's JSON.
 * @throws ZodError where it has another form, Error where a code stands in two places.
 */
export function readDenialCategories(json: unknown): DenialCategories {
  const { categories, not_denial: codesWithoutDenial } = carcCategoriesSchema.parse(json)
  const notDenial = new Set(codesWithoutDenial)
  const byCarc = new Map<string, string>()
  for (const [category, carcs] of Object.entries(categories)) {
    for (const carc of carcs) {
      const other = notDenial.has(carc) ? 'not_denial' : byCarc.get(carc)
      if (other !== undefined) throw new Error(`CARC ${carc} stands in ${other} and in ${category}.`)
      byCarc.set(carc, category)
    }
  }
  return { byCarc, notDenial }
}

/** The category a CARC makes a denial of, or null where it makes none. A code in neither list is a denial of category `other`. */
export function denialCategory(carc: string, { byCarc, notDenial }: DenialCategories): string | null {
  if (carc === '' || notDenial.has(carc)) return null
  return byCarc.get(carc) ?? OTHER_CATEGORY
}
