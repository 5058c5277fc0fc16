import type { Cell } from './cells.ts'

/** What separates the cents of a file's amounts: a point, as in `1,234.50`, a comma, as in `1.234,50`, or one that no amount shows. */
export type DecimalMark = 'point' | 'comma' | 'unknown'

const BARE = /^(?:\d{1,3}(?:,\d{3})+|\d{1,12})?(?:\.\d*)?$/

/**
 * An amount in cents as billing systems and Excel write it: `1,234.50`, `$.50`, `125.`, `1234.5600`, `USD 12`, `(1.00)`, `1.00-`. Below 0 in
 * brackets or with a minus. Fractions of a cent are rounded.
 */
export function amountCell(text: string, mark: DecimalMark = 'point'): Cell<number> {
  const expected = mark === 'comma' ? '1234,50' : '1234.50'
  const { digits, isNegative } = unframed(text)
  if (mark === 'unknown' && /^\d{1,3}[.,]\d{3}$/.test(digits)) {
    return { error: 'this amount can be read in two ways; write it with two decimals' }
  }
  const plain = mark === 'comma' ? swapMarks(digits) : digits
  if (!/\d/.test(plain) || !BARE.test(plain)) return { error: `not an amount such as ${expected}` }
  const [whole = '', fraction = ''] = plain.replaceAll(',', '').split('.')
  const thousandths = Number(`${whole}${fraction.slice(0, 3).padEnd(3, '0')}`)
  const cents = Math.floor((thousandths + 5) / 10)
  if (!Number.isSafeInteger(thousandths)) return { error: 'the amount is too large' }
  return { value: isNegative && cents !== 0 ? -cents : cents }
}

/** Which mark an amount shows without doubt; null when it can be read both ways. */
export function decimalMarkOf(text: string): DecimalMark | null {
  const { digits } = unframed(text)
  if (/^\d{1,3}(?:[. ]\d{3})*,\d{1,2}$/.test(digits) || /^\d+,\d{1,2}$/.test(digits)) return 'comma'
  if (/^\d{1,3}(?:\.\d{3}){2,}$/.test(digits)) return 'comma'
  if (/^(?:\d{1,3}(?:,\d{3})+|\d*)\.\d{1,2}$/.test(digits) || /^\d{1,3}(?:,\d{3})+\.\d+$/.test(digits)) return 'point'
  return null
}

/** The amount without currency and sign. */
function unframed(text: string): { readonly digits: string; readonly isNegative: boolean } {
  const bare = text
    .replace(/US\$|[$€]|\b(?:USD|EUR)\b/gi, '')
    .replace(/\s+/g, ' ')
    .trim()
  const inner = /^\((.*)\)$/.exec(bare)?.[1] ?? /^[-−–]\s*(.*)$/.exec(bare)?.[1] ?? /^(.*?)\s*[-−–]$/.exec(bare)?.[1]
  return { digits: (inner ?? bare).trim(), isNegative: inner !== undefined }
}

function swapMarks(digits: string): string {
  return digits.replace(/[ .,]/g, (mark) => (mark === ',' ? '.' : ','))
}
