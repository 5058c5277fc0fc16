/** What stands in a date's places: numbers or names of months. */
const dateShapes = [
  /^(?<y>\d{2}|\d{4})-(?<m>\d{1,2}|[A-Z]+)-(?<d>\d{1,2})$/,
  /^(?<d>\d{1,2})-(?<m>\d{1,2}|[A-Z]+)-(?<y>\d{2}|\d{4})$/,
  /^(?<m>\d{1,2}|[A-Z]+)-(?<d>\d{1,2})-(?<y>\d{2}|\d{4})$/,
]
const months = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ')

function isDate(word: string): boolean {
  if (/^20\d{6}$/.test(word)) {
    const iso = `${word.slice(0, 4)}-${word.slice(4, 6)}-${word.slice(6)}`
    const day = new Date(`${iso}T00:00:00Z`)
    return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(iso)
  }
  return dateShapes.some((shape) => {
    const { m = '', d = '' } = shape.exec(word)?.groups ?? {}
    const month = /^\d/.test(m) ? Number(m) : months.indexOf(m.slice(0, 3)) + 1
    return month >= 1 && month <= 12 && Number(d) >= 1 && Number(d) <= 31
  })
}

/** Upper case and plain width, without blanks, dashes, minus signs and what shows nothing. */
export const normalized = (text: string): string => {
  const shown = Array.from(text).filter(
    (one) => !/[\s\p{Pd}\u2212\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f]/u.test(one),
  )
  return shown.map(plainly).join('').toUpperCase()
}

const plainly = (one: string): string =>
  /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/.test(one) ? one.normalize('NFKC') : one

/** Only letters, digits, blanks and dashes; 5 to 38 letters and digits, two digits at least; no date and no telephone number. */
function hasShape(text: string): boolean {
  const plain = Array.from(text)
    .map(plainly)
    .join('')
    .toUpperCase()
    .replace(/\p{Pd}/gu, '-')
  if (/[^\p{L}\p{Nd}\s-]/u.test(plain)) return false
  const marks = plain.replace(/[\s-]/g, '')
  if ([...marks].length < 5 || [...marks].length > 38 || marks.replace(/\P{Nd}/gu, '').length < 2) return false
  if (/(^|\s)(1[\s-]+)?\d{3}[\s-]+\d{3}[\s-]+\d{4}(\s|$)/.test(plain)) return false
  return !plain.split(/\s/).some((word) => isDate(word.replace(/^-+|-+$/g, '').replace(/-+/g, '-')))
}

/** Only a part of a telephone number or of a date is none either. */
function isPartOfOther(text: string, from: number, to: number): boolean {
  const plain = Array.from(text, (one) => plainly(one).replace(/\p{Pd}/u, '-')).join('')
  const shapes = [/\(?\d{3}\)?[\s.-]+\d{3}[\s.-]+\d{4}/g, /\d{1,4}([/.-])(\d{1,2}|[a-z]{3,9})\1\d{1,4}/gi]
  return shapes.some((shape, which) =>
    [...plain.matchAll(new RegExp(`(?<![\\p{L}\\p{Nd}-])${shape.source}(?![\\p{L}\\p{Nd}-])`, `${shape.flags}u`))].some(
      ({ 0: whole, index }) =>
        from >= index &&
        to <= index + whole.length &&
        to - from < whole.length &&
        (which === 0 || isDate(whole.toUpperCase().replace(/[/.]/g, '-'))),
    ),
  )
}

const wordCharacter = /[\p{L}\p{N}]/u

/** The first claim reference that a rule's pattern finds in a text, normalized. */
export function referenceIn(pattern: string, text: string | null): string | null {
  if (text === null) return null
  // Without their bounds the rule's repetitions show what a match cuts off.
  const unbounded = new RegExp(
    pattern.replace(/(?<=\(\?<ref>.*)\{(\d+),\d+\}(?=.*$)/g, (_all, least: string) => `{${least},}`),
    'iy',
  )
  for (const match of text.matchAll(new RegExp(pattern, 'gid'))) {
    const [from, to] = match.indices?.groups?.['ref'] ?? [0, 0]
    const inWord = (place: number) => wordCharacter.test(text[place - 1] ?? '') && wordCharacter.test(text[place] ?? '')
    if (to === from || inWord(match.index) || inWord(from) || inWord(to)) continue
    unbounded.lastIndex = match.index
    const longer = unbounded.exec(text)?.groups?.['ref'] ?? ''
    const found = text.slice(from, to)
    if (longer.length > found.length || !hasShape(found) || isPartOfOther(text, from, to)) continue
    return normalized(found)
  }
  return null
}
