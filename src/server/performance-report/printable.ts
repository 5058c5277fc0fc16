/** Letters and signs of the embedded fonts: Latin with its extensions (also Vietnamese), Greek, Cyrillic, punctuation, currencies, arrows. */
const has = (letter: string): boolean =>
  /^[\u0020-\u007E\u00A0-\u0377\u037A-\u037F\u0384-\u038A\u038C\u038E-\u03A1\u03A3-\u052F\u1E00-\u1EFF\u2010-\u2027\u2030-\u205E\u20A0-\u20BE\u2100-\u214F\u2190-\u2195\u2212\u2248\u2260\u2264\u2265]$/u.test(
    letter,
  )

/**
 * A text in the letters that the fonts have. Others are taken apart as Unicode does (`ﬁ` becomes `fi`); of what is left, each is `?`, so that
 * a gap is seen. Signs that only steer the text, such as a soft hyphen, are left out.
 */
export function printable(text: string): string {
  const plain = text
    .normalize('NFC')
    .replaceAll(/\s/gu, ' ')
    .replaceAll(/[\p{Cf}✓✗]/gu, '')
  return Array.from(plain, (letter) => {
    if (has(letter)) return letter
    const apart = Array.from(letter.normalize('NFKD')).filter(has).join('')
    return apart === '' ? '?' : apart
  }).join('')
}
