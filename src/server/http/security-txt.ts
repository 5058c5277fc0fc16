import { DAY_MS } from '../../shared/time.ts'

/** RFC 9116 asks for an end that is less than a year away; the answer is made anew each time. */
const VALID_MS = 180 * DAY_MS

/** A `Contact` of RFC 9116: an address that a person can write to, read or call. */
export const isSecurityContact = (contact: string): boolean =>
  /^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/\S+|tel:\+[\d-]+)$/.test(contact)

/**
 * What `/.well-known/security.txt` answers (RFC 9116).
 * @param contact of who runs this endpoint @param now epoch ms
 */
export const securityTxt = (contact: string, now: number): string =>
  [`Contact: ${contact}`, `Expires: ${new Date(now + VALID_MS).toISOString()}`, 'Preferred-Languages: en', ''].join(
    '\r\n',
  )
