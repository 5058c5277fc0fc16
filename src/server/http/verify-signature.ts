import { createPublicKey, hash, timingSafeEqual } from 'node:crypto'
import { createVerifier, httpbis } from 'http-message-signatures'
import { parseDictionary } from 'structured-headers'
import {
  coveredComponents,
  MAX_CLOCK_SKEW_MS,
  SIGNATURE_ALGORITHM,
  SIGNATURE_LABEL,
  SIGNATURE_TAG,
  signatureParameters,
} from '../../shared/contract/signature.ts'
import { deletedPersonsDevice, revokedDevice, unknownDevice } from '../errors/device-problems.ts'
import { problem, type HttpProblem } from '../errors/problem.ts'

/** The parts of a request its signature speaks of. */
export interface SignedRequest {
  readonly method: string
  /** Path and query as received. */
  readonly target: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** A request with a body signs its digest, too. */
  readonly hasBody: boolean
}

/** What the endpoint knows of the key that signed. */
export interface KnownDevice {
  readonly deviceId: string
  readonly userId: string
  /** Raw Ed25519 key, base64url. */
  readonly publicKey: string
  readonly revoked: boolean
}

/**
 * Verifies a device's signature (RFC 9421) by the request's headers alone, so that no body is read of somebody who may not send one. The body has to
 * match the digest that is signed: {@link checkDigest}.
 * @param find looks a device up by its id; `deleted`: it was of somebody who was deleted.
 * @throws HttpProblem 401 `bad_signature`, `unknown_device`, `clock_skew` (only when the signature is right otherwise), 403 `revoked`, `person_deleted`.
 */
export async function verifyDevice(
  request: SignedRequest,
  find: (deviceId: string) => Promise<KnownDevice | 'deleted' | null>,
  now: number,
): Promise<KnownDevice> {
  const { keyId, createdMs } = readParameters(request)
  const device = await find(keyId)
  if (device === 'deleted') throw deletedPersonsDevice()
  if (!device) throw unknownDevice()
  const verify = createVerifier(
    createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: device.publicKey }, format: 'jwk' }),
    SIGNATURE_ALGORITHM,
  )
  const verified = await httpbis
    .verifyMessage(
      {
        keyLookup: async () => ({ id: keyId, algs: [SIGNATURE_ALGORITHM], verify }),
        requiredParams: [...signatureParameters],
        requiredFields: [...coveredComponents(request.hasBody)],
        // The library would refuse a wrong clock without saying so; it is judged below.
        notAfter: Number.MAX_SAFE_INTEGER,
      },
      // Only path and query are covered; the host is there because the library wants a whole URL.
      { method: request.method, url: `http://endpoint${request.target}`, headers: presentHeaders(request.headers) },
    )
    .catch(() => false)
  if (verified !== true) throw badSignature('The signature does not match the request.')
  if (Math.abs(now - createdMs) > MAX_CLOCK_SKEW_MS) {
    throw problem(401, 'clock_skew', 'The device clock is more than five minutes off; sign again by serverTime.', {
      serverTime: now,
    })
  }
  if (device.revoked) throw revokedDevice()
  return device
}

function badSignature(detail: string): HttpProblem {
  return problem(401, 'bad_signature', detail)
}

/** One signature, under our label, with our tag: with several it would be unclear whose request this is. */
function readParameters(request: SignedRequest): { keyId: string; createdMs: number } {
  const input = request.headers['signature-input']
  if (typeof input !== 'string' || typeof request.headers['signature'] !== 'string') {
    throw problem(401, 'unsigned', 'This request must be signed by an enrolled device.')
  }
  const entries = parse(input)
  const parameters = entries?.get(SIGNATURE_LABEL)?.[1]
  if (!entries || entries.size !== 1 || !parameters)
    throw badSignature(`Exactly one signature, ${SIGNATURE_LABEL}, is expected.`)
  const keyId = parameters.get('keyid')
  const created = parameters.get('created')
  if (typeof keyId !== 'string' || keyId.length > 100 || typeof created !== 'number') {
    throw badSignature('The signature lacks keyid or created.')
  }
  if (parameters.get('tag') !== SIGNATURE_TAG || parameters.get('alg') !== SIGNATURE_ALGORITHM) {
    throw badSignature('The signature is not for this purpose.')
  }
  return { keyId, createdMs: created * 1000 }
}

/** Compares a body with its digest (RFC 9530). @throws HttpProblem 401 `bad_signature` */
export function checkDigest({ 'content-digest': header }: SignedRequest['headers'], body: Buffer): void {
  const claimed = typeof header === 'string' ? parse(header)?.get('sha-256')?.[0] : undefined
  const actual = hash('sha256', body, 'buffer')
  const same =
    claimed instanceof ArrayBuffer &&
    claimed.byteLength === actual.length &&
    timingSafeEqual(Buffer.from(claimed), actual)
  if (!same) throw badSignature('Content-Digest does not match the body.')
}

function parse(header: string): ReturnType<typeof parseDictionary> | null {
  try {
    return parseDictionary(header)
  } catch {
    return null
  }
}

function presentHeaders(headers: SignedRequest['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
