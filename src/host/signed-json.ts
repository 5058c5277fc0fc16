import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { configure } from 'safe-stable-stringify'

/**
 * Ed25519 over one line of JSON with sorted keys, so that neither side depends on the order in which the other writes them. What is signed
 * names its purpose: a signature is worth nothing for another one.
 */

const sorted = configure({ deterministic: true })

/** An object that says what its signature is for. */
export interface Purposeful {
  readonly purpose: string
}

/** The signature, base64url. @param pkcs8 Ed25519 private key, DER in base64 */
export function signJson(value: Purposeful, pkcs8: string): string {
  return sign(null, signedBytes(value), readSigningKey(pkcs8)).toString('base64url')
}

/** Whether the owner of a key signed a value. Never throws. @param publicKey raw Ed25519 key, base64url */
export function isSignedJson(value: Purposeful, signature: string, publicKey: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
    return verify(null, signedBytes(value), key, Buffer.from(signature, 'base64url'))
  } catch {
    // A public key that is none.
    return false
  }
}

/** @param pkcs8 as for {@link signJson} */
export function readSigningKey(pkcs8: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8' })
}

const signedBytes = (value: Purposeful): Buffer => Buffer.from(sorted(value) ?? '', 'utf8')
