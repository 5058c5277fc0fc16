// Folders with a whole Debian in them: what needs another Debian, or a clean one, runs there. All mounts are of a namespace of their
// own, so that none is left behind, whatever ends the run.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { nodeOfProject } from './node-modules.mjs'
import { run } from './say.mjs'

/** Why no such folder can be made or used on this machine; null if it can. */
export function missingRight() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'it needs Linux on x64'
  if (process.getuid?.() !== 0) return 'it needs root, to set up a folder with a Debian and to mount'
  if (debianMirror() === null)
    return 'it needs a Debian that names its mirror in /etc/apt/sources.list.d/debian.sources'
  if (spawnSync('unshare', ['--mount', 'mount', '--bind', '/tmp', '/tmp']).status !== 0)
    return 'this machine may not mount'
  return null
}

/**
 * Makes the folder whole or not at all.
 * @param {string} folder
 * @param {{ release: string, packages: string[], options?: string[] }} what `options`: more of mmdebstrap's own
 * @throws if a download fails
 */
export function makeDebianRoot(folder, { release, packages, options = [] }) {
  const unfinished = `${folder}.new`
  rmSync(unfinished, { recursive: true, force: true })
  run('mmdebstrap', [
    '--quiet',
    '--variant=apt',
    '--aptopt=APT::Install-Recommends "false"',
    `--include=${packages.join(',')}`,
    ...options,
    release,
    unfinished,
    `deb ${debianMirror()} ${release} main`,
  ])
  renameSync(unfinished, folder)
}

/**
 * Starts a script of this project where mounts are its own. It ends with its exit code.
 * @param {string} file
 * @param {string[]} args
 */
export function inOwnMounts(file, args) {
  const { status } = spawnSync('unshare', ['--mount', '--propagation', 'private', nodeOfProject(), file, ...args], {
    stdio: 'inherit',
  })
  return status ?? 1
}

/**
 * Shows folders of this machine at the same place inside of a Debian's folder.
 * @param {string} root
 * @param {string[]} folders absolute
 */
export function mountInto(root, folders) {
  for (const folder of folders) {
    const inside = join(root, folder)
    mkdirSync(inside, { recursive: true })
    const { status, stderr } = spawnSync('mount', ['--rbind', folder, inside], { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${folder} could not be mounted: ${stderr}`)
  }
}

/** The mirror that this machine's packages come from. */
function debianMirror() {
  const file = '/etc/apt/sources.list.d/debian.sources'
  if (!existsSync(file)) return null
  return /^URIs:\s*(\S+)/m.exec(readFileSync(file, 'utf8'))?.[1] ?? null
}
