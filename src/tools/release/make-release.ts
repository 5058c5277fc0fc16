import { copyFile, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { sha512Of } from '../../host/file-hash.ts'
import { versionNumbers } from '../../shared/contract/health.ts'
import {
  MANIFEST_NAME,
  RELEASE_FORMAT,
  releaseManifest,
  SIGNATURE_NAME,
  type ReleaseFile,
  type ReleaseTarget,
} from '../../shared/contract/releases.ts'
import { signManifest } from '../../host/release-signature.ts'

const platforms = { linux: 'linux', win: 'win32' } as const
const kinds = { 'tar.gz': 'tar.gz', deb: 'deb', exe: 'nsis' } as const
const nameOfFile = /^touchledger-(\d+(?:\.\d+)*)-(linux|win)-(x64|arm64)\.(tar\.gz|deb|exe)$/

/** What a package's name says of it; null: no agent updates from such a file. */
export function targetOf(name: string): (ReleaseTarget & { readonly version: string }) | null {
  const [, version, platform, arch, kind] = nameOfFile.exec(name) ?? []
  if (version === undefined) return null
  return {
    version,
    platform: platforms[platform as keyof typeof platforms],
    arch: arch as ReleaseTarget['arch'],
    kind: kinds[kind as keyof typeof kinds],
  }
}

/**
 * Makes the folder of a release: its files, the manifest and the manifest's signature. Copied into the `releases` folder of an endpoint's data
 * directory, it can be rolled out.
 * @param files packages as `npm run package` names them, all of one version
 * @param privateKey of the publisher, PEM
 * @param to the folder in which one of the version's name is made
 * @returns that folder
 * @throws Error, in words, where a file is not one of the version, or the release is there already
 */
export async function makeRelease(options: {
  readonly version: string
  readonly files: readonly string[]
  readonly privateKey: string
  readonly to: string
  readonly released: Date
}): Promise<string> {
  const { files, privateKey, to, released } = options
  const version = versionNumbers.parse(options.version)
  const folder = join(to, version)
  if (await stat(folder).catch(() => null)) {
    throw new Error(
      `${folder} is there already. A version is released once: take the next number, or remove the folder.`,
    )
  }
  // Whole or not at all, also where it is made in an endpoint's own folder: a name with a dash is no release.
  const making = join(to, `making-${version}`)
  await rm(making, { recursive: true, force: true })
  await mkdir(making, { recursive: true })
  const listed: ReleaseFile[] = []
  for (const file of files) {
    const name = basename(file)
    const target = targetOf(name)
    if (target?.version !== version) {
      throw new Error(`${file} is no package of version ${version}. Name files as npm run package does.`)
    }
    await copyFile(file, join(making, name))
    const { platform, arch, kind } = target
    const { size } = await stat(join(making, name))
    listed.push({ platform, arch, kind, name, size, sha512: await sha512Of(join(making, name)) })
  }
  const manifest = releaseManifest.parse({
    ...{ format: RELEASE_FORMAT, version, released: released.toISOString(), files: listed },
  })
  const bytes = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`, 'utf8')
  await writeFile(join(making, MANIFEST_NAME), bytes)
  await writeFile(join(making, SIGNATURE_NAME), signManifest(bytes, privateKey))
  await rename(making, folder)
  return folder
}
