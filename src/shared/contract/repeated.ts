/** The places of texts that an earlier one equals, in any case. */
export function repeatedAt(texts: readonly string[]): readonly number[] {
  const compared = texts.map((text) => text.trim().toLowerCase())
  return compared.flatMap((text, index) => (compared.indexOf(text) < index ? [index] : []))
}
