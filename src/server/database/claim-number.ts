import { literal, name, sql, type Sql } from './sql.ts'

const range = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)

/**
 * What `comparableReference` leaves out: blanks and dashes of any kind, and what is invisible. Listed, and not asked of Unicode, since an index is made of this text: another
 * version of Node must not mean another text.
 */
export const leftOutCharacters = String.fromCodePoint(
  ...[0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x20, 0xa0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005, 0x2006],
  ...[0x2007, 0x2008, 0x2009, 0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff],
  ...[0x2d, 0x058a, 0x05be, 0x1400, 0x1806, 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2e17, 0x2e1a, 0x2e3a],
  ...[0x2e3b, 0x2e40, 0x2e5d, 0x301c, 0x3030, 0x30a0, 0xfe31, 0xfe32, 0xfe58, 0xfe63, 0xff0d, 0x10d6e, 0x10ead],
  ...[0x2212, 0xad, 0x61c, 0x180e, ...range(0x200b, 0x200f), ...range(0x202a, 0x202e), ...range(0x2060, 0x2064)],
  ...range(0x2066, 0x206f),
)

/** Full-width digits and letters, and the plain ones. */
const fullWidth = String.fromCodePoint(...range(0xff10, 0xff19), ...range(0xff21, 0xff3a), ...range(0xff41, 0xff5a))
const plainWidth = String.fromCodePoint(...range(0x30, 0x39), ...range(0x41, 0x5a), ...range(0x61, 0x7a))

/**
 * SQL of the form in which a claim number is searched: that of `comparableReference` without leading zeros. By code point, so that an index finds
 * first characters in any database; letters beyond A to Z keep their case.
 */
export const searchedNumber = (number: Sql): Sql =>
  sql`ltrim(upper(translate(${number}, ${literal(fullWidth + leftOutCharacters)}, ${literal(plainWidth)}) collate "C"), '0')`

/** The same of a column, as the text that an index is made of. */
export const searchedColumn = (column: string): string => searchedNumber(name(column)).texts.join('')
