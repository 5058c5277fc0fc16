/**
 * How a device signs its requests (RFC 9421 with RFC 9530 Content-Digest). main/sync signs and server/http verifies, both with
 * `http-message-signatures` and Ed25519. Host, scheme and port are not covered, because proxies may rewrite them.
 */

/** The only label of `Signature` and `Signature-Input`. A request with another label, or several, is refused. */
export const SIGNATURE_LABEL = 'sig1'

export const SIGNATURE_ALGORITHM = 'ed25519'

/** Prevents the use of a device's signature for another purpose of the same key. */
export const SIGNATURE_TAG = 'touchledger-device'

/**
 * Parameters of the signature, in this order. `keyid` is the device id. There is no `expires`: the endpoint checks `created` and
 * can answer `clock_skew` with `serverTime`.
 */
export const signatureParameters = ['created', 'keyid', 'alg', 'tag'] as const

/** A request whose `created` differs more than this from the endpoint's clock is answered 401 `clock_skew`, ms. */
export const MAX_CLOCK_SKEW_MS = 300_000

const always = ['@method', '@path', '@query'] as const

/** Components that a signature must cover. A request with a body also covers its digest; nothing else may be covered. */
export const coveredComponents = (hasBody: boolean): readonly string[] =>
  hasBody ? [...always, 'content-digest'] : always

/** Value of the `Content-Digest` header, from the base64 SHA-256 of the body as sent (after compression). */
export const contentDigestHeader = (sha256Base64: string): string => `sha-256=:${sha256Base64}:`
