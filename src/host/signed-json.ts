import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { configure } from 'safe-stable-stringify'

/**
 * How an endpoint signs what it says: Ed25519 over one line of JSON with sorted keys, so that neither side depends on the order in which the
 * other writes them.
 */

/** One line of JSON with sorted keys. */
export const sortedJson = configure({ deterministic: true }) as (value: unknown) => string

/** A new key of an endpoint, Ed25519: PKCS #8 DER in base64. It never leaves the endpoint. */
export function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
}

/** The public half of a key, raw, base64url: what others pin. */
export function publicKeyOf(signingKey: string): string {
  return createPublicKey(readKey(signingKey)).export({ format: 'jwk' }).x ?? ''
}

/** The signature of a value, base64url. @param value names its purpose, so that a signature serves no other */
export function signJson(value: { readonly purpose: string }, signingKey: string): string {
  return sign(null, Buffer.from(sortedJson(value), 'utf8'), readKey(signingKey)).toString('base64url')
}

/** Whether a signature is that of a value. Never throws. @param pinned from {@link publicKeyOf} */
export function isSignatureOf(value: { readonly purpose: string }, signature: string, pinned: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: pinned }, format: 'jwk' })
    return verify(null, Buffer.from(sortedJson(value), 'utf8'), key, Buffer.from(signature, 'base64url'))
  } catch {
    // A pinned key that is none.
    return false
  }
}

function readKey(signingKey: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(signingKey, 'base64'), format: 'der', type: 'pkcs8' })
}
