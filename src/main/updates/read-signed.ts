import { isSignedManifest } from '../../host/release-signature.ts'
import { releaseManifest, type ReleaseManifest, type SignedRelease } from '../../shared/contract/releases.ts'

/**
 * What a publisher signed; null where the signature is not its own, or this agent cannot read what it covers. Never throws.
 * @param publicKey PEM
 */
export function readSigned({ manifest, signature }: SignedRelease, publicKey: string): ReleaseManifest | null {
  if (!isSignedManifest(manifest, signature, publicKey)) return null
  try {
    return releaseManifest.parse(JSON.parse(manifest))
  } catch {
    return null
  }
}
