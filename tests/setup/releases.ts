import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { newReleaseKey } from '../../src/host/release-signature.ts'
import { makeRelease } from '../../src/tools/release/make-release.ts'

export { newReleaseKey }

/**
 * Makes a signed release in a folder, as the publisher's command does.
 * @param files content by the ending of the package's name, as `linux-x64.deb`
 */
export async function signedReleaseIn(
  folder: string,
  version: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  privateKey: string,
): Promise<string> {
  const packages = join(folder, `packages-of-${version}`)
  mkdirSync(packages, { recursive: true })
  const paths = Object.entries(files).map(([ending, content]) => {
    const path = join(packages, `touchledger-${version}-${ending}`)
    writeFileSync(path, content)
    return path
  })
  return makeRelease({ version, files: paths, privateKey, to: folder, released: new Date('2026-12-03T05:00:00Z') })
}
