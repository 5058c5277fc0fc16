import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto'

/**
 * How a publisher signs a release: Ed25519 over the bytes of its manifest. The private key stays with the publisher, agents carry the
 * public one, and the endpoint has neither: it stores and hands out.
 */

/** A new key of a publisher, both halves as PEM. */
export function newReleaseKey(): { readonly privateKey: string; readonly publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  return {
    privateKey: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
  }
}

/** The public half, PEM. @param privateKey PEM @throws where it is no Ed25519 key */
export function publicReleaseKey(privateKey: string): string {
  const key = createPublicKey(createPrivateKey(privateKey))
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('is no Ed25519 key')
  return key.export({ format: 'pem', type: 'spki' }).toString()
}

/** 64 bytes. @param privateKey PEM */
export const signManifest = (manifest: Uint8Array, privateKey: string): Buffer =>
  sign(null, manifest, createPrivateKey(privateKey))

/**
 * Whether a publisher signed these bytes. Never throws.
 * @param signature base64url
 * @param publicKey PEM
 */
export function isSignedManifest(manifest: string, signature: string, publicKey: string): boolean {
  try {
    const key = createPublicKey(publicKey)
    // Another kind of key would take another kind of signature.
    if (key.asymmetricKeyType !== 'ed25519') return false
    return verify(null, Buffer.from(manifest, 'utf8'), key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}
