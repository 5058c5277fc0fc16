import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { isSignedJson, readSigningKey, signJson } from './signed-json.ts'

/** How an endpoint signs the rules it publishes, and how an agent checks them. */

/** Prevents the use of a signature for another purpose of the same key. */
const PURPOSE = 'touchledger rules 1'

/** A new key of an endpoint, Ed25519: PKCS #8 DER in base64. It never leaves the endpoint. */
export function newRulesKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519')
  return privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
}

/** What devices pin of a key: the raw public key, base64url. */
export function publicRulesKey(rulesKey: string): string {
  return createPublicKey(readSigningKey(rulesKey)).export({ format: 'jwk' }).x ?? ''
}

/** The signature of a rule set, base64url. One that it has already is not part of what is signed. */
export function signRules(rules: object, tenantId: string, rulesKey: string): string {
  return signJson(signedPart(rules, tenantId), rulesKey)
}

/**
 * Whether a rule set carries the signature of this tenant's endpoint. Never throws.
 * @param rules as received: a schema would add what the signer did not sign
 * @param pinned from {@link publicRulesKey}
 */
export function isSignedRules(rules: unknown, tenantId: string, pinned: string): boolean {
  if (typeof rules !== 'object' || rules === null || !('signature' in rules)) return false
  if (typeof rules.signature !== 'string') return false
  return isSignedJson(signedPart(rules, tenantId), rules.signature, pinned)
}

function signedPart(rules: object, tenantId: string) {
  const { signature: _own, ...signed } = rules as { readonly signature?: unknown }
  return { purpose: PURPOSE, tenantId, rules: signed }
}
