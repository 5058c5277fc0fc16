// Runs Windows programs. All of it happens in a mount namespace of its own, so that no mount is left behind, whatever ends the run.
import { spawn, spawnSync } from 'node:child_process'
import { mountInto } from '../debian-root.mjs'
import { run } from '../say.mjs'
import { places } from './places.mjs'

/** Folders of this machine that Windows programs see at the same place, on drive Z:. */
const shared = (/** @type {string[]} */ folders) => ['/tmp', '/dev', '/proc', places.cache, ...folders]

/** @param {string} path of this machine, as Windows programs know it */
export const windowsPath = (path) => `Z:${path.replaceAll('/', '\\')}`

/** @param {string[]} folders absolute */
export const mountFolders = (folders) => mountInto(places.root, shared(folders))

/**
 * Runs a program of the Debian that Wine lies in.
 * @param {string[]} words
 * @param {string} folder to run it in
 * @throws if it fails
 */
export function inDebian(words, folder) {
  run('chroot', [places.root, '/bin/sh', '-c', 'cd "$0" && exec "$@"', folder, ...words])
}

/**
 * The command line of a Windows program.
 * @param {string[]} words
 * @param {NodeJS.ProcessEnv} environment
 * @param {string} folder to run it in
 */
function chrooted(words, environment, folder) {
  const variables = {
    HOME: '/root',
    PATH: '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    WINEPREFIX: places.prefix,
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=',
    ...environment,
  }
  const assigned = Object.entries(variables).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  )
  const start = 'cd "$0" && exec /usr/lib/wine/wine64 "$@"'
  return [places.root, '/usr/bin/env', '-i', ...assigned, '/bin/sh', '-c', start, folder, ...words]
}

/**
 * Runs a Windows program and waits for it.
 * @param {string[]} words
 * @param {{ seconds: number, folder?: string, environment?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions }} options
 * @returns {number} its exit code, 1 if it was ended
 */
export function inWine(words, { seconds, folder = process.cwd(), environment = {}, stdio = 'ignore' }) {
  const display = { DISPLAY: process.env['DISPLAY'], ...environment }
  const { status } = spawnSync('timeout', ['-k', '5', String(seconds), 'chroot', ...chrooted(words, display, folder)], {
    stdio,
  })
  return status ?? 1
}

/**
 * Keeps Wine's server, which every program needs.
 * @returns a function that ends it with all its programs: without a server they would stay, and do nothing
 */
export function keepWineServer() {
  const command = (/** @type {string[]} */ words) => [
    places.root,
    '/usr/bin/env',
    '-i',
    `WINEPREFIX=${places.prefix}`,
    'HOME=/root',
    '/usr/lib/wine/wineserver64',
    ...words,
  ]
  spawn('chroot', command(['-f', '-p']), { stdio: 'ignore' })
  return () => {
    spawnSync('chroot', command(['-k']), { stdio: 'ignore' })
  }
}

/**
 * Starts a Windows program.
 * @param {string[]} words
 * @param {{ folder?: string, environment?: NodeJS.ProcessEnv, stdio?: import('node:child_process').StdioOptions }} options
 */
export function startInWine(words, { folder = process.cwd(), environment = {}, stdio = 'ignore' } = {}) {
  return spawn('chroot', chrooted(words, { DISPLAY: process.env['DISPLAY'], ...environment }, folder), { stdio })
}
