import { createHash, createPrivateKey, type KeyObject } from 'node:crypto'
import { createSigner, httpbis } from 'http-message-signatures'
import {
  contentDigestHeader,
  coveredComponents,
  SIGNATURE_ALGORITHM,
  SIGNATURE_LABEL,
  SIGNATURE_TAG,
  signatureParameters,
} from '../../shared/contract/index.ts'

export interface DeviceKey {
  readonly deviceId: string
  /** Ed25519 private key, PKCS #8 DER in base64. */
  readonly privateKey: string
}

export interface UnsignedRequest {
  readonly method: string
  readonly url: string
  /** As sent, after compression. */
  readonly body: Uint8Array | null
}

/** Signs a request as the device; `created` in epoch ms. Returns the headers to add. */
export type RequestSigner = (request: UnsignedRequest, created: number) => Promise<Record<string, string>>

export const readPrivateKey = (pkcs8: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(pkcs8, 'base64'), format: 'der', type: 'pkcs8' })

const digestOf = (body: Uint8Array): string => contentDigestHeader(createHash('sha256').update(body).digest('base64'))

/** RFC 9421 with the covered components of shared/contract/signature.ts. */
export const requestSigner = ({ deviceId, privateKey }: DeviceKey): RequestSigner => {
  const key = createSigner(readPrivateKey(privateKey), SIGNATURE_ALGORITHM, deviceId)
  return async ({ method, url, body }, created) => {
    const digest: Record<string, string> = body === null ? {} : { 'content-digest': digestOf(body) }
    const { headers } = await httpbis.signMessage(
      {
        key,
        name: SIGNATURE_LABEL,
        params: [...signatureParameters],
        paramValues: { created: new Date(created), tag: SIGNATURE_TAG },
        fields: [...coveredComponents(body !== null)],
      },
      { method, url, headers: digest },
    )
    return headers
  }
}
