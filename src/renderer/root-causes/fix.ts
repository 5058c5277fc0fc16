import { enUS } from '../text/messages.ts'
import { translator } from '../text/translator.ts'

const t = translator('fixes')
const { category: byCategory, carc: byCarc } = enUS.fixes

const has = <Key extends string>(group: Readonly<Record<Key, string>>, key: string): key is Key =>
  Object.hasOwn(group, key)

/** The next step for a denial of this category: that of its CARC where there is one. Null for a category that a tenant has made. */
export function suggestedFix(category: string | null, carc: string | null): string | null {
  if (carc !== null && has(byCarc, carc)) return t(`carc.${carc}`)
  return category !== null && has(byCategory, category) ? t(`category.${category}`) : null
}
