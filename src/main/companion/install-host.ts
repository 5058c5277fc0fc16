import { execFile } from 'node:child_process'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import { companionHost } from '../../shared/companion.ts'
import type { AllowedExtensions } from './browsers.ts'
import type { HostLocations } from './host-locations.ts'

/** The used part of the Windows registry. */
export interface Registry {
  /** Sets a key's default value. */
  set(key: string, value: string): Promise<void>
  /** A missing key is not an error. */
  remove(key: string): Promise<void>
}

/** Registers the program that this user's browsers start for the companion, and the allowed extensions. @param program absolute */
export const installHost = async (
  locations: HostLocations,
  program: string,
  allowed: AllowedExtensions,
  registry: Registry,
): Promise<void> => {
  const host = { name: companionHost, description: 'TouchLedger agent', path: program, type: 'stdio' }
  const origins = allowed.chromium.map((id) => `chrome-extension://${id}/`)
  for (const file of locations.chromium) await writeManifest(file, { ...host, allowed_origins: origins })
  for (const file of locations.firefox) await writeManifest(file, { ...host, allowed_extensions: allowed.firefox })
  for (const { key, file } of locations.registry) await registry.set(key, file)
}

/** Reverts `installHost`. Folders stay, because they may hold other programs' hosts. */
export const removeHost = async (locations: HostLocations, registry: Registry): Promise<void> => {
  for (const { key } of locations.registry) await registry.remove(key)
  for (const file of [...locations.chromium, ...locations.firefox]) await rm(file, { force: true })
}

const writeManifest = async (file: string, manifest: object): Promise<void> => {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`)
}

/** The registry through Windows' own `reg.exe`. */
export const windowsRegistry: Registry = {
  async set(key, value) {
    await promisify(execFile)('reg.exe', ['add', key, '/ve', '/t', 'REG_SZ', '/d', value, '/f'])
  },
  async remove(key) {
    await promisify(execFile)('reg.exe', ['delete', key, '/f']).catch(() => {})
  },
}
