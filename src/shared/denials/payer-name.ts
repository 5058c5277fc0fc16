/** Legal forms that end a company's name. */
const legalForms = ['INC', 'LLC', 'CORP', 'LTD', 'CO']

/**
 * The form in which payers' names are compared: without case, punctuation, blanks and the legal forms at its end. CO after OF is Colorado, as in
 * "Medicaid of CO". Blank stays blank.
 */
export function comparablePayer(name: string): string {
  // Periods and apostrophes stand inside of words, such as L.L.C.; other signs stand between them.
  const words = name
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[.'’]/g, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  while (words.length > 1 && isLegalForm(words)) words.pop()
  return words.join('')
}

function isLegalForm(words: readonly string[]): boolean {
  const last = words.at(-1) ?? ''
  return legalForms.includes(last) && !(last === 'CO' && words.at(-2) === 'OF')
}
