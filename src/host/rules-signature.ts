import { isSignatureOf, newSigningKey, publicKeyOf, signJson } from './signed-json.ts'

/** How an endpoint signs the rules it publishes, and how an agent checks them. */

/** Prevents the use of a signature for another purpose of the same key. */
const PURPOSE = 'touchledger rules 1'

/** A new key of an endpoint. It never leaves the endpoint. */
export const newRulesKey = newSigningKey

/** What devices pin of a key. */
export const publicRulesKey = publicKeyOf

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
  return typeof rules.signature === 'string' && isSignatureOf(signedPart(rules, tenantId), rules.signature, pinned)
}

function signedPart(rules: object, tenantId: string) {
  const { signature: _own, ...signed } = rules as { readonly signature?: unknown }
  return { purpose: PURPOSE, tenantId, rules: signed }
}
