// Prepares this checkout and runs a command: `node scripts/setup.mjs --for start|test|... [--then FILE ARGS...]`. FILE runs on the
// project's Node. Plain JavaScript for Node 20 and later, because nothing is installed yet. Messages go to standard error.
import { fallbackPossible, findElectron } from './electron-runtime.mjs'
import { installNodeModules, nodeOfProject, nodeModulesAreCurrent } from './node-modules.mjs'
import { exitCodeOf } from './launch-electron.mjs'
import { say, run } from './say.mjs'
import { takingTurns } from './setup-lock.mjs'
import { installSystemPackages } from './system-packages.mjs'
import { spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Requirements of each command. `system` names groups of scripts/system-packages.mjs. */
const needs = {
  start: { electron: true, system: ['electron', 'display'] },
  agent: { electron: true, system: ['electron', 'display'] },
  test: { electron: true, system: ['electron', 'virtual-display', 'desktop-tools', 'sound', 'chromium', 'postgresql'] },
  package: { electron: true, system: [] },
  replay: { electron: false, system: [] },
  endpoint: { electron: false, system: [] },
  import: { electron: false, system: [] },
  audit: { electron: false, system: [] },
  bench: { electron: true, system: ['electron', 'virtual-display', 'desktop-tools', 'postgresql'] },
  build: { electron: false, system: [] },
  check: { electron: false, system: [] },
}

/** @param {string[]} argv */
function commandOf(argv) {
  const command = argv[argv.indexOf('--for') + 1] ?? ''
  if (argv[2] === '--for' && Object.hasOwn(needs, command)) return /** @type {keyof typeof needs} */ (command)
  say(`usage: node scripts/setup.mjs --for ${Object.keys(needs).join('|')} [--then FILE ARGS...]`)
  process.exit(2)
}

/**
 * Ends this process when the npm above it was killed: the shell in between forwards no signal, and an orphaned endpoint would keep
 * its port.
 */
function endWithParent() {
  const parent = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, 500)
  watch.unref()
}

/**
 * Runs a file on the project's Node: in this process if it is that Node, else in a child process.
 * @param {string} file
 * @param {string[]} args
 */
async function runFile(file, args) {
  if (realpathSync(process.execPath) === realpathSync(nodeOfProject())) {
    process.argv = [process.execPath, resolve(file), ...args]
    await import(pathToFileURL(resolve(file)).href)
  } else {
    process.exitCode = await exitCodeOf(spawn(nodeOfProject(), [file, ...args], { stdio: 'inherit' }))
  }
}

/** @param {(typeof needs)[keyof typeof needs]} need */
function install(need) {
  if (!nodeModulesAreCurrent()) installNodeModules()
  installSystemPackages(need.system)
  if (!need.electron || findElectron()) return
  run(nodeOfProject(), [fileURLToPath(new URL('install-electron.mjs', import.meta.url))])
  if (findElectron()) return
  throw new Error(
    fallbackPossible()
      ? 'Electron was not installed.'
      : 'Electron could not be downloaded, and this platform has no fallback.',
  )
}

try {
  const need = needs[commandOf(process.argv)]
  takingTurns(fileURLToPath(new URL('../.setup.lock', import.meta.url)), () => install(need))
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exit(1)
}

const [, , , , then, file, ...args] = process.argv
if (then === '--then' && file !== undefined) {
  endWithParent()
  await runFile(file, args)
}
