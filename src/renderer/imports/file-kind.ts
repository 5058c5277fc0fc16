/** Enough of a file to recognize what can be neither an 835 file nor a worklist. */
export const HEAD_BYTES = 8

const signatures = [
  { kind: 'pdf', bytes: [0x25, 0x50, 0x44, 0x46] },
  // The compound file format of .xls files, and of workbooks with a password.
  { kind: 'oldWorkbook', bytes: [0xd0, 0xcf, 0x11, 0xe0] },
] as const

/** A common file that was chosen by mistake; null when only the endpoint can tell. */
export function mistakenKind(head: Uint8Array, name: string): (typeof signatures)[number]['kind'] | null {
  // The endpoint unpacks a zip with one file.
  if (/\.zip$/i.test(name)) return null
  return signatures.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte))?.kind ?? null
}
