import { hash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { ENROLLMENT_KEY_PREFIX } from '../../shared/contract/enrollment-keys.ts'

// Crockford's base 32 has no letter that looks like a digit: codes are read aloud and typed.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Letters in groups of five, 5 random bits each. */
function randomLetters(count: number): string {
  const letters = [...randomBytes(count)].map((byte) => alphabet[byte % 32]).join('')
  return letters.replace(/(.{5})(?=.)/g, '$1-')
}

/** A new enrollment code, 100 random bits as `XXXXX-XXXXX-XXXXX-XXXXX`. */
export const newEnrollmentCode = (): string => randomLetters(20)

/** A new enrollment key of a site, 150 random bits. Its form tells it from a code. */
export const newEnrollmentKey = (): string => `${ENROLLMENT_KEY_PREFIX}${randomLetters(30)}`

/** A new bearer token, 192 random bits. */
export const newAccessToken = (): string => `tl_${randomBytes(24).toString('base64url')}`

/** A new HMAC key, base64 of 32 bytes. */
export const newKey = (): string => randomBytes(32).toString('base64')

/** Ids are random, so that they reveal nothing. */
export const newId = (prefix: 'device' | 'account' | 'token' | 'code' | 'request' | 'proposal'): string =>
  `${prefix}_${randomBytes(10).toString('hex')}`

const LETTERS_AND_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
/**
 * An id for a person, which another one may have already: 42 random bits. It is short because it stands in every fact: with seven characters
 * PostgreSQL's index of people and times fills its pages, with more it leaves them half empty (docs/decisions/0068).
 */
export const newUserId = (): string =>
  Array.from({ length: 7 }, () => LETTERS_AND_DIGITS[randomInt(LETTERS_AND_DIGITS.length)]).join('')

/** How codes and tokens are stored. They are long and random, so that a plain hash is enough. */
export const hashSecret = (secret: string): string => hash('sha256', secret, 'hex')

/** Whether a given secret is the known one. How long the comparison takes tells nothing of the known one. */
export const isSameSecret = (given: string, known: string): boolean =>
  timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', known, 'buffer'))
