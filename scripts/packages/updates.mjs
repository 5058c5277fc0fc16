// What a package says of its own updates, in `resources/updates`: how it is installed, its publisher's key, the oldest version that may
// come back. Texts, because root's shell script reads them too (build/linux/install-update.sh).
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createPublicKey } from 'node:crypto'

/**
 * @param {string} resources Electron's folder `resources`
 * @param {string} kind as in src/shared/contract/releases.ts
 * @param {string} version
 */
export function describeUpdates(resources, kind, version) {
  const folder = join(resources, 'updates')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  writeFileSync(join(folder, 'kind'), `${kind}\n`)
  writeFileSync(join(folder, 'oldest'), `${process.env['TOUCHLEDGER_OLDEST'] ?? version}\n`)
  const key = publicKey()
  if (key !== null) writeFileSync(join(folder, 'key.pem'), key)
}

/** Of the publisher, PEM; null: these packages take no updates. */
export function publicKey() {
  const file = process.env['TOUCHLEDGER_UPDATE_KEY']
  if (file === undefined) return null
  const pem = readFileSync(file, 'utf8')
  // A private key would also do for the next line, and would then be in every package.
  if (/PRIVATE KEY/.test(pem)) throw new Error(`TOUCHLEDGER_UPDATE_KEY: ${file} is the secret half; name FILE.pub`)
  if (createPublicKey(pem).asymmetricKeyType !== 'ed25519') {
    throw new Error(`TOUCHLEDGER_UPDATE_KEY: ${file} is no Ed25519 key; make one with: npm run release -- key FILE`)
  }
  return pem
}
