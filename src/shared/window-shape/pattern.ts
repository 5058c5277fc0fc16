import { literalPattern } from '../literal-pattern.ts'

/**
 * A pattern (RE2, in any case) for the titles that have a shape: its words and signs as they stand, any digits for `#` and any text for `•`.
 * @returns null: the shape says nothing that tells titles apart
 */
export function patternOfShape(shape: string, longest: number): string | null {
  if (!/[\p{L}#]/u.test(shape)) return null
  const parts = shape.match(/\s+|#|•|[^\s#•]+/g) ?? []
  // The end of a long title is cut off.
  const end = shape.length < longest ? '\\s*$' : ''
  return `^\\s*${parts.map(partOf).join('')}${end}`
}

function partOf(part: string): string {
  if (/^\s/.test(part)) return '\\s+'
  if (part === '#') return '[\\pN#]+'
  return part === '•' ? '.+' : literalPattern(part)
}
