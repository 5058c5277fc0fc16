import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'

/** Ed25519. */
export interface KeyPair {
  /** Raw, base64url. */
  readonly publicKey: string
  /** PKCS #8 DER in base64. */
  readonly privateKey: string
}

export const makeKeyPair = (): KeyPair => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  })
  // The raw 32 bytes are the end of the SubjectPublicKeyInfo (RFC 8410).
  return { publicKey: publicKey.subarray(-32).toString('base64url'), privateKey: privateKey.toString('base64') }
}

/** The pair of a private key, PKCS #8 DER in base64. */
export const keyPairOf = (privateKey: string): KeyPair => {
  const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' })
  return { publicKey: spki.subarray(-32).toString('base64url'), privateKey }
}
