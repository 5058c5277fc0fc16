// What has to be there before Windows programs run on this machine, and where it lies.
import { copyFileSync } from 'node:fs'
import { join } from 'node:path'
import { startDisplay } from '../display.mjs'
import { repository } from '../launch-electron.mjs'
import { buildForWindows, buildHelper } from './build-helper.mjs'
import { places } from './places.mjs'
import { keepWineServer, mountFolders } from './run.mjs'
import { setUpPackages, setUpPrefix } from './set-up.mjs'

/** Scripted windows, by the names of programs that rules know. */
const scriptedPrograms = ['msedge', 'epic']

/**
 * Calls `work` where Windows programs run: folders are mounted, a display of its own is in the environment, Wine's server is kept,
 * and the helper and the scripted windows are built. To be called inside a mount namespace (see `inOwnMounts`), after `setUpWine`.
 * @template Result
 * @param {(made: { programs: string, packages: string }) => Result | Promise<Result>} work `programs`: the folder of the built
 * programs; `packages`: a folder with the `node_modules` of Windows
 * @returns {Promise<Result>}
 */
export async function withWindows(work) {
  mountFolders([repository])
  const display = await startDisplay()
  Object.assign(process.env, display.env)
  // Each program would wait for a server of its own to start.
  const endServer = keepWineServer()
  try {
    setUpPrefix()
    const packages = setUpPackages()
    const programs = join(places.cache, 'programs')
    buildHelper(programs)
    const [first = '', ...others] = scriptedPrograms.map((name) => join(programs, `${name}.exe`))
    buildForWindows('tests/windows/native', first, { window: true })
    for (const other of others) copyFileSync(first, other)
    return await work({ programs, packages })
  } finally {
    endServer()
    await display.stop()
  }
}
