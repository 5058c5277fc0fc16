/** The language of the only catalog so far. */
export const DEFAULT_LOCALE = 'en-US'

/**
 * The first of the reader's locales whose language has a catalog, else US English. A number in a text and a number beside it must use the
 * same separators, so a locale without texts is not used for numbers either.
 */
export function chooseLocale(languages: readonly string[]): string {
  return languages.find((language) => /^en(-|$)/i.test(language)) ?? DEFAULT_LOCALE
}

/** Chosen once per page load. Outside a page (unit tests) it does not depend on the machine. */
export const displayLocale = typeof document === 'undefined' ? DEFAULT_LOCALE : chooseLocale(navigator.languages)
