import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, runNpm, say } from './say.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const modules = join(root, 'node_modules')
const stampFile = join(modules, '.touchledger-setup')

/** The project's own Node 24, independent of the machine's Node. */
export function nodeOfProject() {
  return join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

/** Whether node_modules matches the lockfile. Starts no process. */
export function nodeModulesAreCurrent() {
  if (!existsSync(nodeOfProject())) return false
  const stamp = stampOfLockfile()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return true
  // After a manual install npm's own record shows whether it is complete.
  if (!recordMatchesLockfile()) return false
  writeFileSync(stampFile, stamp)
  return true
}

/**
 * Installs the lockfile's packages and the project's Node. Install scripts are off (.npmrc): only the one of `node` is needed, and
 * get-windows' would download and compile.
 */
export function installNodeModules() {
  if (!recordMatchesLockfile()) {
    // Suppresses warnings about the Node version: the required Node is about to be installed.
    say('installing the packages of package-lock.json')
    runNpm(['ci', '--loglevel=error', '--no-fund', '--no-audit', '--ignore-scripts'], { cwd: root })
  }
  if (!existsSync(nodeOfProject())) {
    say('installing the Node that the tools need')
    // The package's own preinstall script: it downloads and links this platform's binary package.
    const folder = join(modules, 'node')
    run(process.execPath, ['installArchSpecificPackage'], { cwd: folder, env: environmentForNodePackage() })
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true })
  }
  putNodeInPath()
  writeFileSync(stampFile, stampOfLockfile())
}

/** npm links only programs that exist when it unpacks a package; this one was added later. */
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

/** The script runs `npm install` in its own folder and must not inherit the outer npm's settings. */
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

/** Compares the lockfile with npm's record of installed packages. */
function recordMatchesLockfile() {
  const record = join(modules, '.package-lock.json')
  if (!existsSync(record)) return false
  const wanted = packagesOf(join(root, 'package-lock.json'))
  const installed = packagesOf(record)
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    // Optional packages of other platforms are in the lockfile but not in the record.
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
