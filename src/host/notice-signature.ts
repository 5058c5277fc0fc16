import { isSignatureOf, signJson } from './signed-json.ts'

/** How a device signs that its notice was acknowledged, so that the record can be checked for as long as it is kept. */

const PURPOSE = 'touchledger notice 1'

/** What is signed of a `NoticeAcknowledgment`. */
interface Acknowledgment {
  readonly version: number
  readonly textHash: string
  readonly rulesVersion: number
  readonly acknowledgedAt: number
  readonly how: string
}

/** Who acknowledged where. */
export interface NoticeSigner {
  readonly tenantId: string
  readonly deviceId: string
  readonly userId: string
}

/** @param privateKey the device's, Ed25519, PKCS #8 DER in base64 */
export function signAcknowledgment(acknowledgment: Acknowledgment, signer: NoticeSigner, privateKey: string): string {
  return signJson(signedPart(acknowledgment, signer), privateKey)
}

/** Never throws. @param publicKey the device's, raw, base64url */
export function isSignedAcknowledgment(
  acknowledgment: Acknowledgment,
  signature: string,
  signer: NoticeSigner,
  publicKey: string,
): boolean {
  return isSignatureOf(signedPart(acknowledgment, signer), signature, publicKey)
}

const signedPart = (
  { version, textHash, rulesVersion, acknowledgedAt, how }: Acknowledgment,
  { tenantId, deviceId, userId }: NoticeSigner,
) => ({
  purpose: PURPOSE,
  ...{ tenantId, deviceId, userId, version, textHash, rulesVersion, acknowledgedAt, how },
})
