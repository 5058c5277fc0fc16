/** What separates the parts of an interchange: each interchange says it in its ISA segment. */
export interface Separators {
  readonly element: string
  readonly component: string
  readonly terminator: string
}

export type IsaScan =
  | { readonly kind: 'found'; readonly separators: Separators; /** Index of the terminator. */ readonly end: number }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed' }

/** ISA is 106 characters; some editors wrap it or trim its blanks. */
const LONGEST_ISA = 200
const ISA_ELEMENTS = 16

/**
 * Reads the separators of the ISA segment that begins at `start`. It is read by its sixteen separators rather than by its fixed
 * columns, which survive neither wrapping nor trimming.
 */
export function scanIsa(text: string, start: number): IsaScan {
  const element = text.charAt(start + 3)
  let last = start + 2
  for (let seen = 0; seen < ISA_ELEMENTS; seen += 1) {
    last = element === '' ? -1 : text.indexOf(element, last + 1)
    if (last === -1 || last > start + LONGEST_ISA) return unfinished(text, start)
  }
  const end = last + 2
  if (end >= text.length) return unfinished(text, start)
  const separators = { element, component: text.charAt(last + 1), terminator: text.charAt(end) }
  return areUsable(separators) ? { kind: 'found', separators, end } : { kind: 'malformed' }
}

function unfinished(text: string, start: number): IsaScan {
  return text.length - start > LONGEST_ISA ? { kind: 'malformed' } : { kind: 'incomplete' }
}

function areUsable({ element, component, terminator }: Separators): boolean {
  const all = element + component + terminator
  return new Set(all).size === 3 && !/[A-Za-z0-9 .-]/.test(all) && !/[\r\n]/.test(element + component)
}
