import type { XProperty } from 'x11'

/** First 32-bit number of a property; null when there is none. */
export const firstCardinal = (property: XProperty | null): number | null => {
  if (property === null || property.format !== 32 || property.data.byteLength < 4) return null
  return new DataView(property.data.buffer, property.data.byteOffset, 4).getUint32(0, true)
}

/** _NET_WM_NAME is defined as UTF-8; invalid bytes become U+FFFD. */
export const utf8Text = (property: XProperty | null): string | null =>
  property === null || property.format !== 8 ? null : new TextDecoder('utf-8').decode(property.data)

/** WM_NAME: Latin-1 (STRING), UTF-8 (UTF8_STRING), or the UTF-8 and Latin-1 parts of COMPOUND_TEXT. */
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
    // ESC and two bytes: toolkits use this length for every control sequence of Latin-1 and UTF-8 text.
    index = escape + 3
  }
  return text
}

/** WM_CLASS is two NUL-terminated strings, instance and class. The class names the application. */
export const windowClass = (property: XProperty | null): string | null => {
  if (property === null || property.format !== 8) return null
  const [instance, name] = new TextDecoder('latin1').decode(property.data).split('\0')
  return name || instance || null
}

const escapeByte = 0x1b
const percent = 0x25
const letterG = 0x47
