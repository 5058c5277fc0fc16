/** What a pattern surely is about. Patterns ignore case; literals are in lower case. */
export interface PatternTexts {
  readonly source: string
  /** Whoever matches has one of these in the text. Null: the pattern is more than a list of texts. */
  readonly oneOf: readonly string[] | null
  /** To have one of these in the text is enough, as no anchor asks for more. */
  readonly isEnough: boolean
}

/** More would make pairs of rules expensive to compare. */
const MOST_ALTERNATIVES = 30

/**
 * Reads a pattern that is a list of plain texts, such as `edge|chrome` or `^epic\.exe$`. Everything else, such as groups, classes and letters
 * beyond ASCII, whose case folds in several ways, is not taken apart: such a pattern is compared as it stands.
 */
export function textsOfPattern(source: string): PatternTexts {
  const parts = alternatives(source)
  const literals = parts.length > MOST_ALTERNATIVES ? [null] : parts.map(literalOf)
  const known = literals.filter((literal) => literal !== null)
  if (known.length < literals.length) return { source, oneOf: null, isEnough: false }
  return { source, oneOf: known.map(({ text }) => text), isEnough: known.every(({ isAnchored }) => !isAnchored) }
}

/** Whether each text that matches one pattern matches the other too. False may mean that it is not known. */
export function implies(one: PatternTexts, other: PatternTexts): boolean {
  if (one.source === other.source) return true
  if (one.oneOf === null || other.oneOf === null || !other.isEnough) return false
  const wanted = other.oneOf
  return one.oneOf.every((text) => wanted.some((part) => text.includes(part)))
}

/** The pattern as several, one for each alternative; itself where it is not taken apart. */
export function splitPattern(pattern: PatternTexts): readonly PatternTexts[] {
  return pattern.oneOf === null ? [pattern] : alternatives(pattern.source).map(textsOfPattern)
}

/** Split at each `|` that is not escaped. Of a pattern with groups the parts are no literals, so that nothing is made of them. */
const alternatives = (source: string): readonly string[] => source.split(/(?<=(?<!\\)(?:\\\\)*)\|/)

function literalOf(part: string): { readonly text: string; readonly isAnchored: boolean } | null {
  const inner = part.replace(/^\^/, '').replace(/(?<=(?<!\\)(?:\\\\)*)\$$/, '')
  // Printable ASCII that means itself, or punctuation that is escaped.
  if (!/^(?:[A-Za-z0-9 !"#%&',/:;<=>@_`~-]|\\[!-/:-@[-`{-~])*$/.test(inner)) return null
  return { text: inner.replaceAll(/\\(.)/g, '$1').toLowerCase(), isAnchored: inner !== part }
}
