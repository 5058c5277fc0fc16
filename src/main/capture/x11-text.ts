import type { XProperty } from 'x11'

/** First 32-bit number of a property; null when there is none. */
export const firstCardinal = (property: XProperty | null): number | null => {
  if (property === null || property.format !== 32 || property.data.byteLength < 4) return null
  return new DataView(property.data.buffer, property.data.byteOffset, 4).getUint32(0, true)
}

/** _NET_WM_NAME is UTF-8 by its definition; bytes that are none become U+FFFD. */
export const utf8Text = (property: XProperty | null): string | null =>
  property === null || property.format !== 8 ? null : new TextDecoder('utf-8').decode(property.data)

/** WM_NAME: Latin-1 (STRING), UTF-8 (UTF8_STRING), or COMPOUND_TEXT, of which the UTF-8 and Latin-1 parts are read. */
export const namedText = (property: XProperty | null, utf8Atom: number): string | null => {
  if (property === null || property.format !== 8) return null
  if (property.type === utf8Atom) return utf8Text(property)
  let text = ''
  let utf8 = false
  for (let index = 0; index < property.data.length;) {
    const escape = property.data.indexOf(escapeByte, index)
    const end = escape < 0 ? property.data.length : escape
    text += new TextDecoder(utf8 ? 'utf-8' : 'latin1').decode(property.data.subarray(index, end))
    if (escape < 0) break
    const [first, second] = [property.data[escape + 1], property.data[escape + 2]]
    if (first === percent) utf8 = second === letterG
    // ESC, two bytes: every control sequence that toolkits write for Latin-1 and UTF-8 text has this length.
    index = escape + 3
  }
  return text
}

/** WM_CLASS is two strings, each ended by a NUL: instance and class. The class names the application. */
export const windowClass = (property: XProperty | null): string | null => {
  if (property === null || property.format !== 8) return null
  const [instance, name] = new TextDecoder('latin1').decode(property.data).split('\0')
  return name || instance || null
}

const escapeByte = 0x1b
const percent = 0x25
const letterG = 0x47
