/**
 * How a device signs its requests (RFC 9421 with RFC 9530 Content-Digest): the names both sides must agree on. Signing is in
 * main/sync, verifying in server/http; both use `http-message-signatures` with an Ed25519 key.
 *
 * Host, scheme and port are not covered: a TLS-inspecting proxy or a reverse proxy may rewrite them.
 */

/** The one label of `Signature` and `Signature-Input`; a request with another or with several is refused. */
export const SIGNATURE_LABEL = 'sig1'

export const SIGNATURE_ALGORITHM = 'ed25519'

/** Keeps a device's signature from being used for another purpose of the same key. */
export const SIGNATURE_TAG = 'touchledger-device'

/**
 * Parameters of the signature, in this order. `keyid` is the device id. No `expires`: the endpoint decides by `created`, so that a
 * device with a wrong clock is told so (`clock_skew`, with `serverTime`) instead of just being refused.
 */
export const signatureParameters = ['created', 'keyid', 'alg', 'tag'] as const

/** A request whose `created` is further than this from the endpoint's clock is answered 401 `clock_skew`, ms. */
export const MAX_CLOCK_SKEW_MS = 300_000

const always = ['@method', '@path', '@query'] as const

/** What a signature must cover. Anything with a body also covers its digest; nothing else may be covered. */
export const coveredComponents = (hasBody: boolean): readonly string[] =>
  hasBody ? [...always, 'content-digest'] : always

/** Value of the `Content-Digest` header, from the base64 SHA-256 of the body's bytes as sent (after compression). */
export const contentDigestHeader = (sha256Base64: string): string => `sha-256=:${sha256Base64}:`

/** `code` of the problems that concern a device's identity. */
export type SignatureProblemCode =
  | 'unsigned'
  | 'unknown_device'
  | 'bad_signature'
  /** The problem carries `serverTime`, epoch ms: sign again by that clock. */
  | 'clock_skew'
  | 'revoked'
