import { lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha512Of } from '../../host/file-hash.ts'
import {
  MANIFEST_NAME,
  MAX_MANIFEST_LENGTH,
  type ReleaseFile,
  type ReleaseManifest,
  releaseManifest,
  SIGNATURE_NAME,
  type SignedRelease,
} from '../../shared/contract/releases.ts'
import { versionNumbers } from '../../shared/contract/health.ts'
import { compareVersions } from '../../shared/versions.ts'

const SIGNATURE_BYTES = 64

/** A folder of a release. One with a fault is handed out to nobody. */
export interface StoredRelease {
  readonly version: string
  readonly folder: string
  readonly manifest: ReleaseManifest | null
  readonly signed: SignedRelease | null
  /** What is wrong, and what to do; null: it is whole. */
  readonly fault: string | null
}

export interface Releases {
  /** The newest first. */
  list(): Promise<readonly StoredRelease[]>
  /** Null: there is none that is whole. */
  find(version: string): Promise<StoredRelease | null>
}

/** What is wrong with a release, in words. */
class ReleaseFault extends Error {}

/**
 * The releases in a folder, each in a folder of its version as the publisher's command made it. Whoever runs the endpoint copies them there: no
 * request can put a program on the disk. Sizes and hashes are checked once for each file as it is; the signature is the agents' to check.
 * @param folder may appear later; null: there is none
 */
export function openReleases(folder: string | null): Releases {
  const hashes = new Map<string, Promise<string>>()
  const hashOf = (path: string, mark: string): Promise<string> => {
    const known = hashes.get(`${path} ${mark}`)
    if (known) return known
    const hashing = sha512Of(path)
    hashes.set(`${path} ${mark}`, hashing)
    hashing.catch(() => hashes.delete(`${path} ${mark}`))
    return hashing
  }
  const checkFile = async (release: string, { name, size, sha512 }: ReleaseFile): Promise<void> => {
    const path = join(release, name)
    const found = await lstat(path).catch(() => null)
    if (!found?.isFile()) throw new ReleaseFault(`${name} is missing. Copy it there.`)
    if (found.size !== size) {
      throw new ReleaseFault(`${name} has ${found.size} bytes of ${size}. Copy it again.`)
    }
    if ((await hashOf(path, `${found.size} ${found.mtimeMs}`)) !== sha512) {
      throw new ReleaseFault(`${name} is not the file that was signed. Copy it again.`)
    }
  }
  const read = async (version: string): Promise<StoredRelease> => {
    const release = join(folder ?? '', version)
    let manifest: ReleaseManifest | null = null
    try {
      const text = await readText(release)
      manifest = manifestOf(text, version)
      const signature = await readFile(join(release, SIGNATURE_NAME)).catch(() => null)
      if (signature?.length !== SIGNATURE_BYTES) {
        throw new ReleaseFault(`${SIGNATURE_NAME} is missing or no signature. Sign the release.`)
      }
      for (const file of manifest.files) await checkFile(release, file)
      const signed = { manifest: text, signature: signature.toString('base64url') }
      return { version, folder: release, manifest, signed, fault: null }
    } catch (error) {
      const fault =
        error instanceof ReleaseFault ? error.message : 'it cannot be read. Check its files and their rights.'
      return { version, folder: release, manifest, signed: null, fault }
    }
  }
  const isRelease = (name: string): boolean => versionNumbers.safeParse(name).success
  return {
    async list() {
      const names = folder === null ? [] : await readdir(folder).catch(() => [])
      const found = await Promise.all(names.filter(isRelease).map(read))
      return found.toSorted((one, other) => compareVersions(other.version, one.version))
    },
    async find(version) {
      if (folder === null || !isRelease(version)) return null
      const found = await read(version)
      return found.fault === null ? found : null
    },
  }
}

async function readText(release: string): Promise<string> {
  const bytes = await readFile(join(release, MANIFEST_NAME)).catch(() => null)
  if (bytes === null) throw new ReleaseFault(`${MANIFEST_NAME} is missing. Copy it there last.`)
  if (bytes.length > MAX_MANIFEST_LENGTH) throw new ReleaseFault(`${MANIFEST_NAME} is too long.`)
  const text = bytes.toString('utf8')
  // What is handed out as text must be the bytes that were signed.
  if (!Buffer.from(text, 'utf8').equals(bytes)) throw new ReleaseFault(`${MANIFEST_NAME} is no UTF-8.`)
  return text
}

function manifestOf(text: string, version: string): ReleaseManifest {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new ReleaseFault(`${MANIFEST_NAME} is no JSON. Sign the release again.`)
  }
  const parsed = releaseManifest.safeParse(json)
  if (!parsed.success) throw new ReleaseFault(`${MANIFEST_NAME} has another form. Sign the release again.`)
  if (parsed.data.version !== version) {
    throw new ReleaseFault(`it is version ${parsed.data.version}. Name its folder so.`)
  }
  return parsed.data
}
