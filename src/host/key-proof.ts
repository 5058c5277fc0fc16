import { isSignatureOf, signJson } from './signed-json.ts'

/** How a device proves that it has the key that it asks for, for itself and here alone. */

const PURPOSE = 'touchledger device key 1'

/** Whose key it becomes. */
export interface KeyOwner {
  readonly tenantId: string
  readonly deviceId: string
}

/** @param publicKey the new one, raw, base64url @param privateKey the same pair's, Ed25519, PKCS #8 DER in base64 */
export function proveKey(publicKey: string, { tenantId, deviceId }: KeyOwner, privateKey: string): string {
  return signJson(signedPart(publicKey, { tenantId, deviceId }), privateKey)
}

/** Never throws. @param publicKey the new one, raw, base64url */
export function isProvenKey(publicKey: string, proof: string, { tenantId, deviceId }: KeyOwner): boolean {
  return isSignatureOf(signedPart(publicKey, { tenantId, deviceId }), proof, publicKey)
}

const signedPart = (publicKey: string, { tenantId, deviceId }: KeyOwner) => ({
  purpose: PURPOSE,
  ...{ tenantId, deviceId, publicKey },
})
