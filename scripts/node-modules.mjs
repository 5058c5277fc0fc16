import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, runNpm, say } from './say.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const modules = join(root, 'node_modules')
const stampFile = join(modules, '.touchledger-setup')

/** The Node 24 that the project brings along, whatever Node the machine has. */
export function nodeOfProject() {
  return join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

/** Whether node_modules holds what the lockfile asks for. Starts no process. */
export function nodeModulesAreCurrent() {
  if (!existsSync(nodeOfProject())) return false
  const stamp = stampOfLockfile()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return true
  // Someone installed by hand: npm's own record says whether that is complete.
  if (!recordMatchesLockfile()) return false
  writeFileSync(stampFile, stamp)
  return true
}

/**
 * Installs what the lockfile names, and the Node that the tools need. Install scripts are off (.npmrc): of those in the
 * tree only `node`'s is needed, and get-windows' would try to download and compile.
 */
export function installNodeModules() {
  if (!recordMatchesLockfile()) {
    // The tools ask for a newer Node than the one npm may run on: it is about to be installed, so no warnings of that.
    say('installing the packages of package-lock.json')
    runNpm(['ci', '--loglevel=error', '--no-fund', '--no-audit', '--ignore-scripts'], { cwd: root })
  }
  if (!existsSync(nodeOfProject())) {
    say('installing the Node that the tools need')
    // This is the package's own preinstall script: it fetches the binary package of this platform and links it.
    const folder = join(modules, 'node')
    run(process.execPath, ['installArchSpecificPackage'], { cwd: folder, env: environmentForNodePackage() })
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true })
  }
  putNodeInPath()
  writeFileSync(stampFile, stampOfLockfile())
}

/** npm links only programs that exist when it unpacks a package; this one came later. */
function putNodeInPath() {
  const link = join(modules, '.bin', 'node')
  if (process.platform === 'win32') {
    for (const name of [link, `${link}.ps1`]) rmSync(name, { force: true })
    writeFileSync(`${link}.cmd`, '@"%~dp0\\..\\node\\bin\\node.exe" %*\r\n')
  } else if (!existsSync(link)) {
    rmSync(link, { force: true })
    symlinkSync(join('..', 'node', 'bin', 'node'), link)
  }
}

/** The script calls `npm install` in its own folder: it must not see the settings of the npm around it. */
function environmentForNodePackage() {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_config_(local_prefix|prefix|global|omit|include)$/i.test(name),
  )
  return {
    ...Object.fromEntries(inherited),
    npm_config_ignore_scripts: 'true',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
  }
}

function stampOfLockfile() {
  const lockfile = readFileSync(join(root, 'package-lock.json'))
  return `${createHash('sha256').update(lockfile).digest('hex')} ${process.platform}-${process.arch}\n`
}

/** Compares the lockfile with the record npm keeps of what it has installed. */
function recordMatchesLockfile() {
  const record = join(modules, '.package-lock.json')
  if (!existsSync(record)) return false
  const wanted = packagesOf(join(root, 'package-lock.json'))
  const installed = packagesOf(record)
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    // Optional packages of other platforms are in the lockfile and not in the record.
    if (path === '' || (optional && !installed[path])) return true
    return installed[path]?.version === version
  })
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean }>}
 */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages ?? {}
}
