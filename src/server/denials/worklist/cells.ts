/** A cell's value, or the error, which does not quote the cell. */
export type Cell<Value> = { readonly value: Value } | { readonly error: string }

/** How lists write that there is nothing. */
const NOTHING = /^(?:#?n\/a|null|none|-{1,3}|[–—])$/i

/** A cell's text as the person sees it: `="00123"` and `'00123` are 00123; NUL padding is none of it, and `N/A` is blank. */
export function cellText(cell: string): string {
  const text = cell.replace(/^[\s\0]+|[\s\0]+$/g, '')
  const formula = /^="(.*)"$/s.exec(text)
  const plain = (formula?.[1]?.replaceAll('""', '"') ?? text.replace(/^'/, '')).trim()
  return NOTHING.test(plain) ? '' : plain
}

/** A claim number, unless Excel has shortened it to digits with `E+`. */
export function referenceCell(text: string): Cell<string> {
  return /^\d+(?:[.,]\d+)?E\+\d+$/i.test(text)
    ? { error: 'Excel has shortened this number; format the column as text and export the list again' }
    : { value: text }
}
