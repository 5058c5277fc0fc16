import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto'
import { configure } from 'safe-stable-stringify'

/**
 * How an endpoint signs the rules it publishes, and how an agent checks them: Ed25519 over one line of JSON with sorted keys, so that
 * neither side depends on the order in which the other writes them.
 */

/** Prevents the use of a signature for another purpose of the same key. */
const PURPOSE = 'touchledger rules 1'

const sorted = configure({ deterministic: true })

/** A new key of an endpoint, Ed25519: PKCS #8 DER in base64. It never leaves the endpoint. */
export function newRulesKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
}

/** What devices pin of a key: the raw public key, base64url. */
export function publicRulesKey(rulesKey: string): string {
  return createPublicKey(readKey(rulesKey)).export({ format: 'jwk' }).x ?? ''
}

/** The signature of a rule set, base64url. One that it has already is not part of what is signed. */
export function signRules(rules: object, tenantId: string, rulesKey: string): string {
  return sign(null, signedBytes(rules, tenantId), readKey(rulesKey)).toString('base64url')
}

/**
 * Whether a rule set carries the signature of this tenant's endpoint. Never throws.
 * @param rules as received: a schema would add what the signer did not sign
 * @param pinned from {@link publicRulesKey}
 */
export function isSignedRules(rules: unknown, tenantId: string, pinned: string): boolean {
  if (typeof rules !== 'object' || rules === null || !('signature' in rules)) return false
  if (typeof rules.signature !== 'string') return false
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: pinned }, format: 'jwk' })
    return verify(null, signedBytes(rules, tenantId), key, Buffer.from(rules.signature, 'base64url'))
  } catch {
    // A pinned key that is none.
    return false
  }
}

function signedBytes(rules: object, tenantId: string): Buffer {
  const { signature: _own, ...signed } = rules as { readonly signature?: unknown }
  return Buffer.from(sorted({ purpose: PURPOSE, tenantId, rules: signed }) ?? '', 'utf8')
}

function readKey(rulesKey: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(rulesKey, 'base64'), format: 'der', type: 'pkcs8' })
}
