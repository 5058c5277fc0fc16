/** Enough of a file to recognize what cannot be an 835 or CSV file. */
export const HEAD_BYTES = 8

const signatures = [
  { kind: 'pdf', bytes: [0x25, 0x50, 0x44, 0x46] },
  // ZIP, which is also the format of .xlsx files.
  { kind: 'archive', bytes: [0x50, 0x4b, 0x03, 0x04] },
  // The compound file format of .xls files.
  { kind: 'archive', bytes: [0xd0, 0xcf, 0x11, 0xe0] },
] as const

/** A common file that was chosen by mistake; null when only the endpoint can tell. */
export function mistakenKind(head: Uint8Array): (typeof signatures)[number]['kind'] | null {
  return signatures.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte))?.kind ?? null
}
