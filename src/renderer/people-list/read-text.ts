/** What a file is that was chosen as a list. */
export type ReadList =
  | { readonly kind: 'text'; readonly text: string }
  /** .xlsx or .xls. */
  | { readonly kind: 'workbook' }
  /** Something else that is no text. */
  | { readonly kind: 'mistaken' }

const signatures = [
  { kind: 'workbook', bytes: [0x50, 0x4b, 0x03, 0x04] },
  { kind: 'workbook', bytes: [0xd0, 0xcf, 0x11, 0xe0] },
  { kind: 'mistaken', bytes: [0x25, 0x50, 0x44, 0x46] },
] as const

/** The text of a CSV file in UTF-8, UTF-16 with a byte order mark, or Windows-1252, which Excel writes. */
export function readList(bytes: Uint8Array): ReadList {
  const found = signatures.find((one) => one.bytes.every((byte, index) => bytes[index] === byte))
  if (found) return { kind: found.kind }
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : null
  const text = utf16 === null ? utf8OrWindows(bytes) : new TextDecoder(utf16).decode(bytes)
  return text.includes('\0') ? { kind: 'mistaken' } : { kind: 'text', text }
}

function utf8OrWindows(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
