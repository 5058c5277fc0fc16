import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { nodeOfProject } from './node-modules.mjs'
import { repository } from './launch-electron.mjs'
import { run, say } from './say.mjs'

/** Builds main, preload and renderer into out/. Output goes to standard error. */
export function build() {
  say('building')
  run(
    nodeOfProject(),
    [join(repository, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build', '--logLevel', 'warn'],
    {
      cwd: repository,
    },
  )
}

/** Builds if a source is newer than the last build. */
export function buildIfStale() {
  const built = join(repository, 'out', 'main', 'index.cjs')
  const sources = ['src', 'assets', 'package-lock.json', 'electron.vite.config.ts', 'scripts/companion-plugin.ts'].map(
    (name) => join(repository, name),
  )
  if (!existsSync(built) || Math.max(...sources.map(newestChange)) > statSync(built).mtimeMs) build()
}

/**
 * @param {string} path a file or a folder
 * @returns {number} the latest modification time in and below it, epoch milliseconds
 */
function newestChange(path) {
  if (!existsSync(path)) return 0
  const status = statSync(path)
  if (!status.isDirectory()) return status.mtimeMs
  // A folder's own time reveals removed files.
  return Math.max(status.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))))
}
