// Makes this checkout ready for one command: `node scripts/setup.mjs --for start|test|...`.
//
// It runs before anything is installed, so it is plain JavaScript on node: modules and works from Node 20 on. All it
// says goes to standard error: the standard output belongs to the command that follows. With nothing to do it takes
// well under 0.3 s, as it starts no process then.
import { fallbackPossible, findElectron } from './electron-runtime.mjs'
import { installNodeModules, nodeOfProject, nodeModulesAreCurrent } from './node-modules.mjs'
import { say, run } from './say.mjs'
import { installSystemPackages } from './system-packages.mjs'
import { fileURLToPath } from 'node:url'

/** What each command needs. `system` names groups of scripts/system-packages.mjs. */
const needs = {
  start: { electron: true, system: ['electron', 'display'] },
  agent: { electron: true, system: ['electron', 'display'] },
  test: { electron: true, system: ['electron', 'virtual-display', 'desktop-tools', 'chromium', 'postgresql'] },
  package: { electron: true, system: [] },
  replay: { electron: false, system: [] },
  endpoint: { electron: false, system: [] },
  import: { electron: false, system: [] },
  bench: { electron: false, system: [] },
  build: { electron: false, system: [] },
  check: { electron: false, system: [] },
}

/** @param {string[]} argv */
function commandOf(argv) {
  const command = argv[argv.indexOf('--for') + 1] ?? ''
  if (argv.includes('--for') && Object.hasOwn(needs, command)) return /** @type {keyof typeof needs} */ (command)
  say(`usage: node scripts/setup.mjs --for ${Object.keys(needs).join('|')}`)
  process.exit(2)
}

try {
  const need = needs[commandOf(process.argv)]
  if (!nodeModulesAreCurrent()) installNodeModules()
  installSystemPackages(need.system)
  if (need.electron && !findElectron()) {
    run(nodeOfProject(), [fileURLToPath(new URL('install-electron.mjs', import.meta.url))])
    if (!findElectron()) {
      throw new Error(
        fallbackPossible()
          ? 'Electron was not installed.'
          : 'Electron could not be downloaded, and this platform has no fallback.',
      )
    }
  }
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exit(1)
}
