import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeTarball } from '../../../../scripts/packages/tarball.mjs'
import { newReleaseKey } from '../../../../src/host/release-signature.ts'
import { readProgram, type UpdatableProgram } from '../../../../src/main/updates/program.ts'
import { repository } from '../../../../scripts/launch-electron.mjs'

/** A place for a program folder and packages, with its publisher's key. */
export interface Site {
  readonly place: string
  readonly privateKey: string
  /** Makes the tar.gz of a version whose program is a shell script: it notes its version and what it was told in `started`, and ends by `end`. */
  makePackage(version: string, end?: string, oldest?: string): string
  /** Unpacks a package, as a person does. */
  unpack(file: string): void
  /** Of the version that is current. */
  program(version: string): UpdatableProgram
  readonly folder: string
  /** The file into which programs write. */
  readonly started: string
  remove(): void
}

/** @param bulk bytes that each program has beside its script */
export function openSite(bulk = 0): Site {
  const place = mkdtempSync(join(tmpdir(), 'touchledger-updates-'))
  const { privateKey, publicKey } = newReleaseKey()
  writeFileSync(join(place, 'key.pub'), publicKey)
  const folder = join(place, 'touchledger')
  const started = join(place, 'started')
  return {
    ...{ place, privateKey, folder, started },
    makePackage(version, end = 'exit 0', oldest = version) {
      const unpacked = join(place, 'linux-unpacked')
      rmSync(unpacked, { recursive: true, force: true })
      mkdirSync(join(unpacked, 'resources'), { recursive: true })
      writeFileSync(join(unpacked, 'touchledger'), `#!/bin/sh\necho "${version} $*" >> '${started}'\n${end}\n`)
      chmodSync(join(unpacked, 'touchledger'), 0o755)
      writeFileSync(join(unpacked, 'resources', 'bulk'), Buffer.alloc(bulk, version))
      cpSync(join(repository, 'build/linux/end-agents.sh'), join(unpacked, 'end-agents.sh'))
      const file = join(place, `touchledger-${version}-linux-x64.tar.gz`)
      const environment = { TOUCHLEDGER_UPDATE_KEY: join(place, 'key.pub'), TOUCHLEDGER_OLDEST: oldest }
      const before = { ...process.env }
      Object.assign(process.env, environment)
      try {
        makeTarball(unpacked, file, version)
      } finally {
        for (const name of Object.keys(environment)) delete process.env[name]
        Object.assign(process.env, before)
      }
      return file
    },
    unpack: (file) => void execFileSync('tar', ['-xzf', file, '-C', place]),
    program: (version) => {
      const { updates } = readProgram(resourcesOf(folder, version), join(folder, 'versions', version, 'touchledger'))
      if (updates === null) throw new Error('the package says nothing of updates')
      return updates
    },
    remove: () => rmSync(place, { recursive: true, force: true }),
  }
}

/** Electron's folder `resources` of a version. */
export const resourcesOf = (folder: string, version: string): string => join(folder, 'versions', version, 'resources')
