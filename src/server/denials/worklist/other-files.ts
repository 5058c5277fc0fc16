/** What a file that is neither a text nor a workbook is, with what to do; null when its first bytes do not tell. */
export function describeOtherFile(head: Uint8Array): string | null {
  const found = signatures.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte))
  if (found) return found.detail
  const text = Buffer.from(head.subarray(0, 1000)).toString('latin1').trimStart().toLowerCase()
  return /^(?:<!doctype html|<html|<table|<meta)/.test(text)
    ? 'this is a web page, although its name may end in .xls; open it in Excel and save it as .xlsx or CSV'
    : null
}

const picture = 'this is a picture, not a worklist; export the list as .xlsx or CSV'
const ofText = (text: string) => [...Buffer.from(text, 'latin1')]

const signatures: readonly { readonly bytes: readonly number[]; readonly detail: string }[] = [
  { bytes: ofText('%PDF'), detail: 'this is a PDF, not a worklist; export the list as .xlsx or CSV' },
  {
    // The compound file format, which encrypted .xlsx files have too.
    bytes: [0xd0, 0xcf, 0x11, 0xe0],
    detail:
      'this is an Excel 97-2003 workbook (.xls) or has a password; save it as .xlsx without a password, or as CSV',
  },
  { bytes: [0x1f, 0x8b], detail: 'this is a gzip archive; unpack it first' },
  { bytes: ofText('\x89PNG'), detail: picture },
  { bytes: [0xff, 0xd8, 0xff], detail: picture },
  { bytes: ofText('GIF8'), detail: picture },
  { bytes: ofText('{\\rtf'), detail: 'this is a Word document (RTF), not a worklist; export the list as .xlsx or CSV' },
]
