// An installer by NSIS of build/windows/touchledger.nsi, compiled by Debian's makensis. Releases use electron-builder's, with the same build/installer.nsh.
import { resolve } from 'node:path'
import { repository } from '../launch-electron.mjs'
import { run } from '../say.mjs'

/**
 * @param {string} folder the agent's files as on Windows
 * @param {string} file to be made
 * @param {string} version
 */
export function makeNsis(folder, file, version) {
  const defined = { VERSION: version, APP_FOLDER: resolve(folder), OUTPUT: resolve(file) }
  const definitions = Object.entries(defined).map(([name, value]) => `-D${name}=${value}`)
  run('makensis', ['-V2', '-WX', ...definitions, 'touchledger.nsi'], { cwd: `${repository}/build/windows` })
}
