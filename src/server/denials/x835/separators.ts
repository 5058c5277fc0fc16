/** The separators of an interchange; its ISA segment defines them. */
export interface Separators {
  readonly element: string
  readonly component: string
  readonly terminator: string
}

export type IsaScan =
  | { readonly kind: 'found'; readonly separators: Separators; /** Index of the terminator. */ readonly end: number }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'malformed' }

/** ISA has 106 characters; some editors wrap it or trim its blanks. */
const MAX_ISA_LENGTH = 200
const ISA_ELEMENTS = 16

/** Reads the separators of the ISA segment at `start`. It counts separators, because fixed columns break when an editor wraps or trims. */
export function scanIsa(text: string, start: number): IsaScan {
  const element = text.charAt(start + 3)
  let last = start + 2
  for (let seen = 0; seen < ISA_ELEMENTS; seen += 1) {
    last = element === '' ? -1 : text.indexOf(element, last + 1)
    if (last === -1 || last > start + MAX_ISA_LENGTH) return unfinished(text, start)
  }
  const end = last + 2
  if (end >= text.length) return unfinished(text, start)
  const separators = { element, component: text.charAt(last + 1), terminator: text.charAt(end) }
  return areUsable(separators) ? { kind: 'found', separators, end } : { kind: 'malformed' }
}

function unfinished(text: string, start: number): IsaScan {
  return text.length - start > MAX_ISA_LENGTH ? { kind: 'malformed' } : { kind: 'incomplete' }
}

function areUsable({ element, component, terminator }: Separators): boolean {
  const all = element + component + terminator
  return new Set(all).size === 3 && !/[A-Za-z0-9 .-]/.test(all) && !/[\r\n]/.test(element + component)
}
